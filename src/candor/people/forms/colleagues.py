"""Forms about an organisation's people, for its super customers and for whom they invite."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.people.forms.fields import EmailAddress, Language, OneLine
from candor.people.forms.registration import ConfirmKnownForm


class InviteColleagueForm(forms.Form):
    email = EmailAddress(
        label=_("E-mail address of your colleague"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter your colleague's e-mail address.")},
    )
    language = Language(help_text=_("The mail is written in it."))


class JoinForm(forms.Form):
    """Of somebody who can sign in: there is nothing to fill in, only to agree."""


class JoinKnownForm(ConfirmKnownForm):
    """Of somebody whom we know, and who has never signed in."""


class JoinNewForm(JoinKnownForm):
    """Of somebody new."""

    field_order = ("name", "password")
    name = OneLine(
        label=_("Your name"),
        max_length=200,
        error_messages={"required": _("Tell us your name, so that we can address you.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
