"""How previews of a merge call what follows here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.helpdesk.models import Message, Ticket
from candor.kernel.registries.merging import called

called(Ticket, "requester", _("Cases"))
called(Ticket, "organisation", _("Cases"))
called(Message, "author", _("Messages"))
