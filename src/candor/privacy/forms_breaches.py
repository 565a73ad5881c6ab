"""What the privacy office types about a breach."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.people.public import OneLine, Organisation
from candor.privacy.actions.breaches import BreachWords, NoticeSent, RiskDecision
from candor.privacy.forms_announcements import DayForm
from candor.privacy.forms_entries import Lines
from candor.privacy.models import Breach, BreachRisk, NoticeWay, ProcessingAgreement

LONGEST = 10_000
MOST = 2_000_000_000
A_LITTLE = timedelta(minutes=5)
RISKS = (BreachRisk.NONE, BreachRisk.RISK, BreachRisk.HIGH)


class PastMoment(forms.DateTimeField):
    """A day and time that have come, in the zone of whoever types."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ["%Y-%m-%dT%H:%M"]

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        if moment is not None and moment > clock.now() + A_LITTLE:
            raise forms.ValidationError(_("This moment lies ahead. Note what has happened."))
        if moment is not None and moment.year < 1970:
            raise forms.ValidationError(_("Enter a moment since 1970."))
        return moment


class BreachForm(forms.Form):
    """What is known of it, with the version that was read. Little is asked for at first: the clock runs."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    title = OneLine(label=_("In a few words"), max_length=120, help_text=_("Such as: laptop stolen, wrong recipient."))
    what_happened = Lines(
        label=_("What happened"), max_length=LONGEST, help_text=_("Names of affected people do not belong here.")
    )
    noticed_at = PastMoment(
        label=_("When we became aware of it"), help_text=_("From this moment on the 72 hours run (Art. 33(1) GDPR).")
    )
    began_at = PastMoment(label=_("When it began"), required=False)
    people_kinds = OneLine(
        label=_("Whom it concerns"), max_length=500, required=False, help_text=_("Such as: customers, our staff.")
    )
    people_number = forms.IntegerField(
        label=_("How many people, about"), min_value=0, max_value=MOST, required=False
    )  # fmt: skip
    record_kinds = OneLine(
        label=_("Which data"), max_length=500, required=False, help_text=_("Such as: names, addresses, case texts.")
    )
    records_number = forms.IntegerField(label=_("How many records, about"), min_value=0, max_value=MOST, required=False)
    consequences = Lines(label=_("Likely consequences"), max_length=LONGEST, required=False)
    measures = Lines(
        label=_("Measures"), max_length=LONGEST, required=False, help_text=_("Those taken and those that are planned.")
    )
    is_clients_alone = forms.BooleanField(
        label=_("Only data that we process for clients is concerned"),
        required=False,
        help_text=_("Then we tell the clients without undue delay, and they tell authority and people (Art. 33(2))."),
    )
    delay_reasons = Lines(
        label=_("Reasons for a delay"), max_length=LONGEST, required=False,
        help_text=_("Needed only when the authority is told after the 72 hours."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        began, noticed = found.get("began_at"), found.get("noticed_at")
        if began and noticed and began > noticed:
            self.add_error("began_at", _("It cannot have begun after we became aware of it."))
        return found

    @property
    def words(self) -> BreachWords:
        """What was typed, once it is clean."""
        return BreachWords(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


def initial_of(breach: Breach) -> dict[str, Any]:
    """The form's values of a breach as it stands."""
    return {name: getattr(breach, name) for name in BreachForm.base_fields}


class RiskForm(forms.Form):
    """The decision. Its reasons are kept whatever it is (Art. 33(5))."""

    risk = forms.ChoiceField(
        label=_("Is there a risk to the rights and freedoms of people?"),
        choices=[(risk.value, risk.label) for risk in RISKS],
        widget=forms.RadioSelect,
    )
    reasons = Lines(label=_("Reasons"), max_length=LONGEST)
    untold = Lines(
        label=_("Why people need not be told one by one"), max_length=LONGEST, required=False,
        help_text=_("Only where Art. 34(3) allows it: encrypted, no longer likely, or told by public announcement."),
    )  # fmt: skip

    @property
    def decision(self) -> RiskDecision:
        """What was decided, once it is clean."""
        clean = self.cleaned_data
        return RiskDecision(BreachRisk(clean["risk"]), clean["reasons"], clean["untold"])


class NoticeForm(forms.Form):
    """A notice to the authority that was sent; the draft's words are kept with it."""

    sent_at = PastMoment(label=_("Sent on"))
    way = forms.ChoiceField(label=_("How"), choices=NoticeWay.choices)
    file_mark = OneLine(label=_("The authority’s file mark"), max_length=80, required=False)
    text = Lines(label=_("What was sent"), max_length=50_000)
    delay_reasons = Lines(
        label=_("Reasons for a delay"), max_length=LONGEST, required=False,
        help_text=_("Needed only when the authority is told after the 72 hours."),
    )  # fmt: skip

    @property
    def notice(self) -> NoticeSent:
        """What was typed, once it is clean."""
        clean = self.cleaned_data
        return NoticeSent(
            clean["sent_at"], NoticeWay(clean["way"]), clean["text"], clean["file_mark"], clean["delay_reasons"]
        )


class ClientForm(forms.Form):
    """A client whose data is concerned."""

    client = forms.ChoiceField(label=_("Client"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        agreements = ProcessingAgreement.objects.select_related("organisation").order_by("organisation__name")
        self.known: dict[str, Organisation] = {one.organisation.ref: one.organisation for one in agreements[:500]}
        chosen: Any = self.fields["client"]
        chosen.choices = [(ref, one.name) for ref, one in self.known.items()]

    @property
    def organisation(self) -> Organisation:
        return self.known[self.cleaned_data["client"]]


class ClientToldForm(DayForm):
    """How a client was told, or how it confirmed."""

    how = OneLine(
        label=_("How do we know that it knows?"),
        max_length=200,
        help_text=_("For example: by telephone with Ms Lee; confirmed by e-mail."),
    )


class LetterForm(forms.Form):
    """The words of the letter in both languages, with the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    german = Lines(label=_("In German"), max_length=LONGEST)
    english = Lines(label=_("In English"), max_length=LONGEST)
