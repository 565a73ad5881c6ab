"""What anybody may send to cancel a contract without signing in, and what sales say of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.business.forms_invoices import day_field
from candor.business.forms_quotes import LONGEST_NOTE
from candor.business.models import CancelKind, Subscription
from candor.business.words_subscriptions import KINDS
from candor.people.public import EmailAddress, OneLine, SeveralLines
from candor.ui.public import PublicForm

LONGEST_WORDS = 2_000
LONGEST_CONTRACT = 500
ANOTHER = ""


class CancelContractForm(PublicForm):
    """The page that § 312k Abs. 2 BGB asks for. A cancellation is not refused because something is left empty: only
    nothing at all is no declaration.
    """

    kind = forms.ChoiceField(
        label=_("Kind of cancellation"), choices=list(KINDS.items()), initial=CancelKind.ORDINARY,
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = SeveralLines(
        label=_("Reason"), required=False, max_length=LONGEST_WORDS, help_text=_("Needed only for an important reason.")
    )
    name = OneLine(
        label=_("Your name"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )  # fmt: skip
    email = EmailAddress(
        label=_("Your e-mail address"), required=False, max_length=254,
        help_text=_("The confirmation goes there at once. Best the one that we know from your contract."),
    )  # fmt: skip
    contract = SeveralLines(
        label=_("Which contract"), required=False, max_length=LONGEST_CONTRACT,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("Its number, such as S2026-0001, or what you buy from us."),
    )  # fmt: skip
    wished_on = day_field(
        _("Last day that you want"), required=False, help_text=_("Left empty, it ends at the earliest.")
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        if not self.errors and not any(clean.get(name) for name in ("name", "email", "contract")):
            raise forms.ValidationError(_("Write at least one of these: your name, your address, or which contract."))
        return clean


class CarryOutForm(forms.Form):
    """Which subscription is meant: one of those found, or another one by its number."""

    subscription = forms.ChoiceField(label=_("Subscription"), required=False, widget=forms.RadioSelect)
    number = OneLine(label=_("Number of another subscription"), required=False, max_length=20)
    ends_on = day_field(
        _("Last day"),
        required=False,
        help_text=_("Left empty, it ends as agreed, counted from the day on which the declaration came."),
    )

    def __init__(self, found: list[Subscription], words: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(row.ref, words[row.ref]) for row in found]
        self.fields["subscription"].choices = [*choices, (ANOTHER, pgettext_lazy("subscription", "Another one"))]  # type: ignore[attr-defined] # a choice field's
        self.fields["subscription"].initial = found[0].ref if len(found) == 1 else ANOTHER

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if not self.errors and not clean.get("subscription") and not clean.get("number"):
            self.add_error("number", _("Choose a subscription, or write the number of one."))
        if clean.get("subscription") and clean.get("number"):
            self.add_error("number", _("Choose a subscription or write a number, not both: only one of them ends."))
        return clean


class SettleForm(forms.Form):
    """Why there is nothing to end."""

    note = SeveralLines(
        label=_("What became of it"), max_length=LONGEST_NOTE,
        help_text=_("For example: no contract with us; wrote to the sender."),
        error_messages={"required": _("Say what became of it.")},
    )  # fmt: skip
