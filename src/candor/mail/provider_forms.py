"""What administrators may send about the provider that lets us into a mailbox."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.mail.actions.grants import GrantDetails
from candor.mail.models import MailGrant, Provider
from candor.ui.public import DayInput

TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*")
"""RFC 6749 section 3.3."""


class ProviderAddress(forms.CharField):
    """An https address that has one meaning only."""

    def clean(self, value: Any) -> str:
        address = str(super().clean(value))
        if address and not _is_address(address):
            raise forms.ValidationError(_("This is not an address of a provider. It begins with https://."))
        return address


class GrantForm(forms.Form):
    """The app by which Candor asks the provider. The secret is needed once, and again with another app."""

    provider = forms.ChoiceField(label=_("Provider"), choices=Provider.choices)
    client_id = forms.CharField(
        label=_("Client ID"), max_length=200, help_text=_("At Microsoft it is called application ID.")
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Stored encrypted and shown to nobody."),
    )
    secret_until = forms.DateField(
        label=_("Last day of the secret"),
        required=False,
        widget=DayInput(),
        help_text=_("Microsoft's secrets end after two years at most. Candor warns thirty days before."),
    )
    tenant = forms.CharField(
        label=_("Directory (tenant) ID"),
        max_length=80,
        required=False,
        help_text=_("Only for Microsoft 365: the directory in which the app is registered."),
    )
    authorise_url = ProviderAddress(label=_("Authorisation address"), max_length=500, required=False)
    token_url = ProviderAddress(label=_("Token address"), max_length=500, required=False)
    scope = forms.CharField(
        label=_("Scope"),
        max_length=500,
        required=False,
        help_text=_("What is asked for, in the provider's words, separated by spaces."),
    )

    def __init__(self, data: Any = None, *, grant: MailGrant) -> None:
        names = [name for name in self.base_fields if name != "secret"]
        super().__init__(data, initial={name: getattr(grant, name) for name in names})
        self._grant = grant
        if grant.secret:
            self.fields["secret"].help_text = _("Leave it empty to keep the one that is known.")

    def clean_tenant(self) -> str:
        tenant: str = self.cleaned_data["tenant"]
        if tenant and not TENANT.fullmatch(tenant):
            raise forms.ValidationError(_("This is not a directory ID."))
        return tenant

    def clean_scope(self) -> str:
        scope = " ".join(self.cleaned_data["scope"].split())
        if scope and not SCOPE.fullmatch(scope):
            raise forms.ValidationError(_("A scope is made of plain signs without quotation marks."))
        return scope

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        if clean.get("provider") == Provider.OTHER:
            for name in ("authorise_url", "token_url", "scope"):
                if name in clean and not clean[name]:
                    self.add_error(name, _("Another provider needs this."))
        elif "provider" in clean and not clean.get("secret") and not self._keeps_secret(clean):
            self.add_error("secret", _("This provider wants a client secret."))
        return clean

    def details(self) -> GrantDetails:
        return GrantDetails(**self.cleaned_data)

    def _keeps_secret(self, clean: dict[str, Any]) -> bool:
        """Whether it is still the app whose secret we know."""
        known = self._grant
        return bool(known.secret) and all(
            clean.get(name) == getattr(known, name) for name in ("provider", "client_id", "tenant")
        )


def _is_address(text: str) -> bool:
    if not text.isascii() or not text.isprintable() or any(sign in text for sign in ' \\#@"'):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
