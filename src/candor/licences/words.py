"""The words that people read for licences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from candor.licences.models import EndedBy, EntryKind, Licence, RestoreBy, RevokeReason, Shows
from candor.licences.queries import today
from candor.licences.rules.licences import State, state_of

STATES: Mapping[State, Promise] = {
    State.REVOKED: pgettext_lazy("licence", "Revoked"),
    State.ENDED: pgettext_lazy("licence", "Ended"),
    State.UNHELD: pgettext_lazy("licence", "Held by nobody"),
    State.MAINTAINED: pgettext_lazy("licence", "Current"),
    State.LAPSED: pgettext_lazy("licence", "Without maintenance"),
}
SHAPES: Mapping[State, str] = {
    State.REVOKED: "failed",
    State.ENDED: "closed",
    State.UNHELD: "hold",
    State.MAINTAINED: "active",
    State.LAPSED: "waiting",
}
ENTRIES: Mapping[str, Promise] = {
    EntryKind.ISSUED: pgettext_lazy("licence", "issued the licence"),
    EntryKind.EXTENDED: pgettext_lazy("licence", "extended its maintenance"),
    EntryKind.CHANGED: pgettext_lazy("licence", "changed its terms"),
    EntryKind.TRANSFERRED: pgettext_lazy("licence", "transferred it to somebody else"),
    EntryKind.REPLACED: pgettext_lazy("licence", "replaced its key"),
    EntryKind.RESTORED: pgettext_lazy("licence", "restored it"),
    EntryKind.REVOKED: pgettext_lazy("licence", "revoked it"),
    EntryKind.REINSTATED: pgettext_lazy("licence", "took its revocation back"),
}
REASONS: Mapping[str, Promise] = {
    RevokeReason.REFUNDED: _("The money was paid back"),
    RevokeReason.UNPAID: _("It was not paid"),
    RevokeReason.LEAKED: _("Its key became known"),
    RevokeReason.REPLACED: _("Another licence takes its place"),
    RevokeReason.MISTAKE: _("It was issued by mistake"),
}
ENDS: Mapping[str, Promise] = {
    EndedBy.MACHINE: _("by the machine itself"),
    EndedBy.CUSTOMER: _("by its owner"),
    EndedBy.STAFF: _("by us"),
    EndedBy.TIME: _("it had not been renewed"),
}
SHOWN: Mapping[str, Promise] = {
    Shows.BY_SEATS: _("By the number of technicians"),
    Shows.ALWAYS: pgettext_lazy("licence key", "Always"),
    Shows.NEVER: pgettext_lazy("licence key", "Never"),
}
CHOICES: Mapping[str, tuple[Promise, Promise]] = {
    RestoreBy.NAME: (
        _("Keep name, one e-mail address and the key"),
        _("For restoring this licence and nothing else, until the day you choose."),
    ),
    RestoreBy.RECEIPT: (
        _("Keep nothing of the person, and hand out a receipt code"),
        _("Whoever has the code can have the licence restored. Nobody can do so without it."),
    ),
    RestoreBy.NOTHING: (_("Keep nothing"), _("The licence cannot be restored afterwards.")),
}


def status_of(licence: Licence) -> tuple[str, str]:
    """Where it stands today, in the shape of the look and in words."""
    state = state_of(licence, today())
    return SHAPES[state], str(STATES[state])


def links_to(licences: Iterable[Licence]) -> list[dict[str, str]]:
    """The licences as a short list of links, each with where it stands."""
    language = get_language() or "en"
    return [
        {
            "label": licence.edition.name_in(language),
            "url": reverse("business:licence", args=[licence.ref]),
            "status": status_of(licence)[0],
            "status_text": status_of(licence)[1],
        }
        for licence in licences
    ]


def choices_told() -> list[tuple[str, str, str]]:
    """What can be chosen for the time after an erasure: value, words, and what it means."""
    return [(value, str(words), str(means)) for value, (words, means) in CHOICES.items()]
