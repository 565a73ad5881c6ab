"""What a postal address of an organisation is for, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.people.models import AddressKind

ADDRESS_KINDS: Mapping[AddressKind, Promise] = {
    AddressKind.BILLING: _("Invoices"),
    AddressKind.DELIVERY: _("Deliveries"),
    AddressKind.OTHER: _("Other mail"),
}
