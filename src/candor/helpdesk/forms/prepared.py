"""What technicians and managers may send about reply templates, macros and signatures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.access import workers
from candor.helpdesk.actions.prepared import MacroDetails, Place, TemplateDetails
from candor.helpdesk.forms.customer_fields import LineField, WordsField
from candor.helpdesk.forms.shaping import VERSION, check_variables
from candor.helpdesk.forms.tags import NamesField
from candor.helpdesk.models import AfterSending, Category, Macro, Priority, Queue, ReplyTemplate, Status
from candor.helpdesk.rules.macros import STATUSES
from candor.helpdesk.rules.tags import key_of
from candor.helpdesk.words import AFTER_SENDING_WORDS, PRIORITY_WORDS, STATUS_WORDS
from candor.kernel.actor import Actor
from candor.people.public import Person

CHANGE = "helpdesk.reply.change"
MINE, EVERYBODY = "mine", "everybody"
LANGUAGES = {"en": _("English"), "de": _("German")}
MOST_DAYS = 365
STEPS_ASKED = (
    "template", "note", "status", "priority", "category", "to_queue", "assignee", "follow_up_days",
    "tags_on", "tags_off",
)  # fmt: skip


class PlaceForm(forms.Form):
    """A name, and whose it is: one's own; with the right also everybody's or a queue's."""

    name = LineField(label=_("Name"), most=80, error_messages={"required": _("Give it a name.")})
    place = forms.ChoiceField(label=_("Who uses it"))
    version = forms.IntegerField(**VERSION)

    def __init__(self, data: Any, *, actor: Actor, person: Person, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.actor, self.person = actor, person
        choices: list[tuple[str, Any]] = [(MINE, _("Only me"))]
        if actor.may(CHANGE):
            queues = Queue.objects.visible_to(actor).active().order_by("name").values_list("ref", "name")
            choices += [(EVERYBODY, _("Everybody"))]
            choices += [(ref, gettext("Queue %(queue)s") % {"queue": name}) for ref, name in queues]
        self.fields["place"].choices = choices  # type: ignore[attr-defined] # a choice field's

    def chosen_place(self) -> Place:
        chosen = self.cleaned_data["place"]
        if chosen == MINE:
            return Place(owner=self.person)
        return Place() if chosen == EVERYBODY else Place(queue=Queue.objects.get(ref=chosen))


class TemplateForm(PlaceForm):
    """A template's words, one field per language."""

    def __init__(self, data: Any, *, texts: dict[str, str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for code, _name in settings.LANGUAGES:
            self.fields[f"text_{code}"] = WordsField(
                label=gettext("Words in %(language)s") % {"language": LANGUAGES.get(code, code)},
                required=False,
                initial=texts.get(code, ""),
                widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "lang": code}),
            )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        texts = {name: clean[name] for name in clean if name.startswith("text_") and clean[name]}
        if not texts and not any(name.startswith("text_") for name in self.errors):
            self.add_error(next(name for name in self.fields if name.startswith("text_")), gettext("Write the words."))
        for name, text in texts.items():
            try:
                check_variables(text)
            except forms.ValidationError as problem:
                self.add_error(name, problem)
        return clean

    def details(self) -> TemplateDetails:
        clean = self.cleaned_data
        texts = {name.removeprefix("text_"): clean[name] for name in clean if name.startswith("text_")}
        return TemplateDetails(clean["name"], self.chosen_place(), texts)


class MacroForm(PlaceForm):
    """A macro's steps; what is left open is not done."""

    template = forms.ModelChoiceField(
        ReplyTemplate.objects.none(),
        label=_("Reply with the template"),
        to_field_name="ref",
        required=False,
        empty_label=_("No reply"),
    )
    note = WordsField(label=_("Internal note"), required=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("As it is")), *((status.value, STATUS_WORDS[status.value]) for status in STATUSES)],
    )
    priority = forms.ChoiceField(
        label=_("Priority"),
        required=False,
        choices=[("", _("As it is")), *((str(key), words) for key, words in PRIORITY_WORDS.items())],
    )
    category = forms.ModelChoiceField(
        Category.objects.filter(archived_at=None).order_by("name"),
        label=_("Category"),
        to_field_name="ref",
        required=False,
        empty_label=_("As it is"),
    )
    to_queue = forms.ModelChoiceField(
        Queue.objects.none(), label=_("Move to the queue"), to_field_name="ref", required=False,
        empty_label=_("As it is"),
    )  # fmt: skip
    assignee = forms.ChoiceField(label=_("Assign to"), required=False)
    follow_up_days = forms.IntegerField(label=_("Follow up in days"), min_value=0, max_value=MOST_DAYS, required=False)
    tags_on = NamesField(label=_("Add tags"), required=False, help_text=_("Several with commas between them."))
    tags_off = NamesField(label=_("Take off tags"), required=False, help_text=_("Several with commas between them."))

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        templates = ReplyTemplate.objects.visible_to(self.actor).in_use()
        self.fields["template"].queryset = templates  # type: ignore[attr-defined] # a model's choices
        queues = Queue.objects.visible_to(self.actor).active().order_by("name")
        self.fields["to_queue"].queryset = queues  # type: ignore[attr-defined] # as above
        self.people = {person.ref: person for person in workers()}
        named = [(ref, person.name) for ref, person in self.people.items()]
        choices = [("", _("As it is")), ("me", _("Whoever uses the macro")), *named]
        self.fields["assignee"].choices = choices  # type: ignore[attr-defined] # a choice field's

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        check_variables(note)
        return note

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        on, off = ({key_of(name) for name in clean.get(field, [])} for field in ("tags_on", "tags_off"))
        if on & off:
            self.add_error(
                "tags_off", gettext("A tag cannot be put on and taken off: %(name)s.") % {"name": min(on & off)}
            )
        if not self.errors and all(clean.get(step) in (None, "", []) for step in STEPS_ASKED):
            raise forms.ValidationError(gettext("Choose at least one step."))
        return clean

    def details(self) -> MacroDetails:
        clean, chosen = self.cleaned_data, self.cleaned_data["assignee"]
        return MacroDetails(
            name=clean["name"],
            place=self.chosen_place(),
            template=clean["template"],
            note=clean["note"],
            status=Status(clean["status"]) if clean["status"] else None,
            priority=Priority(int(clean["priority"])) if clean["priority"] else None,
            category=clean["category"],
            to_queue=clean["to_queue"],
            assigns="" if not chosen else "me" if chosen == "me" else "person",
            assignee=self.people.get(chosen),
            follow_up_days=clean["follow_up_days"],
            tags_on=clean["tags_on"],
            tags_off=clean["tags_off"],
        )


class SignatureForm(forms.Form):
    """What stands below every reply from a queue."""

    signature = WordsField(
        label=_("Signature"), required=False, widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"})
    )

    def clean_signature(self) -> str:
        signature: str = self.cleaned_data["signature"]
        check_signature(signature)
        return signature


def check_signature(signature: str) -> None:
    """Raise ValidationError for unknown variables and for what is too long."""
    check_variables(signature)
    if len(signature) > LONGEST_SIGNATURE:
        raise forms.ValidationError(
            gettext("This is too long: %(most)s characters are the most.") % {"most": LONGEST_SIGNATURE}
        )


LONGEST_SIGNATURE = 2_000


class HabitForm(forms.Form):
    after_sending = forms.TypedChoiceField(
        label=_("After sending a reply"), choices=list(AFTER_SENDING_WORDS.items()), coerce=AfterSending
    )


def place_of(prepared: ReplyTemplate | Macro) -> str:
    """Whose it is, as the form's choice says it."""
    if prepared.owner_id is not None:
        return MINE
    return prepared.queue.ref if prepared.queue is not None else EVERYBODY
