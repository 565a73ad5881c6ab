"""What administrators say about identity providers."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.people.actions.identity_providers import ProviderDetails
from candor.people.forms.fields import OneLine
from candor.people.models import IdentityProvider, RoleRule
from candor.people.roles import ROLE_NAMES, Role

DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


class Domains(OneLine):
    """Mail domains in one line, separated by spaces or commas, lower case and in ASCII."""

    def clean(self, value: Any) -> str:
        names = str(super().clean(value)).lower().replace(",", " ").replace("@", " ").split()
        return " ".join(dict.fromkeys(_domain(name) for name in names))


class ProviderForm(forms.Form):
    """How Candor reaches the provider and for whom it may speak. The issuer is said once: links belong to it."""

    name = OneLine(label=_("Name"), max_length=80, help_text=_("Stands on the button of the sign-in page."))
    issuer = OneLine(
        label=_("Issuer"),
        max_length=300,
        help_text=_("The provider's address as its documentation gives it, for example https://login.example.com"),
    )
    client_id = OneLine(label=_("Client ID"), max_length=200)
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Stored encrypted and shown to nobody."),
    )
    domains = Domains(
        label=_("Mail domains"),
        max_length=2_000,
        required=False,
        help_text=_("Only for addresses of these domains is the provider believed the first time. Empty means all."),
    )
    is_required = forms.BooleanField(
        label=_("Staff of these domains sign in only here"),
        required=False,
        help_text=_("Their passwords no longer open the door. Administrators can still use theirs."),
    )
    is_active = forms.BooleanField(label=_("Show it on the sign-in page"), required=False, initial=True)

    def __init__(self, data: Any = None, *, provider: IdentityProvider | None = None) -> None:
        known = {name: getattr(provider, name) for name in self.base_fields if name != "secret"} if provider else {}
        super().__init__(data, initial=known)
        if provider is not None:
            self.fields["issuer"].disabled = True
            self.fields["secret"].help_text = _("Leave it empty to keep the one that is known.")

    def clean_issuer(self) -> str:
        issuer: str = self.cleaned_data["issuer"]
        if self.fields["issuer"].disabled:
            return issuer
        if not _is_issuer(issuer):
            raise forms.ValidationError(_("This is not an issuer. It begins with https:// and has no question mark."))
        if IdentityProvider.objects.filter(issuer=issuer).exists():
            raise forms.ValidationError(_("This issuer is set up already."))
        return issuer

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        if clean.get("is_required") and not clean.get("domains"):
            self.add_error("domains", _("Name the domains whose staff sign in only here."))
        return clean

    def details(self) -> ProviderDetails:
        return ProviderDetails(**self.cleaned_data)


class RuleForm(forms.Form):
    """Who becomes staff by signing in here. Administrators are made by hand alone."""

    kind = forms.ChoiceField(
        label=_("Whom"),
        choices=[(RoleRule.Kind.DOMAIN, _("People of a mail domain")), (RoleRule.Kind.GROUP, _("People of a group"))],
    )
    value = OneLine(label=_("Name of the domain or group"), max_length=200)
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role, name) for role, name in ROLE_NAMES.items() if role is not Role.ADMINISTRATOR]
    )

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        if clean.get("kind") == RoleRule.Kind.DOMAIN and clean.get("value"):
            try:
                clean["value"] = _domain(clean["value"].lower().removeprefix("@"))
            except forms.ValidationError as refusal:
                self.add_error("value", refusal)
        return clean


def _domain(name: str) -> str:
    try:
        ascii_name = name.encode("idna").decode()
    except UnicodeError:
        ascii_name = ""
    if not DOMAIN.fullmatch(ascii_name):
        raise forms.ValidationError(_("“%(name)s” is not a mail domain."), params={"name": name[:80]})
    return ascii_name


def _is_issuer(text: str) -> bool:
    """OpenID Connect Discovery 1.0 section 2: https, a host, no query, no fragment."""
    if not text.isascii() or not text.isprintable() or any(sign in text for sign in " \\?#@"):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
