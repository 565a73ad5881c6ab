"""What administrators may send about how a queue writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.actions.senders import SenderDetails
from candor.helpdesk.forms.customer_fields import LineField, WordsField
from candor.helpdesk.forms.prepared import SignatureForm, check_signature
from candor.helpdesk.models import QueueSender
from candor.mail.public import addresses_received, sender_for


class QueueSenderForm(forms.Form):
    """The address, among those that arrive here, and the name."""

    address = forms.ChoiceField(
        label=_("Address"), required=False, help_text=_("Addresses of your mailboxes: answers to them arrive here.")
    )
    name = LineField(
        label=_("Name"),
        most=80,
        required=False,
        help_text=_("For example “Lindwurm Support”. Empty is the name of your organisation."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    shows_writer = forms.BooleanField(
        label=_("Put the name of whoever wrote a reply before it"),
        required=False,
        help_text=_("“Anna Berg (Lindwurm Support)”. Automatic mails have the queue's name alone."),
    )

    def __init__(self, data: Any, sender: QueueSender | None) -> None:
        kept = {name: getattr(sender, name) for name in self.base_fields} if sender is not None else {}
        super().__init__(data, initial=kept)
        usual = ("", gettext("The usual one (%(address)s)") % {"address": sender_for(None).address})
        choices = [usual, *((address, address) for address in addresses_received())]
        self.fields["address"].choices = choices  # type: ignore[attr-defined] # declared as a choice above

    def details(self) -> SenderDetails:
        return SenderDetails(**self.cleaned_data)


class SignaturesForm(SignatureForm):
    """What stands below replies: in each language, and where a language has none of its own."""

    def __init__(self, data: Any, initial: Mapping[str, str]) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["signature"].label = _("In every other language")
        for code, name in settings.LANGUAGES:
            self.fields[_field(code)] = WordsField(
                label=f"{gettext('Signature')} ({name})",
                required=False,
                widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
                validators=[check_signature],
            )
        self.order_fields([_field(code) for code, _name in settings.LANGUAGES])

    def signatures(self) -> dict[str, str]:
        """The texts by language."""
        return {code: self.cleaned_data[_field(code)] for code, _name in settings.LANGUAGES}


def by_language(signatures: Mapping[str, str]) -> dict[str, str]:
    """The texts by the names of the form's fields."""
    return {_field(code): text for code, text in signatures.items()}


def _field(code: str) -> str:
    return f"signature_{code}"
