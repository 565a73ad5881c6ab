"""What the privacy office types about recipients, disclosures, and what became of a recipient's task."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.kernel.registries.telling import groups
from candor.people.public import Country, OneLine
from candor.privacy.actions.disclosures import Disclosed
from candor.privacy.actions.recipients import RecipientWords
from candor.privacy.disclosure_sources import sources
from candor.privacy.forms import PastDay
from candor.privacy.forms_affected import ListedForm
from candor.privacy.forms_announcements import DayForm
from candor.privacy.forms_entries import Lines
from candor.privacy.models import DisclosureGround, DisclosureWay, Recipient, RecipientKind, RecipientTask
from candor.privacy.queries.deadlines import house_day
from candor.privacy.queries.registers import today
from candor.privacy.rules.recipient_states import TaskState, may_become
from candor.privacy.rules.transfers import is_third_country
from candor.privacy.taken_out import TakenOut, find, people_in

LONGEST = 2_000
NO_ADDRESS = _("This is not an e-mail address. It should look like name@example.com.")


class RecipientForm(forms.Form):
    """One entry of the register, with the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    name = OneLine(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("What they are"), choices=RecipientKind.choices)
    purpose = OneLine(
        label=_("What they need it for"), max_length=300, help_text=_("Such as: bookkeeping, sending parcels.")
    )
    groups = forms.MultipleChoiceField(
        label=_("What they get"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("People see the name of the recipient beside these parts of their data. None means all."),
    )  # fmt: skip
    is_processor = forms.BooleanField(
        label=_("They act on our instructions (Art. 28)"), required=False,
        help_text=_("Everybody else decides for themselves what they do with it."),
    )  # fmt: skip
    gets_everything = forms.BooleanField(
        label=_("The whole installation lies with them"), required=False,
        help_text=_("As with hosting: what is erased here is erased there, so they need not be told each time."),
    )  # fmt: skip
    country = Country()
    transfer = Lines(
        label=_("Basis for the transfer"), max_length=LONGEST, required=False,
        help_text=_("Outside the European Economic Area: adequacy decision, standard contractual clauses, and where"
                    " they can be read (Art. 44 to 49 GDPR)."),
    )  # fmt: skip
    contact_name = OneLine(label=_("Contact"), max_length=200, required=False)
    address = OneLine(
        label=_("E-mail address"), max_length=254, required=False, validators=[EmailValidator(NO_ADDRESS)],
        help_text=_("Whoever received data of somebody is told there when it is erased, locked or put right."),
    )  # fmt: skip
    postal_address = Lines(label=_("Postal address"), max_length=LONGEST, required=False)
    language = forms.ChoiceField(label=_("Language of the contact"), choices=settings.LANGUAGES, required=False)
    feeds_from = forms.ChoiceField(
        label=_("What goes to them by itself"), required=False,
        help_text=_("Each time this leaves the house, it is noted for everybody whose data is in it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["groups"].choices = [(group.key, str(group.of_person)) for group in groups()]
        fields["feeds_from"].choices = [("", _("Nothing")), *((key, str(title)) for key, title in sources().items())]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("country") and is_third_country(found["country"]) and not found.get("transfer"):
            self.add_error("transfer", _("This country lies outside the European Economic Area. Name the basis."))
        return found

    @property
    def words(self) -> RecipientWords:
        """What was typed, once it is clean."""
        clean = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return RecipientWords(**{**clean, "kind": RecipientKind(clean["kind"]), "groups": tuple(clean["groups"])})


def initial_of(recipient: Recipient) -> dict[str, Any]:
    """The form's values of a recipient as it stands."""
    return {name: getattr(recipient, name) for name in RecipientForm.base_fields}


class DisclosureForm(ListedForm):
    """A disclosure by hand. What stands in its words names nobody: the people are listed below."""

    recipient = forms.ChoiceField(label=_("To whom"))
    on = PastDay(label=_("When"))
    what = OneLine(
        label=_("What"), max_length=300,
        help_text=_("Such as: name and address for a parcel. Names of people do not belong here."),
    )  # fmt: skip
    purpose = OneLine(
        label=_("For what"), max_length=300, required=False, help_text=_("Empty means: as the register says.")
    )
    groups = forms.MultipleChoiceField(
        label=_("From which parts"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None means: as the register says."),
    )  # fmt: skip
    ground = forms.ChoiceField(label=_("By what right"), choices=DisclosureGround.choices)
    way = forms.ChoiceField(label=_("How"), choices=DisclosureWay.choices)
    file = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    field_order = ("file", "recipient", "on", "what", "purpose", "groups", "ground", "way", "people")

    def __init__(self, data: Any = None, *, actor: Actor, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, actor=actor)
        asked = {**(initial or {})} if data is None else data
        self.chosen_file = find(actor, str(asked.get("file", ""))[:80])
        self.initial = {"on": today(), **_of_file(self.chosen_file), **(initial or {})}
        known = Recipient.objects.visible_to(actor).standing().filter(gets_everything=False).order_by("name", "pk")
        self.known: dict[str, Recipient] = {one.ref: one for one in known[:500]}
        fields: Any = self.fields
        fields["recipient"].choices = [(ref, one.name) for ref, one in self.known.items()]
        fields["groups"].choices = [(group.key, str(group.of_person)) for group in groups()]
        if self.chosen_file is not None:
            fields["people"].required, fields["people"].label = False, _("Who else")

    def clean_file(self) -> str:
        typed: str = self.cleaned_data["file"]
        if typed and self.chosen_file is None:
            raise forms.ValidationError(
                _("This file is not on the log any more. Choose another one, or list the people below.")
            )
        return typed

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if self.chosen_file is not None:
            self.found.update(people_in(self.chosen_file))
            if not self.found:
                self.add_error("people", _("Nobody stands in this file. List the people, or choose another one."))
        return found

    @property
    def chosen(self) -> Recipient:
        return self.known[self.cleaned_data["recipient"]]

    @property
    def said(self) -> Disclosed:
        """What was typed, once it is clean."""
        clean = self.cleaned_data
        return Disclosed(
            clean["what"],
            clean["purpose"],
            DisclosureGround(clean["ground"]),
            DisclosureWay(clean["way"]),
            tuple(clean["groups"]),
            clean["on"],
        )


def _of_file(file: TakenOut | None) -> dict[str, Any]:
    """What the log says of a file that was taken out, for whoever notes that it was handed on."""
    if file is None:
        return {}
    way = DisclosureWay.FILE.value
    return {"on": house_day(file.taken_at), "what": file.what, "groups": list(file.groups), "way": way}


class TaskMailForm(forms.Form):
    """What goes into the notice of a rectification."""

    details = Lines(
        label=_("What is right now"), max_length=LONGEST, required=False,
        help_text=_("Only what this recipient received of the person. Take out everything else before it goes."),
    )  # fmt: skip


class TaskToldForm(DayForm):
    """How somebody of us told the recipient."""

    how = OneLine(label=_("How were they told?"), max_length=200, help_text=_("For example: by letter, by telephone."))


class TaskAnswerForm(forms.Form):
    """What came of it, as far as it can follow from where the task stands."""

    state = forms.ChoiceField(label=_("What came of it"), widget=forms.RadioSelect)
    words = Lines(
        label=_("In their words, or why"), max_length=LONGEST, required=False,
        help_text=_("Needed for a refusal, and where telling them is impossible or takes disproportionate effort."),
    )  # fmt: skip

    CHOICES = (
        (TaskState.CONFIRMED, _("They have done it, and say so")),
        (TaskState.REFUSED, _("They refuse, or keep a part")),
        (
            TaskState.EXCUSED,
            _("They received nothing of it, or telling them is impossible or disproportionate (Art. 19 GDPR)"),
        ),
    )

    def __init__(self, data: Any = None, *, task: RecipientTask) -> None:
        super().__init__(data)
        chosen: Any = self.fields["state"]
        chosen.choices = [(state.value, words) for state, words in self.CHOICES if may_become(task.stands, state)]


class RecipientAnswerForm(forms.Form):
    """What the recipient presses on the page behind the link."""

    answer = forms.ChoiceField(choices=[("done", "done"), ("not", "not")])
    words = Lines(
        label=_("What you keep, or why you cannot do it"), max_length=LONGEST, required=False,
        help_text=_("With the law that obliges you, where there is one."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("answer") == "not" and not found.get("words"):
            self.add_error("words", _("Please say what you keep, or why you cannot do it."))
        return found
