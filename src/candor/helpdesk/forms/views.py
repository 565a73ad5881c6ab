"""The builder of views: a form that grows by a condition at a time, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.helpdesk.actions.views import SHARE, ViewDetails
from candor.helpdesk.forms.customer_fields import LineField
from candor.helpdesk.forms.view_fields import field_for, shown_values
from candor.helpdesk.models import Audience, Queue, SavedView
from candor.helpdesk.queries.filtering import references
from candor.helpdesk.rules import filters
from candor.helpdesk.rules.filters import Definition
from candor.helpdesk.words_lists import AUDIENCE_WORDS, COLUMN_WORDS, FIELD_WORDS, OP_WORDS, USUAL_OP_WORDS
from candor.kernel.actor import Actor

MOST_COLUMNS = 8
FRESH = {"audience": Audience.MINE.value, "match": "all", "sort": "changed", "way": "down"}


class ViewForm(forms.Form):
    """Everything about a view. `used` are the fields that stand in a condition, in the order of the allow-list."""

    name = LineField(
        label=gettext_lazy("Name"), most=60, error_messages={"required": gettext_lazy("Give the view a name.")}
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who is offered it"), widget=forms.RadioSelect)
    for_queue = forms.ModelChoiceField(
        Queue.objects.none(), label=gettext_lazy("Which queue"), to_field_name="ref", required=False
    )
    match = forms.ChoiceField(
        label=gettext_lazy("A case is shown when it fits"),
        choices=[("all", gettext_lazy("all conditions")), ("any", gettext_lazy("at least one condition"))],
        widget=forms.RadioSelect,
    )
    sort = forms.ChoiceField(label=gettext_lazy("Sorted by"))
    way = forms.ChoiceField(
        label=gettext_lazy("Order"),
        choices=[("down", gettext_lazy("newest or highest first")), ("up", gettext_lazy("oldest or lowest first"))],
    )

    def __init__(
        self, actor: Actor, used: Sequence[str], data: Any = None, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.actor, self.used = actor, [name for name in filters.FIELDS if name in used]
        audiences = AUDIENCE_WORDS if actor.may(SHARE) else {Audience.MINE.value: AUDIENCE_WORDS[Audience.MINE.value]}
        self.fields["audience"].choices = list(audiences.items())  # type: ignore[attr-defined] # Django's untyped fields
        self.fields["for_queue"].queryset = Queue.objects.visible_to(actor).active().order_by("name")  # type: ignore[attr-defined] # as above
        self.fields["sort"].choices = [(name, COLUMN_WORDS[name]) for name in filters.SORTS]  # type: ignore[attr-defined] # as above
        for name in self.used:
            self._add_condition(name)
        columns = [("", "–"), *((name, COLUMN_WORDS[name]) for name in filters.COLUMNS if name != filters.ALWAYS_SHOWN)]
        for place in range(1, MOST_COLUMNS + 1):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=_("Column %(place)s") % {"place": place}, choices=columns, required=False
            )

    @property
    def conditions(self) -> list[tuple[str, Any, Any, Any]]:
        """For the page: each condition's field, its words, how it is compared, its values."""
        return [(name, FIELD_WORDS[name], self[f"{name}_op"], self[name]) for name in self.used]

    @property
    def columns(self) -> list[Any]:
        return [self[f"column_{place}"] for place in range(1, MOST_COLUMNS + 1)]

    @property
    def unused(self) -> list[tuple[str, Any]]:
        """The fields that another condition could be about."""
        return [(name, FIELD_WORDS[name]) for name in filters.FIELDS if name not in self.used]

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = self.cleaned_data
        if (
            clean.get("audience") == Audience.QUEUE
            and clean.get("for_queue") is None
            and "for_queue" not in self.errors
        ):
            self.add_error("for_queue", _("Choose the queue."))
        return clean

    def definition(self) -> Definition:
        """What a valid form says."""
        clean = self.cleaned_data
        columns = [clean[f"column_{place}"] for place in range(1, MOST_COLUMNS + 1)]
        chosen = list(dict.fromkeys([filters.ALWAYS_SHOWN, *(name for name in columns if name)]))
        return Definition.read(
            {
                "version": filters.VERSION,
                "match": clean["match"],
                "sort": clean["sort"],
                "falls": clean["way"] == "down",
                "columns": chosen if len(chosen) > 1 else list(filters.USUAL_COLUMNS),
                "conditions": [
                    {"field": name, "op": clean[f"{name}_op"], "values": list(clean[name])} for name in self.used
                ],
            }
        )

    def unjudged(self) -> ViewForm:
        """The same form as it was filled in, without a word about what is still missing."""
        given: dict[str, Any] = {}
        for name, control in self.fields.items():
            given[name] = control.widget.value_from_datadict(self.data, self.files, name)
        return ViewForm(
            self.actor, self.used, initial={**FRESH, **{key: value for key, value in given.items() if value}}
        )

    def details(self) -> ViewDetails:
        """Everything that a valid form says."""
        clean = self.cleaned_data
        return ViewDetails(clean["name"], Audience(clean["audience"]), self.definition(), clean["for_queue"])

    def _add_condition(self, name: str) -> None:
        words = OP_WORDS.get(name, USUAL_OP_WORDS)
        ways = [(op, words[op]) for op in filters.FIELDS[name].ops]
        self.fields[f"{name}_op"] = forms.ChoiceField(label=str(FIELD_WORDS[name]), choices=ways)
        self.fields[name] = field_for(name, self.actor)
        self.fields[name].label = str(FIELD_WORDS[name])


def used_in(data: QueryDict) -> list[str]:
    """The fields that the sent form has conditions for, one more or one fewer by the button that was pressed."""
    used = {name for name in data.getlist("use") if name in filters.FIELDS}
    if data.get("step") == "add":
        used.add(str(data.get("add", "")))
    used.discard(str(data.get("remove", "")))
    return [name for name in filters.FIELDS if name in used]


def initial_of(definition: Definition, actor: Actor, view: SavedView | None = None) -> dict[str, Any]:
    """What the form shows of a definition, and of the view that has it."""
    known = references([definition], actor)
    columns = [name for name in definition.columns if name != filters.ALWAYS_SHOWN]
    return {
        "name": view.name if view is not None else "",
        "audience": view.audience if view is not None else Audience.MINE.value,
        "for_queue": view.queue.ref if view is not None and view.queue is not None else None,
        "match": definition.match,
        "sort": definition.sort,
        "way": "down" if definition.falls else "up",
        **{f"column_{place}": name for place, name in enumerate(columns[:MOST_COLUMNS], start=1)},
        **{f"{each.field}_op": each.op for each in definition.conditions},
        **{each.field: shown_values(each.field, each.values, known) for each in definition.conditions},
    }
