"""What is sent about time and costs: by whoever worked, by the customer who authorises, by who sets the rules."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from candor.catalogue.public import UNITS, Edition, kinds_of_work
from candor.catalogue.public import Unit as CatalogueUnit
from candor.helpdesk.access import workers_in
from candor.helpdesk.actions.times import NewTime
from candor.helpdesk.forms.customer_fields import LineField, WordsField
from candor.helpdesk.models import Queue, TimeKind, TimeRecord, TimeStanding
from candor.helpdesk.rules.texts import LONGEST_SUBJECT
from candor.helpdesk.rules.times import HOUR, LONGEST, NotADuration, minutes_in, written
from candor.helpdesk.words_times import KIND_WORDS
from candor.kernel import clock, instance
from candor.people.public import Person
from candor.ui.public import DayInput

OTHER_COSTS = "costs"
PRICES = "catalogue.product.view"
"""Who sees prices (mission B10)."""
LONGEST_NOTE = 1_500
FIRST_DAY = date(2020, 1, 1)
MOST_AHEAD = timedelta(days=365)


class DurationField(LineField):
    """How long, as people write it; whole minutes once clean."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=20, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        try:
            return minutes_in(text) if text else None
        except NotADuration as error:
            raise forms.ValidationError(_("Write the time as 1:30, 90m or 1.5h, at most 1,000 hours.")) from error


class TimeForm(forms.Form):
    """One record. `work` is the reference of a service of the catalogue, "costs", or empty for time of no kind.

    `version` is the one that the page showed. `price` is there for those who may see prices.
    """

    kind = forms.ChoiceField(label=_("What it is"), choices=list(KIND_WORDS.items()), initial=TimeKind.DONE.value)
    work = forms.ChoiceField(label=_("Kind of work"), required=False)
    duration = DurationField(
        label=_("Time"), required=False, help_text=_("1:30, 90m or 1.5h. A whole number counts minutes.")
    )
    quantity = forms.DecimalField(
        label=_("Quantity, of costs"), required=False, min_value=Decimal("0.01"), max_value=Decimal(99_999),
        decimal_places=2, localize=True, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    price = forms.DecimalField(
        label=_("Price of an hour, or of one, net"), required=False, min_value=Decimal(0),
        max_value=Decimal(999_999), decimal_places=4, localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}), help_text=_("Empty: as the price list says."),
    )  # fmt: skip
    day = forms.DateField(label=_("Day"), widget=DayInput())
    worker = forms.ModelChoiceField(
        Person.objects.none(), label=_("Who worked"), to_field_name="ref", required=False, empty_label=_("I did")
    )
    note = WordsField(
        label=_("Note for the customer"), required=False,
        help_text=_("The customer reads it here, and it stands on the invoice. Sales read it there."),
    )  # fmt: skip
    is_billable = forms.BooleanField(label=_("It is charged"), required=False)
    is_internal = forms.BooleanField(
        label=_("Internal: the customer does not see it"), required=False, help_text=_("Then it is not charged.")
    )
    asks = forms.BooleanField(label=_("Ask the customer to authorise it"), required=False)
    key = forms.RegexField(r"^[0-9A-Za-z_-]{8,40}$", widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput, required=False)

    def __init__(self, queue: Queue, data: Any = None, *, of: TimeRecord | None = None, sees_prices: bool) -> None:
        self.works: dict[str, Edition] = {edition.ref: edition for edition in kinds_of_work()}
        if of is not None and of.edition is not None:
            self.works.setdefault(of.edition.ref, of.edition)
        super().__init__(data, initial=said(of) if of is not None else {"is_billable": True, "day": today()})
        self.fields["work"].choices = self._choices()  # type: ignore[attr-defined] # a choice field's
        self.fields["worker"].queryset = workers_in(queue)  # type: ignore[attr-defined] # a model's choices
        if not sees_prices:
            del self.fields["price"]

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not FIRST_DAY <= day <= today() + MOST_AHEAD:
            raise forms.ValidationError(_("Choose a day from 2020 on, at most a year ahead."))
        return day

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        if len(note) > LONGEST_NOTE:
            raise forms.ValidationError(_("A line of an invoice has room for 1,500 characters."))
        return note

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        is_cost = self._is_cost(clean.get("work", ""))
        if not is_cost and clean.get("duration") is None and "duration" not in self.errors:
            self.add_error("duration", _("Say how long."))
        if is_cost and clean.get("quantity") is None and "quantity" not in self.errors:
            clean["quantity"] = Decimal(1)
        if is_cost and not clean.get("note") and clean.get("work") == OTHER_COSTS:
            self.add_error("note", _("Say what the costs were for."))
        if clean.get("is_internal") and clean.get("asks"):
            self.add_error("asks", _("What the customer does not see they cannot authorise."))
        return clean

    def new(self, me: Person) -> NewTime:
        """What was written, once it is valid."""
        clean, is_cost = self.cleaned_data, self._is_cost(self.cleaned_data["work"])
        return NewTime(
            kind=clean["kind"],
            day=clean["day"],
            worker=clean["worker"] or me,
            note=clean["note"],
            minutes=None if is_cost else clean["duration"],
            quantity=clean["quantity"] if is_cost else Decimal(1),
            edition=self.works.get(clean["work"]),
            price=clean.get("price"),
            is_billable=clean["is_billable"],
            is_internal=clean["is_internal"],
            asks=clean["asks"],
        )

    def _is_cost(self, work: str) -> bool:
        edition = self.works.get(work)
        return work == OTHER_COSTS or (edition is not None and edition.product.unit != CatalogueUnit.HOUR)

    def _choices(self) -> list[tuple[Any, list[tuple[str, Any]]]]:
        language = get_language() or "en"
        hourly = [(ref, one.name_in(language)) for ref, one in self.works.items() if not self._is_cost(ref)]
        costs = [
            (ref, f"{one.name_in(language)} ({UNITS[one.product.unit]})")
            for ref, one in self.works.items()
            if self._is_cost(ref)
        ]
        return [
            (_("By time"), [("", pgettext_lazy("kind of work", "Working time")), *hourly]),
            (_("Costs"), [*costs, (OTHER_COSTS, _("Other costs"))]),
        ]


