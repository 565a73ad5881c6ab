"""What somebody says who takes a list out: which rows, which columns, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.people.choosing import LONGEST_CHOICE, Choice
from candor.people.forms.fields import OneLine
from candor.people.models import ExportFormat
from candor.people.rules.export_columns import COLUMNS, PROPOSED, in_order
from candor.people.rules.import_columns import COLUMN_NAMES, Column

FORMATS = [
    (ExportFormat.CSV, _("Table (CSV), for spreadsheets and for an import")),
    (ExportFormat.VCARD, _("Contacts (vCard), for mail programs and telephones")),
]
FOUND, ALL = "found", "all"


class ExportForm(forms.Form):
    """`typed` is what the list that it was opened from had been searched for, `choice` what it was narrowed to."""

    typed = OneLine(max_length=100, required=False, widget=forms.HiddenInput)
    choice = OneLine(max_length=LONGEST_CHOICE, required=False, widget=forms.HiddenInput)
    which = forms.ChoiceField(label=_("What goes into the file"), widget=forms.RadioSelect)
    file_format = forms.ChoiceField(label=_("File"), choices=FORMATS, required=False)
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Take what you need, and nothing else."),
        error_messages={"required": _("Choose at least one column.")},
    )
    reason = OneLine(
        label=_("What you need it for"),
        max_length=200,
        min_length=5,
        help_text=_("It is kept with the export. For example: letters about the new opening hours."),
    )

    def __init__(self, data: Any, *, kind: str, typed: str, chosen: Choice | None = None, query: str = "") -> None:
        which = FOUND if typed or chosen else ALL
        super().__init__(data, initial={"typed": typed, "choice": query, "which": which, "columns": PROPOSED[kind]})
        self.kind, self._chosen = kind, chosen
        words = [str(_("What the search for “%(typed)s” finds") % {"typed": typed})] if typed else []
        words += [chosen.words] if chosen is not None else []
        found = [(FOUND, " · ".join(words))] if words else []
        self.fields["which"].choices = [*found, (ALL, _("Everything that I may see"))]  # type: ignore[attr-defined] # a choice field's
        self.fields["columns"].choices = [(str(name), COLUMN_NAMES[name]) for name in COLUMNS[kind]]  # type: ignore[attr-defined] # as above

    def clean_file_format(self) -> ExportFormat:
        return ExportFormat(self.cleaned_data["file_format"] or ExportFormat.CSV)

    def clean_columns(self) -> list[Column]:
        return in_order(self.kind, self.cleaned_data["columns"])

    @property
    def chosen(self) -> Choice | None:
        """What the list was narrowed to, where that is what goes."""
        return self._chosen if self.cleaned_data["which"] == FOUND else None

    @property
    def sought(self) -> str:
        """What was typed where that is what goes; "" for everything."""
        return self.cleaned_data["typed"] if self.cleaned_data["which"] == FOUND else ""
