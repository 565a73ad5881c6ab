"""The words that people read for leads: where they come from, where they stand, what is done about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.business.models import (
    EntryKind,
    Lead,
    LeadSource,
    Outcome,
    RightChannel,
    RightGround,
    TaskKind,
)
from candor.people.public import Basis

SOURCES: Mapping[str, Promise] = {
    LeadSource.WEB: _("Form on the website"),
    LeadSource.MAIL: _("Mail to sales"),
    LeadSource.BY_HAND: _("Written down by sales"),
    LeadSource.IMPORT: _("Bought or given list"),
}
OUTCOMES: Mapping[str, Promise] = {
    Outcome.OPEN: pgettext_lazy("lead", "Open"),
    Outcome.WON: pgettext_lazy("lead", "Won"),
    Outcome.LOST: pgettext_lazy("lead", "Lost"),
}
SHAPES: Mapping[str, str] = {Outcome.OPEN: "open", Outcome.WON: "solved", Outcome.LOST: "closed"}
TASKS: Mapping[str, Promise] = {
    TaskKind.CALL: _("Call"),
    TaskKind.MAIL: pgettext_lazy("task", "Mail"),
    TaskKind.MEETING: _("Meeting"),
    TaskKind.OTHER: pgettext_lazy("task", "Something else"),
}
TASK_ICONS: Mapping[str, str] = {
    TaskKind.CALL: "phone",
    TaskKind.MAIL: "mail",
    TaskKind.MEETING: "users",
    TaskKind.OTHER: "list-checks",
}
ENTRIES: Mapping[str, Promise] = {
    EntryKind.NOTE: pgettext_lazy("lead", "noted"),
    EntryKind.CALL: pgettext_lazy("lead", "noted a call"),
    EntryKind.MEETING: pgettext_lazy("lead", "noted a meeting"),
    EntryKind.ENQUIRY: pgettext_lazy("lead", "sent an enquiry"),
    EntryKind.MOVED: pgettext_lazy("lead", "moved it"),
    EntryKind.WON: pgettext_lazy("lead", "made a customer of it"),
    EntryKind.LOST: pgettext_lazy("lead", "put it down as lost"),
    EntryKind.REOPENED: pgettext_lazy("lead", "opened it again"),
    EntryKind.TOLD: pgettext_lazy("lead", "told the person where their data comes from"),
}
CHANNELS: Mapping[str, Promise] = {
    RightChannel.MAIL: _("E-mail"),
    RightChannel.PHONE: _("Telephone"),
}
GROUNDS: Mapping[str, Promise] = {
    RightGround.CONSENT: _("They consented"),
    RightGround.CUSTOMER: _("They bought something similar from us and were told that they may object"),
    RightGround.PRESUMED: _("Their business may be presumed to agree to a call"),
}
BASES: Mapping[str, Promise] = {
    Basis.CONSENT: _("Consent of the people (Art. 6(1)(a))"),
    Basis.CONTRACT: _("A contract with them, or steps before it (Art. 6(1)(b))"),
    Basis.INTEREST: _("Our legitimate interest (Art. 6(1)(f))"),
}


def state_of(lead: Lead) -> tuple[str, str]:
    """Where it stands, in the shape of the look and in words."""
    words = lead.stage.name if lead.is_open else str(OUTCOMES[lead.outcome])
    return SHAPES[lead.outcome], words


def links_to(leads: Iterable[Lead]) -> list[dict[str, str]]:
    """The leads as a short list of links, each with where it stands."""
    return [
        {
            "label": lead.interest.partition("\n")[0][:80],
            "url": reverse("business:lead", args=[lead.ref]),
            "status": state_of(lead)[0],
            "status_text": state_of(lead)[1],
        }
        for lead in leads
    ]
