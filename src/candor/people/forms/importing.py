"""Uploading a list, and saying what its columns hold and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.csv_files import DELIMITERS, ENCODINGS, Dialect
from candor.people.forms.fields import OneLine
from candor.people.models import Basis, OnKnown
from candor.people.rules.import_columns import COLUMN_NAMES, Column, says_who, twice
from candor.people.taking import Taker
from candor.ui.public import DayInput

ENCODING_NAMES = {"utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
DELIMITER_NAMES = {",": _("Comma"), ";": _("Semicolon"), "\t": _("Tab"), "|": _("Vertical bar")}
TAB = "tab"
"""How a tab stands in a form: browsers and Django strip the real one."""

BASES = [
    (Basis.CONSENT, _("Consent of the people (Art. 6(1)(a))")),
    (Basis.CONTRACT, _("A contract with them, or steps before it (Art. 6(1)(b))")),
    (Basis.INTEREST, _("Our legitimate interest (Art. 6(1)(f))")),
]
RULES = [
    (OnKnown.FILL, _("Add what is missing; nothing that is there is overwritten")),
    (OnKnown.SKIP, _("Leave them as they are")),
    (OnKnown.REPORT, _("Give their rows back as errors")),
]


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("List as a CSV file, or contacts as vCards"), help_text=_("At most 20 MB and 50,000 rows.")
    )


class SetUpForm(forms.Form):
    """One choice per column, and what people are told about where we have their data from (GDPR Art. 14)."""

    source_name = OneLine(
        label=_("From whom the list comes"),
        max_length=200,
        help_text=_("For example: the vendor, the fair, our old system."),
    )
    received_on = forms.DateField(label=_("Received on"), widget=DayInput())
    basis = forms.ChoiceField(label=_("Lawful basis"), choices=[("", ""), *BASES])
    on_known = forms.ChoiceField(
        label=_("People who are known already"), choices=RULES, widget=forms.RadioSelect, initial=OnKnown.FILL
    )
    becomes = forms.ChoiceField(
        label=_("What the list is for"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "People who are approached by sales are told within a month where their data comes from, and nobody is "
            "brought in who asked not to be advertised to."
        ),
    )
    encoding = forms.ChoiceField(label=_("Characters"), choices=[(name, ENCODING_NAMES[name]) for name in ENCODINGS])
    delimiter = forms.ChoiceField(
        label=_("Between the cells"),
        choices=[(sign.replace("\t", TAB), DELIMITER_NAMES[sign]) for sign in DELIMITERS],
    )

    def __init__(
        self, data: Any, *, headings: Sequence[str], initial: dict[str, Any], takers: Sequence[Taker] = ()
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["becomes"].choices = [  # type: ignore[attr-defined] # a field with choices
            ("", _("Our records of people and organisations")),
            *((taker.name, taker.words) for taker in takers),
        ]
        self.columns = [f"column-{number}" for number in range(len(headings))]
        for name, heading in zip(self.columns, headings, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=heading or _("(no heading)"), choices=list(COLUMN_NAMES.items()), required=False
            )

    def clean_received_on(self) -> date:
        received: date = self.cleaned_data["received_on"]
        if not date(1970, 1, 1) <= received <= clock.now().date():
            raise forms.ValidationError(_("Enter a day since 1970 that is not ahead."))
        return received

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [Column(cleaned.get(name) or "") for name in self.columns]
        if double := twice(chosen):
            names = ", ".join(str(COLUMN_NAMES[column]) for column in double)
            raise forms.ValidationError(_("Two columns hold the same: %(names)s.") % {"names": names})
        if not says_who(chosen):
            raise forms.ValidationError(_("Say which column holds the name, the e-mail address or the organisation."))
        cleaned["columns"] = chosen
        cleaned["dialect"] = Dialect(cleaned.get("encoding", ""), cleaned.get("delimiter", "").replace(TAB, "\t"))
        return cleaned
