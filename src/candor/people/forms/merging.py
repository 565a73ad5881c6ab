"""What somebody chooses when two records become one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.people.queries.merging import FieldChoice
from candor.people.rules.merging import Choice


class MergeForm(forms.Form):
    """One choice per field in which the two records differ."""

    def __init__(self, data: Any, *, differing: Iterable[FieldChoice], both_sign_in: bool = False) -> None:
        super().__init__(data)
        self._names = [field.name for field in differing]
        for field in differing:
            self.fields[field.name] = forms.ChoiceField(
                label=str(field.title), choices=_options(field), initial=field.proposed, widget=forms.RadioSelect
            )
        if both_sign_in:
            self.fields["ends_sign_in"] = forms.BooleanField(
                label=_("End the sign-in of the record that goes. Its sessions end at once."),
                error_messages={
                    "required": _(
                        "Both can sign in. Tick this, or merge them the other way round and keep the other one."
                    )
                },
            )

    @property
    def choices(self) -> dict[str, Choice]:
        return {name: Choice(self.cleaned_data[name]) for name in self._names}


def _options(field: FieldChoice) -> list[tuple[str, Any]]:
    options: list[tuple[str, Any]] = [
        (Choice.STAYED, field.stayed or _("(nothing)")),
        (Choice.FORMER, field.former or _("(nothing)")),
    ]
    return [*options, (Choice.BOTH, _("Keep both texts"))] if field.may_join else options
