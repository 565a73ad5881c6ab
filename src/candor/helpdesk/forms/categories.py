"""What managers may send about categories, and how everybody chooses one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import CharField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.forms.customer_fields import LineField
from candor.helpdesk.models import Category, Queue
from candor.helpdesk.queries.categories import Branch, active_category, active_tree
from candor.helpdesk.rules.trees import BETWEEN, MOST_LEVELS
from candor.kernel.actor import ANONYMOUS
from candor.kernel.db.prepared import Given, Prepared, anyone_like


class OptionalSelect(forms.Select):
    """A select that may stay empty. Django reads all choices once more to find out whether it has to be filled in."""

    def use_required_attribute(self, _initial: Any) -> bool:
        return False


class TreeField(forms.ChoiceField):
    """One of the categories, told with those above it. Gives a Category, or None for the empty choice."""

    widget = OptionalSelect

    def __init__(self, *, empty: Any, offered: Callable[[], list[Branch]] = active_tree, **kwargs: Any) -> None:
        self.empty, self.offered = empty, offered
        super().__init__(required=False, choices=self._options, **kwargs)

    def clean(self, value: Any) -> Category | None:
        """Found by its reference; Django would write down every choice to look for it there."""
        if value in self.empty_values:
            return None
        chosen = active_category(str(value))
        if chosen is None or not self._offers(chosen):
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            )
        return chosen

    def _offers(self, chosen: Category) -> bool:
        return self.offered is active_tree or any(branch.category == chosen for branch in self.offered())

    def _options(self) -> Iterator[tuple[Any, Any]]:
        """Each top category with those below it as a group of its own; the lists that browsers draw know one level."""
        yield "", self.empty
        for top, group in groupby(self.offered(), key=lambda branch: branch.full_name.split(BETWEEN)[0]):
            branches = list(group)
            if len(branches) == 1:
                yield branches[0].category.ref, branches[0].full_name
            else:
                yield top, [(branch.category.ref, _within(top, branch)) for branch in branches]


class QueueField(forms.ChoiceField):
    """One of the queues that new cases may go to and the actor sees. Gives a Queue, or None for the empty choice."""

    widget = OptionalSelect
    actor = ANONYMOUS

    def __init__(self, *, empty: Any, **kwargs: Any) -> None:
        self.empty = empty
        super().__init__(required=False, choices=self._options, **kwargs)

    def clean(self, value: Any) -> Queue | None:
        """Found by its reference, by a statement that is composed once for all who see the same."""
        if value in self.empty_values:
            return None
        chosen = SEEN_QUEUE.one(anyone_like(self.actor), me=self.actor.id, ref=str(value))
        if chosen is None:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            )
        return chosen

    def _options(self) -> Iterator[tuple[Any, Any]]:
        yield "", self.empty
        for queue in Queue.objects.visible_to(self.actor).active().order_by("name"):
            yield queue.ref, queue.name


SEEN_QUEUE = Prepared(lambda actor: Queue.objects.visible_to(actor).active().filter(ref=Given("ref", CharField())))


def _within(top: str, branch: Branch) -> str:
    """The name inside its top category's group: what stands between the two, and the name."""
    if branch.level == 1:
        return gettext("%(category)s in general") % {"category": top}
    return branch.full_name.removeprefix(f"{top}{BETWEEN}")


class _Placed(forms.Form):
    """A name that no other category of the same parent has, whatever its case."""

    name = LineField(label=_("Name"), most=80, error_messages={"required": _("Give it a name.")})
    parent = TreeField(
        label=_("Stands below"),
        empty=_("Nothing: at the top"),
        offered=lambda: [branch for branch in active_tree() if branch.level < MOST_LEVELS],
        help_text=_("A filter by a category finds the cases of those below it too."),
    )
    category: Category | None = None

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = self.cleaned_data
        parent = clean.get("parent")
        others = Category.objects.filter(parent=parent, name__iexact=clean.get("name", ""))
        if self.category is not None:
            others = others.exclude(pk=self.category.pk)
        if others.exists():
            self.add_error("name", _("There is one of this name already."))
        return clean


class NewCategoryForm(_Placed):
    """A new category: its name and its place."""


class CategoryForm(_Placed):
    """Everything about a category that can be changed."""

    is_offered_to_customers = forms.BooleanField(label=_("Customers may choose it"), required=False)
    queue = forms.ModelChoiceField(
        Queue.objects.none(),
        label=_("Its cases go to"),
        to_field_name="ref",
        required=False,
        empty_label=_("The default queue"),
    )

    def __init__(self, category: Category, data: Any = None) -> None:
        super().__init__(
            data,
            initial={
                "name": category.name,
                "parent": category.parent and category.parent.ref,
                "is_offered_to_customers": category.is_offered_to_customers,
                "queue": category.queue and category.queue.ref,
            },
        )
        self.category = category
        self.fields["queue"].queryset = Queue.objects.active().order_by("name")  # type: ignore[attr-defined] # a model's choices
