"""What the privacy office types: holds and locks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.people.public import Organisation, Person, the_one_person_with
from candor.privacy.actions.holds import Target
from candor.privacy.holdable import holdables
from candor.privacy.models import OF_THE_PERSON, HoldReason, LockGround, ToldHow
from candor.privacy.queries.registers import today
from candor.ui.public import DayInput

LONGEST_REVIEW = timedelta(days=366)
PERSON, ORGANISATION = "person", "organisation"


class OneLine(forms.CharField):
    """A line of text: whatever separates words becomes one space."""

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value) or "").split())


class Day(forms.DateField):
    widget = DayInput()
    input_formats = ["%Y-%m-%d"]


class PastDay(Day):
    """Today or before: what is to come is recorded when it has come."""

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and day > today():
            raise forms.ValidationError(_("Choose today or a day in the past."))
        return day


class ReviewDay(Day):
    """A coming day, within a year: a hold that nobody looks at any more is how data stays for ever."""

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and not today() < day <= today() + LONGEST_REVIEW:
            raise forms.ValidationError(_("Choose a coming day, within a year from now."))
        return day


class ReviewForm(forms.Form):
    review_on = ReviewDay(label=_("Look again on"))


class HoldForm(forms.Form):
    """A new hold. After cleaning, `target` says what is held."""

    kind = forms.ChoiceField(label=_("What must not be destroyed"), widget=forms.RadioSelect)
    which = OneLine(
        label=_("Which"),
        max_length=254,
        help_text=_("A person's e-mail address, an organisation's name, or a case's number."),
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=HoldReason.choices)
    note = OneLine(label=_("File mark"), max_length=200, required=False, help_text=_("Or in a few words what it is."))
    review_on = ReviewDay(label=_("Look again on"), help_text=_("By then you check whether it is still needed."))

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        self.target: Target | None = None
        others = [(one.kind, one.name) for one in holdables().values()]
        choices = [(PERSON, _("A person")), (ORGANISATION, _("An organisation with its people")), *others]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined] # a choice field's

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("kind") and found.get("which"):
            self.target = self._found(found["kind"], found["which"])
            if self.target is None:
                self.add_error("which", _("Nothing fits exactly one. Use the address, name or number as it is stored."))
        return found

    def _found(self, kind: str, which: str) -> Target | None:
        if kind == PERSON:
            person = person_meant(self.actor, which)
            return Target(person=person.pk) if person else None
        if kind == ORGANISATION:
            visible = Organisation.objects.visible_to(self.actor)
            matches = [*visible.filter(ref=which)] or [*visible.filter(name=which)[:2]]
            return Target(organisation=matches[0].pk) if len(matches) == 1 else None
        number = holdables()[kind].find(self.actor, which)
        return Target(object_kind=kind, object_id=number) if number is not None else None


class LockForm(forms.Form):
    """A new lock of the person's own. After cleaning, `person` is who."""

    which = OneLine(label=_("Who"), max_length=254, help_text=_("The person's e-mail address."))
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[(ground.value, ground.label) for ground in LockGround if ground in OF_THE_PERSON],
        widget=forms.RadioSelect,
    )
    note = OneLine(label=_("What it is about"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        self.person: Person | None = None

    def clean_which(self) -> str:
        which: str = self.cleaned_data["which"]
        self.person = person_meant(self.actor, which)
        if self.person is None:
            raise forms.ValidationError(_("The address belongs to nobody here, or to several people."))
        return which


class RetentionSettingsForm(forms.Form):
    """The brake of the retention runs, and how customers are told before they are deleted."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    share = forms.IntegerField(
        label=_("Wait for a confirmation above this share (percent)"),
        min_value=1,
        max_value=100,
        help_text=_("A run that would delete more than this share of one kind of record waits for the privacy office."),
    )
    floor = forms.IntegerField(
        label=_("But not up to this many records"),
        min_value=0,
        max_value=100_000,
        help_text=_("Of twelve records one is a large share."),
    )
    days_before = forms.IntegerField(
        label=_("Days between the mail to a customer and their deletion"), min_value=14, max_value=365
    )
    erases_untold = forms.BooleanField(
        label=_("Also delete customers who cannot be told"),
        required=False,
        help_text=_("Else they stay, and the privacy office has them on a list."),
    )


class ToldForm(forms.Form):
    told_how = forms.ChoiceField(label=_("How was the person told"), choices=ToldHow.choices)


def person_meant(actor: Actor, which: str) -> Person | None:
    """The one person with this reference or e-mail address, None for nobody and for several."""
    visible = Person.objects.visible_to(actor)
    found = visible.filter(ref=which).first() or the_one_person_with(which)
    return visible.filter(pk=found.pk).first() if found else None
