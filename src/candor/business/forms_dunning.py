"""What sales staff may send about dunning, and administrators about its levels."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from candor.business.actions.dunning import NewPause
from candor.business.forms_invoices import LANGUAGES, LONGEST_TERM, amount_field, day_field
from candor.business.models import DunningSettings, PauseReason
from candor.business.queries_dunning import MOST_WAITING
from candor.business.queries_leads import today
from candor.business.rules.amounts import HUNDRED, ZERO
from candor.business.rules.dunning import MOST_LEVELS, SHIPPED, Level, level_from, unknown_variables
from candor.business.words_dunning import REASONS, TEXTS, TITLES, in_language
from candor.catalogue.public import CURRENCIES
from candor.people.public import OneLine, SeveralLines

LETTER = re.compile(r"([0-9A-Za-z]{1,16})/([1-3])/([0-9]{1,12}(?:\.[0-9]{1,3})?)")
LARGEST_FEE = Decimal(1000)


class ApproveForm(forms.Form):
    """`total` is what the page showed."""

    total = forms.DecimalField(max_digits=15, decimal_places=3, widget=forms.HiddenInput)


class PauseForm(forms.Form):
    """Why nobody is dunned for an invoice for now."""

    reason = forms.ChoiceField(label=_("Reason"), choices=list(REASONS.items()))
    until = day_field(_("Until"), required=False, help_text=_("Empty: until somebody lifts it."))
    note = OneLine(label=_("Note"), required=False, max_length=200, help_text=_("Customers can read it in a copy."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="pause_%s")

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        if day is not None and not 0 <= (day - today()).days <= 2 * LONGEST_TERM:
            raise forms.ValidationError(_("Choose a day from today on, at most two years ahead."))
        return day

    @property
    def pause(self) -> NewPause:
        clean = self.cleaned_data
        return NewPause(PauseReason(clean["reason"]), clean["note"], clean["until"])


def shown_letters(data: QueryDict) -> list[tuple[str, int, Decimal]]:
    """Invoice, level and amount of the letters that the page showed; what is malformed is left out."""
    listed = [found for said in data.getlist("letter")[:MOST_WAITING] if (found := LETTER.fullmatch(said))]
    return [(found[1], int(found[2]), Decimal(found[3])) for found in listed]


class DunningForm(forms.Form):
    """The settings of dunning: for each level its days, fee and words. `version` is the one the page showed."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    currency = forms.ChoiceField(label=_("Currency of the fees"), choices=[(code, code) for code in CURRENCIES])
    pay_within_days = forms.IntegerField(label=_("Days to pay after a letter"), min_value=1, max_value=90)
    interest_private = amount_field(
        _("Interest for private people, % a year"), least=ZERO, most=HUNDRED, places=2, required=False
    )
    interest_business = amount_field(
        _("Interest for businesses, % a year"), least=ZERO, most=HUNDRED, places=2, required=False
    )
    flat_fee = forms.BooleanField(
        label=_("Ask businesses for the flat sum of € 40 in the place of fees (in Germany § 288 Abs. 5 BGB)"),
        required=False,
    )
    proposes = forms.BooleanField(label=_("Propose letters by itself each day"), required=False)
    sends = forms.BooleanField(
        label=_("Send them by itself, too, where mail may go to the address; nobody looks at them before"),
        required=False,
    )

    def __init__(self, data: Any = None, *, settings: DunningSettings) -> None:
        levels = [level_from(said) for said in settings.levels] or list(SHIPPED)
        same = ("version", "currency", "pay_within_days", "interest_private", "interest_business", "flat_fee")
        initial = {name: getattr(settings, name) for name in (*same, "proposes", "sends")}
        for number in range(1, MOST_LEVELS + 1):
            initial |= _initial(number, levels[number - 1] if number <= len(levels) else None)
        super().__init__(data, initial=initial)
        for number in range(1, MOST_LEVELS + 1):
            self.fields.update(_fields_of(number))

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("sends") and not clean.get("proposes"):
            self.add_error("sends", _("Only what is proposed by itself can be sent by itself."))
        days = [clean.get(f"days_{number}") for number in range(1, MOST_LEVELS + 1)]
        for number in range(2, MOST_LEVELS + 1):
            before, later = days[number - 2], days[number - 1]
            if later is not None and f"days_{number - 1}" not in self.errors and (before is None or later <= before):
                self.add_error(f"days_{number}", _("A later letter needs more days than the one before it."))
        for name in [name for name in clean if name.startswith(("title_", "text_"))]:
            if unknown := unknown_variables(clean[name]):
                words = _("This variable does not exist: %(name)s")
                self.add_error(name, forms.ValidationError(words, params={"name": f"{{{unknown[0]}}}"}))
        return clean

    def wanted(self) -> dict[str, Any]:
        """The settings as they are kept, once they are valid."""
        clean = self.cleaned_data
        same = ("currency", "pay_within_days", "interest_private", "interest_business", "flat_fee", "proposes", "sends")
        numbers = [number for number in range(1, MOST_LEVELS + 1) if clean[f"days_{number}"] is not None]
        return {name: clean[name] for name in same} | {"levels": [self._level(number).as_json() for number in numbers]}

    def _level(self, number: int) -> Level:
        clean = self.cleaned_data
        titles = {code: _own(clean[f"title_{number}_{code}"], TITLES[number], code) for code, _name in LANGUAGES}
        texts = {code: _own(clean[f"text_{number}_{code}"], TEXTS[number], code) for code, _name in LANGUAGES}
        fee = clean[f"fee_{number}"] or ZERO if number > 1 else ZERO
        return Level(
            clean[f"days_{number}"],
            fee,
            {code: words for code, words in titles.items() if words},
            {code: words for code, words in texts.items() if words},
        )


def _own(words: str, shipped: Any, language: str) -> str:
    """The house's own words; empty where they are those that ship, which may get better."""
    written = words.replace("\r\n", "\n").strip()
    return "" if written == in_language(shipped, language).strip() else written


def _initial(number: int, level: Level | None) -> dict[str, Any]:
    known = level or Level(0)
    said: dict[str, Any] = {f"days_{number}": level.days if level is not None else None, f"fee_{number}": known.fee}
    for code, _name in LANGUAGES:
        said[f"title_{number}_{code}"] = known.titles.get(code) or in_language(TITLES[number], code)
        said[f"text_{number}_{code}"] = known.texts.get(code) or in_language(TEXTS[number], code)
    return said


def _fields_of(number: int) -> dict[str, forms.Field]:
    days = forms.IntegerField(
        label=_("Days after the due day"),
        min_value=1,
        max_value=LONGEST_TERM,
        required=number == 1,
        help_text="" if number == 1 else _("Empty: there is no such letter."),
    )
    fields: dict[str, forms.Field] = {f"days_{number}": days}
    if number > 1:
        fields[f"fee_{number}"] = amount_field(_("Fee"), least=ZERO, most=LARGEST_FEE, places=2, required=False)
    for code, name in LANGUAGES:
        fields[f"title_{number}_{code}"] = OneLine(
            label=_("Heading (%(language)s)") % {"language": name}, max_length=60, required=False
        )
        fields[f"text_{number}_{code}"] = SeveralLines(
            label=_("Words (%(language)s)") % {"language": name}, max_length=2_000, required=False
        )
    return fields
