"""The resources of this slice, and how refusals of announcements are told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from candor.kernel.api.operations import Operations
from candor.kernel.api.refusals import tell
from candor.kernel.http.problems import Problem
from candor.kernel.registries.personal_data import Purpose
from candor.privacy.actions.announcing import NothingToAnnounce

READ, WRITE = "announcements:read", "announcements:write"
MY_DATA_READ, MY_DATA_COPY = "my-data:read", "my-data:copy"

ANNOUNCEMENTS = Operations("Announcements")
REQUESTS = Operations("Privacy requests", also_for=Purpose)
"""Customers end advertising by it, which reads what is held for that."""
RECIPIENTS = Operations("Recipients of data", also_for=Purpose)
"""Who received somebody's data is accounted for, whatever the data was held for (Art. 5(2), 15(1)(c))."""
MY_DATA = Operations("My data", also_for=Purpose)
"""Somebody's own data is shown to them whatever it is held for, as on the pages (GDPR Art. 15)."""

tell(
    NothingToAnnounce,
    lambda _refusal: Problem("conflict", _("This version was announced already, or it is not there any more.")),
)
