"""What managers may send about queues."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.access import workers
from candor.helpdesk.forms.customer_fields import LineField
from candor.helpdesk.models import Queue, QueueMember
from candor.people.public import Person


class UniqueName(forms.Form):
    """A name that no other row of the same table has, whatever its case."""

    name = LineField(label=_("Name"), most=80, error_messages={"required": _("Give it a name.")})
    rows: QuerySet[Any]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.rows.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("There is one of this name already."))
        return name


class NewQueueForm(UniqueName):
    rows = Queue.objects.all()


class QueueForm(UniqueName):
    """Everything about a queue that can be changed."""

    is_open_to_all = forms.TypedChoiceField(
        label=_("Who sees its cases"),
        choices=[("yes", _("All technicians")), ("no", _("Its members and managers only"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    members = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label=_("Members"),
        to_field_name="ref",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    default_assignee = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("New cases go to"),
        to_field_name="ref",
        required=False,
        empty_label=_("Nobody"),
    )
    follow_up_hours = forms.IntegerField(
        label=_("Hours until a case is due"),
        min_value=1,
        max_value=8760,
        help_text=_("Counted from the moment at which the next move becomes ours."),
    )
    reopens_for_days = forms.IntegerField(
        label=_("Days in which customers open a closed case again"),
        min_value=0,
        max_value=3650,
        help_text=_("By a button or a message. Later, a message becomes a new case that points to it; 0: always."),
    )
    keeps_words_inside = forms.BooleanField(
        label=_("Keep words out of notification mails"),
        required=False,
        help_text=_("Mails to technicians then say that something is new in a case of this queue, never what."),
    )
    is_default = forms.BooleanField(
        label=_("Default queue"), required=False, help_text=_("Takes the cases that nothing else places.")
    )

    def __init__(self, queue: Queue, data: Any = None) -> None:
        members = QueueMember.objects.filter(queue=queue).values_list("person__ref", flat=True)
        super().__init__(
            data,
            initial={
                "name": queue.name,
                "is_open_to_all": "yes" if queue.is_open_to_all else "no",
                "members": list(members),
                "default_assignee": queue.default_assignee and queue.default_assignee.ref,
                "follow_up_hours": queue.follow_up_hours,
                "reopens_for_days": queue.reopens_for_days,
                "keeps_words_inside": queue.keeps_words_inside,
                "is_default": queue.is_default,
            },
        )
        self.rows = Queue.objects.exclude(pk=queue.pk)
        for name in ("members", "default_assignee"):
            self.fields[name].queryset = workers()  # type: ignore[attr-defined] # a model's choices
