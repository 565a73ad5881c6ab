"""What the owner chooses for the Account Manager."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.kernel.registries.telling import groups
from candor.privacy.rules.account_manager import Detail, Shown, left_out

DETAIL_WORDS: Mapping[str, tuple[Promise, Promise]] = {
    Detail.SOURCES: (_("Where each item comes from"), _("From the person, our staff, or somebody else.")),
    Detail.PURPOSES: (_("What it is held for, and on what basis"), _("With the article of the law.")),
    Detail.RECIPIENTS: (_("Who else gets it"), _("Recipients outside, by category.")),
    Detail.ENDS: (_("When it goes"), _("The day, and the rule that it follows from.")),
    Detail.EMPTY: (_("Groups without anything in them"), _("So that customers see that nothing is held there.")),
}


class AccountManagerForm(forms.Form):
    """What is shown: a ticked box each. The version is the one that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    groups = forms.MultipleChoiceField(
        label=_("Groups on the page"), required=False, widget=forms.CheckboxSelectMultiple
    )
    customer = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    """Whose pages the preview shows; "" a sample's. Like what follows it is about the preview alone."""
    group = forms.CharField(max_length=150, required=False, widget=forms.HiddenInput)
    find = forms.CharField(max_length=100, required=False)
    details = forms.MultipleChoiceField(
        label=_("Told beside each item"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["groups"].choices = [(group.key, group.title) for group in groups()]  # type: ignore[attr-defined] # a field of choices
        self.fields["details"].choices = [(key, words[0]) for key, words in DETAIL_WORDS.items()]  # type: ignore[attr-defined] # as above

    def words_for(self, shown: Shown) -> dict[str, list[str]]:
        """What a choice hides, as the boxes are called."""
        hidden = {"groups": shown.hidden_groups, "details": shown.hidden_details}
        return {
            name: [str(text) for key, text in self.fields[name].choices if key in keys]  # type: ignore[attr-defined] # as above
            for name, keys in hidden.items()
        }

    def hidden_groups(self) -> list[str]:
        return left_out((group.key for group in groups()), self.cleaned_data["groups"])

    def hidden_details(self) -> list[str]:
        return left_out(map(str, Detail), self.cleaned_data["details"])