class TimeAnswerForm(forms.Form):
    """The customer's word: their name, and why where they decline."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    name = LineField(most=200, label=_("Your name"), error_messages={"required": _("Write your name.")})
    reason = LineField(most=LONGEST_SUBJECT, label=_("If you decline: why"), required=False)


class TimeSettingsForm(forms.Form):
    """How time is counted, and what customers are asked first."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    round_to = forms.IntegerField(
        label=_("Charged time is rounded up to whole units of so many minutes"), min_value=1, max_value=8 * HOUR,
        help_text=_("1 charges every minute. What is written down already stays as it is."),
    )  # fmt: skip
    authorises = forms.ChoiceField(
        label=_("Customers authorise work that is charged"),
        choices=[
            ("never", _("only where we ask them to")),
            ("always", _("always")),
            ("above", _("when it is longer than the minutes below")),
        ],
    )
    above = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST, required=False)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("authorises") == "above" and not clean.get("above") and "above" not in self.errors:
            self.add_error("above", _("Say from how many minutes on."))
        return clean

    def wanted(self) -> dict[str, Any]:
        clean = self.cleaned_data
        above = {"never": None, "always": 0}.get(clean["authorises"], clean["above"])
        return {"round_to": clean["round_to"], "authorise_above": above}


def said(of: TimeRecord) -> dict[str, Any]:
    """A record as its form says it."""
    edition = of.edition.ref if of.edition is not None else ""
    return {
        "kind": of.kind,
        "work": edition or (OTHER_COSTS if of.is_cost else ""),
        "duration": "" if of.minutes is None else written(of.minutes),
        "quantity": of.quantity.normalize() if of.is_cost else None,
        "price": of.price.normalize() if of.price is not None else None,
        "day": of.day,
        "worker": of.worker.ref if of.worker is not None else "",
        "note": of.note,
        "is_billable": of.is_billable,
        "is_internal": of.is_internal,
        "asks": of.standing != TimeStanding.NOT_ASKED,
        "version": of.version,
    }


def today() -> date:
    """The day at the house."""
    return clock.today(instance.current().time_zone)
