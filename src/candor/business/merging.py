"""How previews of a merge call what follows here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.business.models import Correspondence
from candor.kernel.registries.merging import called

called(Correspondence, "person", _("Sales mail"))
called(Correspondence, "organisation", _("Sales mail"))
