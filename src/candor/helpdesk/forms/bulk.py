"""What to do with many cases at once: whatever is left empty stays as it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.helpdesk.access import workers
from candor.helpdesk.actions.bulk.steps import STATUSES
from candor.helpdesk.actions.tagging import named
from candor.helpdesk.forms.categories import TreeField
from candor.helpdesk.forms.tags import NamesField
from candor.helpdesk.models import Queue, Tag
from candor.helpdesk.rules.tags import key_of
from candor.helpdesk.words import KIND_WORDS, PRIORITY_WORDS, STATUS_WORDS
from candor.kernel.actor import Actor
from candor.people.public import Person

KEEP = gettext_lazy("Leave as it is")
ME, NOBODY, NONE = "me", "nobody", "none"


class BulkForm(forms.Form):
    """The clean values become `changes()`: keys and enums, as the bulk stores them."""

    assignee = forms.ChoiceField(label=gettext_lazy("Assignee"), required=False)
    queue = forms.ModelChoiceField(
        Queue.objects.none(), label=gettext_lazy("Queue"), to_field_name="ref", required=False, empty_label=KEEP
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[("", KEEP), *((value, STATUS_WORDS[value]) for value in STATUSES)],
    )
    priority = forms.ChoiceField(
        label=gettext_lazy("Priority"), required=False, choices=[("", KEEP), *PRIORITY_WORDS.items()]
    )
    category = TreeField(label=gettext_lazy("Category"), empty=KEEP)
    no_category = forms.BooleanField(label=gettext_lazy("Take the category away"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, choices=[("", KEEP), *KIND_WORDS.items()])
    add_tags = NamesField(label=gettext_lazy("Add tags"), required=False)
    remove_tags = NamesField(label=gettext_lazy("Take off tags"), required=False)

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data)
        self.actor = actor
        people = workers().values_list("ref", "name")
        self.fields["assignee"].choices = [("", KEEP), (ME, _("Me")), (NOBODY, _("Nobody")), *people]  # type: ignore[attr-defined] # Django's untyped fields
        self.fields["queue"].queryset = Queue.objects.visible_to(actor).active().order_by("name")  # type: ignore[attr-defined] # as above

    def clean_remove_tags(self) -> list[int]:
        keys = [key_of(name) for name in self.cleaned_data["remove_tags"]]
        return list(Tag.objects.filter(key__in=keys).values_list("pk", flat=True))

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.values()):
            raise forms.ValidationError(_("Choose what shall be different. Nothing was changed."))
        return self.cleaned_data

    def changes(self) -> dict[str, Any]:
        """What a valid form says. New tags are made here."""
        clean = self.cleaned_data
        changes: dict[str, Any] = {}
        if clean["assignee"]:
            changes["assignee"] = self._person(clean["assignee"])
        if clean["queue"] is not None:
            changes["queue"] = clean["queue"].pk
        if clean["category"] is not None or clean["no_category"]:
            changes["category"] = None if clean["no_category"] else clean["category"].pk
        if clean["priority"]:
            changes["priority"] = int(clean["priority"])
        changes |= {name: clean[name] for name in ("status", "kind", "remove_tags") if clean[name]}
        if clean["add_tags"]:
            changes["add_tags"] = [named(name).pk for name in clean["add_tags"]]
        return changes

    def _person(self, chosen: str) -> int | None:
        if chosen == ME:
            return self.actor.id
        return None if chosen == NOBODY else Person.objects.values_list("pk", flat=True).get(ref=chosen)
