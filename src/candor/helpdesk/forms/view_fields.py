"""One condition of a view as a control: from the stored values to what is shown, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.helpdesk.access import viewers, workers
from candor.helpdesk.forms.customer_fields import LineField
from candor.helpdesk.forms.tags import NamesField
from candor.helpdesk.models import Queue, Tag
from candor.helpdesk.queries.categories import tree
from candor.helpdesk.queries.filtering import References
from candor.helpdesk.rules import filters
from candor.helpdesk.rules.tags import key_of
from candor.helpdesk.words import CHANNEL_WORDS, KIND_WORDS, PRIORITY_WORDS, STAGE_WORDS, STATUS_WORDS
from candor.helpdesk.words_lists import ASSIGNEE_WORDS, DUE_WORDS, FOLLOWER_WORDS, SPAN_WORDS
from candor.kernel.actor import Actor
from candor.people.public import IdentifierKind, Organisation, Person, find_by_identifier, primary_emails

Choices = Iterable[tuple[Any, Any]]


class SeveralField(forms.MultipleChoiceField):
    """Check boxes, at least one of them."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, choices: Choices) -> None:
        super().__init__(
            choices=[(str(value), text) for value, text in choices],
            error_messages={"required": gettext_lazy("Choose at least one.")},
        )


class OneField(forms.ChoiceField):
    """One of a few; given as a list of one, as conditions hold it."""

    def __init__(self, choices: Choices) -> None:
        super().__init__(choices=list(choices))

    def clean(self, value: Any) -> Any:
        return [super().clean(value)]


class WordsSoughtField(LineField):
    """Words to be found in the case."""

    def __init__(self) -> None:
        super().__init__(most=filters.LONGEST_TEXT, error_messages={"required": gettext_lazy("Write the words.")})

    def clean(self, value: Any) -> Any:
        return [super().clean(value)]


class TagsField(NamesField):
    """Tags that exist, by their names."""

    def __init__(self) -> None:
        super().__init__(error_messages={"required": gettext_lazy("Write the tag first.")})

    def clean(self, value: Any) -> Any:
        names = super().clean(value)
        known = dict(Tag.objects.filter(key__in=[key_of(name) for name in names]).values_list("key", "ref"))
        unknown = [name for name in names if key_of(name) not in known]
        if unknown:
            raise forms.ValidationError(_("There is no tag called “%(name)s”.") % {"name": unknown[0]})
        return list(known.values())


class RequesterField(LineField):
    """A person by their e-mail address."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        super().__init__(most=254, error_messages={"required": gettext_lazy("Write the person's e-mail address.")})

    def clean(self, value: Any) -> Any:
        people = find_by_identifier(IdentifierKind.EMAIL, super().clean(value))
        seen = Person.objects.visible_to(self.actor).filter(pk__in=[person.pk for person in people])
        refs = list(seen.values_list("ref", flat=True)[: filters.MOST_VALUES])
        if not refs:
            raise forms.ValidationError(_("Nobody is known by this address."))
        return refs


class OrganisationField(LineField):
    """An organisation by its name."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        super().__init__(most=200, error_messages={"required": gettext_lazy("Write the organisation's name.")})

    def clean(self, value: Any) -> Any:
        named = Organisation.objects.visible_to(self.actor).filter(name__iexact=super().clean(value))
        refs = list(named.values_list("ref", flat=True)[: filters.MOST_VALUES])
        if not refs:
            raise forms.ValidationError(_("No organisation has this name."))
        return refs


def field_for(name: str, actor: Actor) -> forms.Field:
    """The control of one field's values; its clean value is the list that a condition holds."""
    return _MAKERS[name](actor)


def shown_values(name: str, values: Sequence[str], known: References) -> Any:
    """Stored values as the control shows them. What the looker may not see is not among them."""
    if name in {"due", "created", "changed", "text"}:
        return values[0] if values else ""
    if name == "tags":
        return ", ".join(found.name for ref in values if (found := known.get(name, ref)))
    if name == "organisation":
        return next((found.name for ref in values if (found := known.get(name, ref))), "")
    if name == "requester":
        keys = [found.key for ref in values if (found := known.get(name, ref))]
        return next(iter(primary_emails(keys).values()), "")
    return list(values)


def _queues(actor: Actor) -> Choices:
    return Queue.objects.visible_to(actor).order_by("name").values_list("ref", "name")


def _assignees(_actor: Actor) -> Choices:
    return [*ASSIGNEE_WORDS.items(), *workers().values_list("ref", "name")]


def _categories(_actor: Actor) -> Choices:
    return [(branch.category.ref, branch.full_name) for branch in tree()]


_MAKERS: Mapping[str, Callable[[Actor], forms.Field]] = {
    "stage": lambda _actor: SeveralField(STAGE_WORDS.items()),
    "status": lambda _actor: SeveralField(STATUS_WORDS.items()),
    "queue": lambda actor: SeveralField(_queues(actor)),
    "assignee": lambda actor: SeveralField(_assignees(actor)),
    "follower": lambda _actor: SeveralField([*FOLLOWER_WORDS.items(), *viewers().values_list("ref", "name")]),
    "category": lambda actor: SeveralField(_categories(actor)),
    "tags": lambda _actor: TagsField(),
    "priority": lambda _actor: SeveralField(PRIORITY_WORDS.items()),
    "kind": lambda _actor: SeveralField(KIND_WORDS.items()),
    "channel": lambda _actor: SeveralField(CHANNEL_WORDS.items()),
    "due": lambda _actor: OneField(DUE_WORDS.items()),
    "created": lambda _actor: OneField(SPAN_WORDS.items()),
    "changed": lambda _actor: OneField(SPAN_WORDS.items()),
    "requester": RequesterField,
    "organisation": OrganisationField,
    "text": lambda _actor: WordsSoughtField(),
}
