"""What administrators may send about mailboxes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from candor.kernel.registries import inbound
from candor.mail.actions.mailboxes import MailboxDetails
from candor.mail.models import Mailbox, Security, SignIn
from candor.mail.presets import Preset
from candor.mail.rules.addresses import normal

USUAL = "usual"
"""The choice of no destination in particular."""

ADDRESS_TAKEN = _("Another mailbox has this address already.")


class AddressesField(forms.CharField):
    """Addresses, one on each line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        wrong = next((line for line in lines if not normal(line)), None)
        if wrong is not None:
            raise forms.ValidationError(_("“%(address)s” is not an e-mail address."), params={"address": wrong})
        return lines


class MailboxForm(forms.Form):
    """How a mailbox is read and what it feeds. For a new one the password is needed."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For your own lists, for example “Support”."))
    address = forms.EmailField(label=_("E-mail address"), help_text=_("Answers come from this address."))
    destination = forms.ChoiceField(label=_("Its mail becomes"))
    host = forms.CharField(label=_("IMAP server"), max_length=253, help_text=_("For example imap.example.com"))
    security = forms.ChoiceField(label=_("Encryption"), choices=Security.choices)
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65_535)
    user = forms.CharField(label=_("User name"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    sign_in = forms.ChoiceField(label=_("How Candor signs in"), choices=SignIn.choices, initial=SignIn.PASSWORD)
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    folder = forms.CharField(label=_("Folder"), max_length=120)
    further_addresses = AddressesField(
        label=_("Other addresses that arrive here"), required=False, help_text=_("One on each line.")
    )
    trusted_relay = forms.CharField(
        label=_("Server whose checks of senders count"),
        required=False,
        max_length=253,
        validators=[RegexValidator(r"^[A-Za-z0-9.-]+\Z", _("Enter a server's name such as mx.example.com."))],
        help_text=_(
            "The name at the beginning of Authentication-Results in mail that arrives here, for example mx.google.com; "
            "a hyphen for Microsoft 365. Only for a server that writes this line itself on every mail."
        ),
    )
    takes_plus_addresses = forms.BooleanField(
        label=_("The server delivers name+anything@ to this mailbox"),
        required=False,
        help_text=_("Replies then find their case even where a mail program loses the thread."),
    )
    takes_old_mail = forms.BooleanField(
        label=_("Take in the mail that lies there already"),
        required=False,
        help_text=_("Otherwise only what arrives from now on becomes cases."),
    )
    save_anyway = forms.BooleanField(label=_("Save it although it cannot be read now"), required=False)

    def __init__(self, data: Any = None, *, mailbox: Mailbox | None = None, preset: Preset | None = None) -> None:
        if data is not None and not data.get("sign_in"):
            data = {**dict(data.items()), "sign_in": SignIn.PASSWORD}  # a form that says nothing of it
        super().__init__(data, initial={**_initial(mailbox), **(preset.values if preset else {})})
        self._mailbox = mailbox
        choices = self.fields["destination"]
        assert isinstance(choices, forms.ChoiceField)  # noqa: S101 - declared so above, for the type checker
        choices.choices = _destinations()
        if mailbox is not None and mailbox.password:
            self.fields["password"].help_text = _("Leave it empty to keep the one that is known.")

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        holder = Mailbox.objects.filter(address=normal(address)).first()
        if holder is not None and holder != self._mailbox:
            raise forms.ValidationError(ADDRESS_TAKEN)
        return address

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        is_known = self._mailbox is not None and bool(self._mailbox.password)
        if clean.get("sign_in") == SignIn.PASSWORD and not clean.get("password") and not is_known:
            self.add_error("password", _("Type the password."))
        return clean

    def details(self) -> MailboxDetails:
        clean = dict(self.cleaned_data)
        del clean["save_anyway"]
        kind, _colon, number = clean.pop("destination").partition(":")
        if not number:
            return MailboxDetails(**clean)
        return MailboxDetails(**clean, destination_kind=kind, destination_id=int(number))


def _initial(mailbox: Mailbox | None) -> dict[str, Any]:
    if mailbox is None:
        return {"destination": USUAL, "port": 993, "security": Security.TLS, "folder": "INBOX"}
    kept = {name: getattr(mailbox, name) for name in MailboxForm.base_fields if hasattr(mailbox, name)}
    destination = f"{mailbox.destination_kind}:{mailbox.destination_id}" if mailbox.destination_kind else USUAL
    return {
        **kept,
        "password": "",
        "destination": destination,
        "further_addresses": "\n".join(mailbox.further_addresses),
    }


def _destinations() -> list[tuple[str, Any]]:
    """The choices of every slice, grouped by what they are."""
    groups: list[tuple[str, Any]] = [(USUAL, _("A case in the usual queue"))]
    for offer in inbound.destinations():
        choices = [(f"{offer.kind}:{number}", name) for number, name in offer.choices()]
        if choices:
            groups.append((str(offer.name), choices))
    return groups
