"""What technicians may send: the case page's verbs, what they write, the case of a caller."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.access import workers_in
from candor.helpdesk.forms.categories import QueueField, TreeField
from candor.helpdesk.forms.customer_fields import IdentifierField, LineField, WordsField
from candor.helpdesk.forms.following import RefsField
from candor.helpdesk.models import Category, Kind, Priority, Queue, Status, Ticket
from candor.helpdesk.words import KIND_WORDS, PRIORITY_WORDS
from candor.kernel.actor import Actor
from candor.people.public import IdentifierKind, Person
from candor.ui.file_fields import FilesField

AFTER_REPLY = {
    Status.WAITING_CUSTOMER.value: _("wait for the customer"),
    Status.OPEN.value: _("keep the case open"),
    Status.SOLVED.value: _("solve the case"),
}


class ChangeForm(forms.Form):
    """A change of one ticket. `version` is the one that the page showed; without it nothing is compared."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)

    def __init__(self, ticket: Ticket, actor: Actor, data: Any) -> None:
        super().__init__(data)
        self.ticket, self.actor = ticket, actor
        self.prepare()

    def prepare(self) -> None:
        """Narrow the choices to what this ticket and this actor allow."""

    @property
    def seen_version(self) -> int | None:
        return self.cleaned_data["version"]  # type: ignore[no-any-return] # Django keeps clean values untyped


class AssigneeForm(ChangeForm):
    """An empty choice leaves the ticket to nobody."""

    assignee = forms.ModelChoiceField(Person.objects.none(), to_field_name="ref", required=False)

    def prepare(self) -> None:
        self.fields["assignee"].queryset = workers_in(self.ticket.queue)  # type: ignore[attr-defined] # a model's choices


class QueueForm(ChangeForm):
    queue = forms.ModelChoiceField(Queue.objects.none(), to_field_name="ref")

    def prepare(self) -> None:
        self.fields["queue"].queryset = Queue.objects.visible_to(self.actor).active()  # type: ignore[attr-defined] # as above


class CategoryForm(ChangeForm):
    category = forms.ModelChoiceField(Category.objects.filter(archived_at=None), to_field_name="ref", required=False)


class PriorityForm(ChangeForm):
    priority = forms.TypedChoiceField(choices=Priority.choices, coerce=lambda value: Priority(int(value)))


class KindForm(ChangeForm):
    kind = forms.TypedChoiceField(choices=Kind.choices, coerce=Kind)


class SubjectForm(ChangeForm):
    subject = LineField(label=_("Subject"))


class MomentField(forms.DateTimeField):
    """A day and time as the browser's control sends it, in the person's own zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        return super().to_python(value.strip() if isinstance(value, str) else value)


class ScheduleForm(ChangeForm):
    moment = MomentField(label=_("Day and time"))


class FollowUpForm(ChangeForm):
    """An empty date takes the follow-up date away."""

    due = MomentField(label=_("Day and time"), required=False)


class WritingForm(forms.Form):
    """A reply or a note. `key` is the form's one-time key, `version` the one that the writer has read."""

    body = WordsField(required=False)
    files = FilesField()  # type: ignore[assignment] # the composer calls its input so; Django moves fields aside
    key = LineField(required=False, most=40)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    then = forms.TypedChoiceField(
        choices=list(AFTER_REPLY.items()), coerce=Status, empty_value=Status.WAITING_CUSTOMER, required=False
    )
    copy = RefsField(required=False)
    """Who gets the reply as a copy: what is not ticked gets none, so nobody whom the writer did not see."""


class CallForm(forms.Form):
    """A new case while somebody is on the telephone: a known caller by reference, or a new one by name."""

    person = LineField(required=False, most=16, widget=forms.HiddenInput)
    name = LineField(
        label=_("Name"),
        most=200,
        error_messages={"required": _("Say who calls: choose somebody above or write the name.")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    phone = IdentifierField(
        IdentifierKind.PHONE,
        label=_("Calls from"),
        required=False,
        help_text=_("The telephone number, as shown on your telephone."),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    email = IdentifierField(
        IdentifierKind.EMAIL,
        label=_("E-mail address"),
        required=False,
        help_text=_("Our answers go there."),
        widget=forms.EmailInput(),
    )
    subject = LineField(
        label=_("Subject"),
        error_messages={"required": _("Say in a few words what it is about.")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    text = WordsField(
        label=_("What they say"),
        error_messages={"required": _("Write down what the caller says.")},
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    kind = forms.TypedChoiceField(label=_("Kind"), choices=list(KIND_WORDS.items()), coerce=Kind, initial=Kind.QUESTION)
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=list(PRIORITY_WORDS.items()),
        coerce=lambda value: Priority(int(value)),
        initial=Priority.NORMAL,
    )
    category = TreeField(label=_("Category"), empty=_("No category"))
    queue = QueueField(label=_("Queue"), empty=_("By category, else the default queue"))
    files = FilesField(label=_("Files"))  # type: ignore[assignment] # as above
    key = LineField(required=False, most=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, caller: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["queue"].actor = actor  # type: ignore[attr-defined] # a field of ours
        if caller is not None:
            del self.fields["name"], self.fields["email"]
