"""What sales staff may send about leads."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.business.actions.leads import LONGEST_INTEREST
from candor.business.models import EntryKind, Lead, LostReason, RightChannel, RightGround, Stage, TaskKind
from candor.business.models.leads import WORK
from candor.business.queries_leads import today
from candor.business.rules.leads import GROUNDS_FOR
from candor.business.words_leads import CHANNELS, GROUNDS, TASKS
from candor.catalogue.public import CURRENCIES, digits_of
from candor.kernel.ids import new_ref
from candor.people.public import EmailAddress, OneLine, Person, PhoneNumber, SeveralLines, staff_people
from candor.ui.public import DayInput

LONGEST_NOTE = 5_000
FARTHEST = timedelta(days=5 * 366)

NOTES = [(EntryKind.NOTE, _("Note")), (EntryKind.CALL, _("Call")), (EntryKind.MEETING, _("Meeting"))]


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg] # it takes none at run time
    """Who of us sees to it; empty for nobody."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Person.objects.none(), to_field_name="ref", **kwargs)


class WorthForm(forms.Form):
    """The parts that a new lead and a changed one have in common."""

    interest = SeveralLines(
        label=_("What they are interested in"),
        max_length=LONGEST_INTEREST,
        error_messages={"required": _("Write in a few words what they are interested in.")},
    )
    owner = OwnerField(label=_("Who sees to it"), required=False, empty_label=_("Nobody yet"))
    value = forms.DecimalField(
        label=_("Estimated value"),
        required=False,
        max_digits=12,
        decimal_places=2,
        min_value=Decimal(0),
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = staff_people(WORK)  # type: ignore[attr-defined] # a model's choices

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        value, currency = clean.get("value"), clean.get("currency") or CURRENCIES[0]
        if value is not None and not digits_of(currency) and value != value.to_integral_value():
            self.add_error("value", _("This currency has no smaller unit: write a whole number."))
        clean["currency"] = currency
        return clean


class NewLeadForm(WorthForm):
    """A new lead while somebody is on the telephone: a known person by reference, or a new one by name."""

    person = OneLine(required=False, max_length=16, widget=forms.HiddenInput)
    key = forms.RegexField(r"^[0-9A-Za-z_-]{8,40}$", widget=forms.HiddenInput)
    name = OneLine(
        label=_("Name"),
        max_length=200,
        error_messages={"required": _("Say who it is: choose somebody above or write the name.")},
    )
    email = EmailAddress(label=_("E-mail address"), required=False, max_length=254)
    phone = PhoneNumber(label=_("Telephone"), required=False, max_length=40)
    organisation = OneLine(label=_("Company"), required=False, max_length=200)

    field_order = ("person", "key", "name", "email", "phone", "organisation", "interest", "owner", "value", "currency")

    def __init__(self, data: Any = None, *, known: Person | None, owner: str = "") -> None:
        initial = {"key": new_ref(), "owner": owner, "person": known.ref if known is not None else ""}
        super().__init__(data, initial=initial)
        if known is not None:
            for name in ("name", "email", "phone", "organisation"):
                del self.fields[name]


class ChangeLeadForm(WorthForm):
    """What is written about a lead. `version` is the one that the page showed."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, lead: Lead, data: Any = None) -> None:
        owner = lead.owner.ref if lead.owner is not None else ""
        initial = {"interest": lead.interest, "value": lead.value, "currency": lead.currency, "owner": owner}
        super().__init__(data, initial={**initial, "version": lead.version})


class StageForm(forms.Form):
    stage = forms.ModelChoiceField(Stage.objects.all(), to_field_name="ref")


class WinForm(forms.Form):
    """The company that becomes the customer, where the lead names none."""

    organisation = OneLine(label=_("Company"), required=False, max_length=200)


class LoseForm(forms.Form):
    reason = forms.ModelChoiceField(
        LostReason.objects.all(), label=_("Reason"), to_field_name="ref", required=False, empty_label=_("No reason")
    )
    text = SeveralLines(label=_("In a few words"), required=False, max_length=LONGEST_NOTE)


class NoteForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"), choices=NOTES)
    text = SeveralLines(
        label=_("What happened"), max_length=LONGEST_NOTE, error_messages={"required": _("Write something first.")}
    )


class TaskForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"), choices=list(TASKS.items()))
    text = OneLine(label=_("What is to be done"), max_length=200)
    due_on = forms.DateField(label=_("On"), widget=DayInput())
    assignee = OwnerField(label=_("By whom"), required=False, empty_label=_("Me"))

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["assignee"].queryset = staff_people(WORK)  # type: ignore[attr-defined] # a model's choices

    def clean_kind(self) -> TaskKind:
        return TaskKind(self.cleaned_data["kind"])

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if not today() <= day <= today() + FARTHEST:
            raise forms.ValidationError(_("Choose a day from today on, within five years."))
        return day


class RightForm(forms.Form):
    """A right to advertise, with what shows it."""

    channel = forms.ChoiceField(label=_("By"), choices=list(CHANNELS.items()))
    ground = forms.ChoiceField(label=_("Ground"), choices=list(GROUNDS.items()))
    given_on = forms.DateField(label=_("Since"), widget=DayInput())
    proof = SeveralLines(
        label=_("What shows it"),
        max_length=LONGEST_NOTE,
        help_text=_("For example: the form that they signed and where it lies, or the invoice."),
    )

    def clean_given_on(self) -> date:
        day: date = self.cleaned_data["given_on"]
        if not date(1970, 1, 1) <= day <= today():
            raise forms.ValidationError(_("Enter a day since 1970 that is not ahead."))
        return day

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if {"channel", "ground"} <= clean.keys():
            clean["channel"], clean["ground"] = RightChannel(clean["channel"]), RightGround(clean["ground"])
            if clean["ground"] not in GROUNDS_FOR[clean["channel"]]:
                self.add_error("ground", _("The law knows no such ground for this channel (§ 7 UWG)."))
        return clean


class LeadExportForm(forms.Form):
    """Why leads are taken along, and which: what the list showed."""

    show = OneLine(max_length=16, required=False, widget=forms.HiddenInput)
    stage = OneLine(max_length=16, required=False, widget=forms.HiddenInput)
    source = OneLine(max_length=16, required=False, widget=forms.HiddenInput)
    reason = OneLine(
        label=_("What you need it for"),
        max_length=200,
        min_length=5,
        help_text=_("It is kept with the export. For example: letters about the new opening hours."),
    )


class NameForm(forms.Form):
    """The name of a stage or of a reason."""

    name = OneLine(label=_("Name"), max_length=40, error_messages={"required": _("Give it a name.")})
