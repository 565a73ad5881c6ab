"""Forms at the door: signing in, asking for a code, choosing a password, set-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.people.forms.fields import EmailAddress, Language, OneLine, Secret, TimeZone

GOOD_PASSWORD = _("At least 15 characters. Several words in a row are easy to remember and hard to guess.")


GOOD_BESIDE = _(
    "At least 8 characters beside your second factor. Several words in a row are easy to remember and hard to guess."
)


class SignInForm(forms.Form):
    """Nothing about the address is checked here: an answer about it would tell something."""

    email = forms.CharField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = Secret(label=_("Password"), autocomplete="current-password")


class AskForCodeForm(forms.Form):
    email = EmailAddress(label=_("E-mail address"), max_length=254)


class CodeField(OneLine):
    """A code as it stands in our mail."""

    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"})


class NewPasswordForm(forms.Form):
    code = CodeField(label=_("Code from the mail"), max_length=40)
    password = Secret(label=_("New password"), help_text=GOOD_PASSWORD, autocomplete="new-password")


class ConfirmPasswordForm(forms.Form):
    password = Secret(label=_("Password"), autocomplete="current-password")


class AcceptInvitationForm(forms.Form):
    password = Secret(label=_("Choose a password"), help_text=GOOD_PASSWORD, autocomplete="new-password")


class ChangePasswordForm(forms.Form):
    present = Secret(label=_("Present password"), autocomplete="current-password")
    password = Secret(label=_("New password"), help_text=GOOD_PASSWORD, autocomplete="new-password")

    def __init__(self, *args: Any, is_beside: bool = False, **options: Any) -> None:
        """`is_beside` says that a second factor stands beside the password."""
        super().__init__(*args, **options)
        if is_beside:
            self.fields["password"].help_text = GOOD_BESIDE


class SetUpForm(forms.Form):
    organisation_name = OneLine(
        label=_("Name of your organisation"),
        max_length=120,
        help_text=_("Customers see it on every page and mail."),
        error_messages={"required": _("Enter the name of your organisation.")},
    )
    language = Language(
        help_text=_("For people who have chosen none."), error_messages={"required": _("Choose a language.")}
    )
    time_zone = TimeZone(error_messages={"required": _("Choose a time zone.")})
    name = OneLine(label=_("Your name"), max_length=200, error_messages={"required": _("Enter your name.")})
    email = EmailAddress(
        label=_("Your e-mail address"),
        max_length=254,
        error_messages={"required": _("Enter your e-mail address: you sign in with it.")},
    )
    password = Secret(
        label=_("Choose a password"),
        help_text=GOOD_PASSWORD,
        autocomplete="new-password",
        error_messages={"required": _("Choose a password.")},
    )
