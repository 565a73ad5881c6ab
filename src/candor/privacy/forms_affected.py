"""What the privacy office asks when it looks for people whom a breach concerns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.people.public import OneLine, Organisation, Person, works_here
from candor.privacy.actions.affected import Question
from candor.privacy.affected import kinds_of_records, people_of_row, tables_of_kinds
from candor.privacy.forms import person_meant
from candor.privacy.holdable import holdables
from candor.privacy.models import FoundBy

MOST_TYPED = 500
WAYS = (FoundBy.TABLES, FoundBy.ORGANISATION, FoundBy.ACCOUNT)


class SpanMoment(forms.DateTimeField):
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ["%Y-%m-%dT%H:%M"]


class QuestionForm(forms.Form):
    """A question over the map. After cleaning, `question` is what is asked."""

    way = forms.ChoiceField(
        label=_("Who is looked for"), choices=[(way.value, way.label) for way in WAYS], widget=forms.RadioSelect
    )
    kinds = forms.MultipleChoiceField(
        label=_("In which records"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody to whom such a record belongs, as the map of personal data says."),
    )  # fmt: skip
    which = OneLine(
        label=_("Which organisation or account"), max_length=254, required=False,
        help_text=_("An organisation's name, or the e-mail address of a member of staff."),
    )  # fmt: skip
    begins_at = SpanMoment(label=_("Records or looks from"), required=False)
    ends_at = SpanMoment(label=_("until"), required=False)

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data)
        self.actor = actor
        kinds: Any = self.fields["kinds"]
        kinds.choices = list(kinds_of_records((get_language() or "en").split("-")[0]).items())
        self.organisation: Organisation | None = None
        self.account: Person | None = None

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        way, which = found.get("way"), found.get("which", "")
        if way == FoundBy.TABLES and not found.get("kinds"):
            self.add_error("kinds", _("Choose at least one kind of record."))
        if way == FoundBy.ORGANISATION:
            self._find_organisation(which)
        if way == FoundBy.ACCOUNT:
            self._find_account(which)
        if found.get("begins_at") and found.get("ends_at") and found["ends_at"] < found["begins_at"]:
            self.add_error("ends_at", _("The end cannot come before the beginning."))
        return found

    def _find_organisation(self, which: str) -> None:
        visible = Organisation.objects.visible_to(self.actor)
        matches = [*visible.filter(ref=which)] or [*visible.filter(name=which)[:2]]
        if len(matches) != 1:
            self.add_error("which", _("No organisation, or several, are called so. Type its name as it is stored."))
        else:
            self.organisation = matches[0]

    def _find_account(self, which: str) -> None:
        person = person_meant(self.actor, which)
        if person is None or not works_here(person):
            self.add_error("which", _("This is nobody's address who works here."))
        else:
            self.account = person

    @property
    def question(self) -> Question:
        """What is asked, once it is clean."""
        clean = self.cleaned_data
        is_tables = clean["way"] == FoundBy.TABLES
        return Question(
            FoundBy(clean["way"]),
            tuple(tables_of_kinds(clean["kinds"])) if is_tables else (),
            self.organisation.pk if self.organisation else None,
            self.account.pk if self.account else None,
            clean["begins_at"],
            clean["ends_at"],
        )


class ListedForm(forms.Form):
    """People by hand, one to a line: references, e-mail addresses, or numbers of cases; a CSV's first column does."""

    people = forms.CharField(
        label=_("People"), max_length=200_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One to a line: an e-mail address, a reference, or the number of a case. At most 500 lines."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data)
        self.actor = actor
        self.found: set[int] = set()

    def clean_people(self) -> str:
        """All lines or none: what nobody was found for is named, and stays typed."""
        typed: str = self.cleaned_data["people"]
        lines = [first for line in typed.splitlines() if (first := _first_cell(line))]
        if len(lines) > MOST_TYPED:
            raise forms.ValidationError(_("These are more than 500 lines. Add them in portions."))
        missed = [line for line in lines if not self._take(line)]
        if missed:
            words = _("Nothing fits exactly one here: %(lines)s. Correct or remove these lines.")
            raise forms.ValidationError(words, params={"lines": ", ".join(each[:80] for each in missed[:10])})
        return typed

    def _take(self, line: str) -> bool:
        person = person_meant(self.actor, line)
        if person is not None:
            self.found.add(person.pk)
            return True
        for kind, holdable in holdables().items():
            number = holdable.find(self.actor, line)
            if number is not None:
                self.found.update(people_of_row(kind, number))
                return True
        return False


def _first_cell(line: str) -> str:
    """What stands before the first separator, without quotation marks."""
    return line.replace(";", ",").split(",")[0].strip().strip('"').strip()
