"""What technicians send about who takes part in a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.access import viewers_in
from candor.helpdesk.forms.customer_fields import IdentifierField, LineField
from candor.helpdesk.models import Queue
from candor.people.public import IdentifierKind, Person

MOST_REFS = 50


class RefsField(forms.Field):
    """References that were ticked, as a list; what names nothing is left to whoever looks them up."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        return [str(ref)[:16] for ref in value or ()][:MOST_REFS]


class FollowerForm(forms.Form):
    """A colleague who shall follow: one who sees cases of this queue."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        to_field_name="ref",
        error_messages={
            "required": _("Choose a colleague."),
            "invalid_choice": _("This colleague does not see cases of this queue and cannot follow it."),
        },
    )

    def __init__(self, queue: Queue, data: Any) -> None:
        super().__init__(data)
        self.fields["person"].queryset = viewers_in(queue)  # type: ignore[attr-defined] # a model's choices


class CopyForm(forms.Form):
    """Somebody who shall get our replies as a copy."""

    name = LineField(label=_("Name"), most=200, required=False)
    address = IdentifierField(
        IdentifierKind.EMAIL,
        label=_("E-mail address"),
        error_messages={"required": _("Write the e-mail address that the copies go to.")},
    )
