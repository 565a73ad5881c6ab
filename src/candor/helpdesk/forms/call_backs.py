"""What promising a call, moving it and taking one ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.access import workers_in
from candor.helpdesk.forms.customer_fields import IdentifierField, LineField
from candor.helpdesk.forms.tech import MomentField
from candor.helpdesk.models import Queue
from candor.people.public import IdentifierKind, Person


class PromiseForm(forms.Form):
    """An empty `caller` is the person who promises."""

    number = IdentifierField(
        IdentifierKind.PHONE, label=_("Number"), error_messages={"required": _("Write the number to call.")}
    )
    at = MomentField(label=_("Day and time"), error_messages={"required": _("Say when the call is promised for.")})
    note = LineField(label=_("What about"), required=False)
    caller = forms.ModelChoiceField(Person.objects.none(), to_field_name="ref", required=False)

    def __init__(self, queue: Queue, data: Any) -> None:
        super().__init__(data)
        self.fields["caller"].queryset = workers_in(queue)  # type: ignore[attr-defined] # a model's choices


class MomentForm(forms.Form):
    at = MomentField(label=_("Day and time"), error_messages={"required": _("Say when the call is tried again.")})


class IncomingCallForm(forms.Form):
    """A call from which a case is made: the number as the telephone shows it, and who it is, if known."""

    number = LineField(most=60, required=False)
    person = LineField(most=16, required=False)
