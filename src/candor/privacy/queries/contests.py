"""Something contested beside what is held, in the shape of the office's page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from candor.kernel.actor import Actor
from candor.kernel.registries.corrections import by_hand, shared_of
from candor.kernel.registries.personal_data import DATABASE, Piece, tables
from candor.kernel.registries.telling import telling_of
from candor.kernel.stores.rows import Rows
from candor.people.public import Person, subject_of
from candor.privacy.correcting import Writable, as_written
from candor.privacy.exporting.reading import in_words
from candor.privacy.exporting.words import COLUMN_WORDS
from candor.privacy.models import MOST_IN_A_REQUEST, Contest, ContestOutcome, RequestKind, SubjectRequest
from candor.privacy.rules.request_states import UNKNOWN


@dataclass(frozen=True, slots=True)
class AsItStands:
    """Whose it is, None where they are gone; what is held now, by its words; and whether it waits for a decision.

    `writable` is how a granted correction writes it; None where somebody of us does, and then `to_do` says what.
    Of what is nobody's own `note` says what a correction means for others.
    """

    whom: Person | None
    lines: list[tuple[str, str]]
    is_open: bool
    writable: Writable | None
    to_do: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a request calls wrong, thing by thing. `may_enter`: the office can add to it; `all_decided`: and answer."""

    rows: list[Contest]
    may_enter: bool

    @property
    def all_decided(self) -> bool:
        return bool(self.rows) and all(row.outcome != ContestOutcome.OPEN for row in self.rows)


def entered_in(actor: Actor, request: SubjectRequest) -> Entered:
    """One query."""
    rows = Contest.objects.visible_to(actor).filter(request=request).select_related("decided_by").order_by("pk")
    is_known = request.stands not in UNKNOWN and request.subject_number is not None
    may_enter = request.kind == RequestKind.RECTIFICATION and is_known and not request.is_over
    return Entered(list(rows[:MOST_IN_A_REQUEST]), may_enter and actor.may("privacy.office"))


def as_it_stands(actor: Actor, contest: Contest) -> AsItStands:
    """A few queries; the texts of one row."""
    number = contest.request.subject_number
    whom = Person.objects.visible_to(actor).filter(pk=number, erased_at=None).first() if number else None
    is_open = contest.outcome == ContestOutcome.OPEN and not contest.request.is_over
    held = as_written(contest.place, contest.key) if whom is not None and is_open else None
    lines = _lines(contest, whom) if whom is not None else []
    shared = shared_of(contest.place)
    if shared is not None and whom is not None:
        lines = [(str(_("Asks as")), shared.asks_as(whom.pk, contest.key))]
    to_do = by_hand(contest.place) if held is None else ""
    return AsItStands(whom, lines, is_open, held, to_do, str(shared.note) if shared is not None else "")


def _lines(contest: Contest, whom: Person) -> list[tuple[str, str]]:
    if contest.place not in tables():
        return []
    telling = telling_of(contest.place)
    values = Rows().export(Piece(DATABASE, contest.place, contest.key), subject_of(whom))
    return [
        (str(telling.columns.get(name) or COLUMN_WORDS.get(name) or in_words(name)), value)
        for name, value in values.items()
        if isinstance(value, str) and value and name not in telling.left_out
    ]
