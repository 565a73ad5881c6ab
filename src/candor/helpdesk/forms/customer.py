"""What a customer may send in the Customer Center."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from candor.helpdesk.forms.categories import TreeField
from candor.helpdesk.forms.customer_fields import LineField, TakesFiles, WordsField
from candor.helpdesk.queries.categories import offered_tree
from candor.people.public import Membership, Organisation


class LetterForm(TakesFiles):
    """A further letter in a case: words, files, or both."""

    body = WordsField(required=False)
    key = LineField(required=False, most=40)


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
    key = LineField(required=False, most=40, widget=forms.HiddenInput)
    follows = LineField(required=False, most=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = _organisations_of(person_id)
        if len(self.organisations) < 2:
            del self.fields["organisation"]
        else:
            choices = [("", gettext_lazy("For myself")), *((each.ref, each.name) for each in self.organisations)]
            self.fields["organisation"] = forms.ChoiceField(
                label=self.fields["organisation"].label, choices=choices, required=False
            )

    def clean_organisation(self) -> Organisation | None:
        chosen = self.cleaned_data["organisation"]
        return next((each for each in self.organisations if each.ref == chosen), None)


def _organisations_of(person_id: int) -> list[Organisation]:
    memberships = Membership.objects.filter(person=person_id, ended_on=None).select_related("organisation")
    return [membership.organisation for membership in memberships.order_by("organisation__name")]
