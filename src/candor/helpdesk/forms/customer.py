"""What a customer may send in the Customer Center."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from candor.helpdesk.forms.categories import TreeField
from candor.helpdesk.forms.customer_fields import LineField, WordsField
from candor.helpdesk.letters import Reader
from candor.helpdesk.queries.categories import offered_tree
from candor.kernel.registries.restricted import without_restricted
from candor.people.public import Membership, Organisation
from candor.ui.file_fields import TakesFiles

MOST_COLLEAGUES = 300


class LetterForm(TakesFiles):
    """A further letter in a case: words, files, or both."""

    body = WordsField(required=False)
    key = LineField(required=False, most=40)


class ClosingForm(forms.Form):
    """That it was answered, with a word if one likes."""

    remark = LineField(
        label=gettext_lazy("A word of thanks, or what helped"), required=False, most=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip


class NewCaseForm(TakesFiles):
    """A new case of somebody who has signed in. `key` makes a double submit have one effect."""

    subject = LineField(
        label=gettext_lazy("Subject"),
        error_messages={"required": gettext_lazy("Tell us in a few words what it is about.")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    body = WordsField(
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy("What did you want to do, and what happened instead?"),
        error_messages={"required": gettext_lazy("Write your message.")},
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    category = TreeField(
        label=gettext_lazy("What is it about?"), empty=gettext_lazy("I am not sure"), offered=offered_tree
    )
    organisation = forms.ChoiceField(label=gettext_lazy("For which organisation?"), required=False)
    colleague = forms.ChoiceField(label=gettext_lazy("For whom?"), required=False)
    key = LineField(required=False, most=40, widget=forms.HiddenInput)
    follows = LineField(required=False, most=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, me: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = _organisations_of(me.person_id)
        self._offer_colleagues(me)
        if len(self.organisations) < 2:
            del self.fields["organisation"]
        else:
            choices = [("", gettext_lazy("For myself")), *((each.ref, each.name) for each in self.organisations)]
            self.fields["organisation"] = forms.ChoiceField(
                label=self.fields["organisation"].label, choices=choices, required=False
            )

    def _offer_colleagues(self, me: Reader) -> None:
        """A super customer may ask for the people of their organisations."""
        self.colleagues = _colleagues_of(me)
        if not self.colleagues:
            del self.fields["colleague"]
            return
        several = len({each.organisation_id for each in self.colleagues}) > 1
        named = [
            (_key(each), f"{each.person.name}, {each.organisation.name}" if several else each.person.name)
            for each in self.colleagues
        ]
        self.fields["colleague"] = forms.ChoiceField(
            label=self.fields["colleague"].label,
            help_text=gettext_lazy("Whom you choose is told, and the case becomes theirs."),
            choices=[("", gettext_lazy("For myself")), *named],
            required=False,
        )

    def clean_colleague(self) -> Membership | None:
        chosen = self.cleaned_data["colleague"]
        return next((each for each in self.colleagues if _key(each) == chosen), None)

    def clean_organisation(self) -> Organisation | None:
        chosen = self.cleaned_data["organisation"]
        return next((each for each in self.organisations if each.ref == chosen), None)


def _organisations_of(person_id: int) -> list[Organisation]:
    memberships = Membership.objects.filter(person=person_id, ended_on=None).select_related("organisation")
    return [membership.organisation for membership in memberships.order_by("organisation__name")]


def _colleagues_of(me: Reader) -> list[Membership]:
    """The present members of the organisations whose super customer this is, by name; the first three hundred."""
    if not (me.is_proven and me.actor.organisation_ids):
        return []
    others = Membership.objects.filter(organisation__in=me.actor.organisation_ids, ended_on=None)
    others = without_restricted(others.filter(person__merged_into=None), me.actor).exclude(person=me.person_id)
    return list(others.select_related("person", "organisation").order_by("person__name", "id")[:MOST_COLLEAGUES])


def _key(membership: Membership) -> str:
    return f"{membership.organisation.ref}.{membership.person.ref}"
