"""Templates of whole issues: those that Candor brings along, and those that the house has saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from candor.kernel.actor import Actor
from candor.newsletters import ready_made
from candor.newsletters.actions.writing import IssueWords
from candor.newsletters.models import IssueTemplate, MailingList


@dataclass(frozen=True, slots=True)
class Template:
    """One to begin an issue with. `names` and `about` are by language; `saved` is the house's own row."""

    ref: str
    names: Mapping[str, str]
    about: Mapping[str, str]
    words: IssueWords
    saved: IssueTemplate | None = None

    def languages(self) -> Sequence[str]:
        written = {"en": self.words.body_en, "de": self.words.body_de}
        return [language for language, body in written.items() if body.strip()]

    def subject_in(self, language: str) -> str:
        return self.words.subject_de if language == "de" else self.words.subject_en

    def body_in(self, language: str) -> str:
        return self.words.body_de if language == "de" else self.words.body_en


def brought_along() -> Sequence[Template]:
    """Those of Candor, in their order."""
    return [
        Template(
            entry["key"],
            {"en": entry["name_en"], "de": entry["name_de"]},
            {"en": entry["about_en"], "de": entry["about_de"]},
            IssueWords(**{name: entry[name] for name in IssueWords.__dataclass_fields__}),
        )
        for entry in ready_made.entries()
    ]


def saved_ones(actor: Actor) -> Sequence[Template]:
    """Those of the house by their names. One query."""
    return [_of_house(row) for row in IssueTemplate.objects.visible_to(actor).order_by("name", "id")[:MOST]]


def template_of(actor: Actor, ref: str) -> Template | None:
    """One of either kind; None where there is none of this reference."""
    ready = next((each for each in brought_along() if each.ref == ref), None)
    if ready is not None:
        return ready
    row = IssueTemplate.objects.visible_to(actor).filter(ref=ref).first()
    return _of_house(row) if row is not None else None


def stand_in() -> MailingList:
    """A list for the preview: the first that is offered, whose name stands in the foot then."""
    return MailingList.objects.offered().first() or MailingList()


MOST = 100


def _of_house(row: IssueTemplate) -> Template:
    words = IssueWords(row.subject_en, row.body_en, row.subject_de, row.body_de)
    return Template(row.ref, {"en": row.name, "de": row.name}, {"en": "", "de": ""}, words, row)
