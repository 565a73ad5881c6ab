"""What this slice shows on shared pages: its entries of the System Configuration menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.people import (
    correcting,  # noqa: F401 - it registers how details are put right
    correcting_organisations,  # noqa: F401 - the same of organisations
    origins,  # noqa: F401 - it registers how details came to us
)
from candor.people.configuration import register_entry

register_entry(
    "people.organisation",
    page="tech:organisation-settings",
    title=_("Organisation"),
    text=_("Name, colour, language, time zone and contact"),
    icon="building-2",
    permission="instance.configure",
    order=10,
)
register_entry(
    "people.staff",
    page="tech:staff",
    title=_("Staff"),
    text=_("Who works here, with which role and until when"),
    icon="users",
    permission="people.staff.view",
    order=20,
)
register_entry(
    "people.single-sign-on",
    page="tech:identity-providers",
    title=_("Single sign-on"),
    text=_("Providers through which staff and customers sign in"),
    icon="key",
    permission="instance.configure",
    order=26,
)
register_entry(
    "people.registration",
    page="tech:registration-rules",
    title=_("Registration"),
    text=_("Who may register as a customer by themselves"),
    icon="user-plus",
    permission="instance.configure",
    order=24,
)
register_entry(
    "people.tokens",
    page="tech:tokens",
    title=_("Tokens for programs"),
    text=_("Which programs use the API, for whom and until when"),
    icon="key",
    permission="people.staff.change",
    order=28,
)
register_entry(
    "people.sign-in",
    page="tech:sign-in-rules",
    title=_("Sign-in"),
    text=_("Whether staff need a second factor, and from when"),
    icon="shield-check",
    permission="instance.configure",
    order=25,
)
