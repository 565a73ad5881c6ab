"""Forms about registering: the public ones, and the rules that administrators set."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.people.forms.fields import EmailAddress, Language, OneLine, Secret, TimeZone
from candor.people.forms.sign_in import GOOD_PASSWORD
from candor.people.models import RegistrationRules
from candor.people.rules.domains import NotADomain, normalise_domain
from candor.ui.public import PublicForm


def _own_name() -> OneLine:
    return OneLine(
        label=_("Your name"),
        max_length=200,
        error_messages={"required": _("Tell us your name, so that we can address you.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )


def _own_organisation() -> OneLine:
    return OneLine(
        label=_("Your organisation"),
        max_length=200,
        required=False,
        help_text=_("If you ask for a company or another body."),
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )


class RegistrationForm(PublicForm):
    """What somebody tells us who would like an account."""

    name = _own_name()
    email = EmailAddress(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send a link there. With it you choose a password."),
        error_messages={"required": _("Tell us your e-mail address, so that we can send you the link.")},
    )
    organisation = _own_organisation()
    language = Language()
    time_zone = TimeZone()


class ConfirmKnownForm(forms.Form):
    """Of somebody whom we know already: a password is all that is missing."""

    password = Secret(
        label=_("Choose a password"),
        help_text=GOOD_PASSWORD,
        autocomplete="new-password",
        error_messages={"required": _("Choose a password.")},
    )


class ConfirmNewForm(ConfirmKnownForm):
    """Of somebody new, who sees once more what will be written down."""

    field_order = ("name", "organisation", "password")
    name = _own_name()
    organisation = _own_organisation()


class RegistrationRulesForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    who = forms.ChoiceField(
        label=_("Who may register"),
        widget=forms.RadioSelect,
        choices=[
            (RegistrationRules.Who.ALL, _("Everybody who confirms an e-mail address")),
            (RegistrationRules.Who.KNOWN_DOMAINS, _("Only who has an address of an organisation's mail domains")),
            (RegistrationRules.Who.NOBODY, _("Nobody: accounts are made by staff or by invitation")),
        ],
        error_messages={"required": _("Choose who may register.")},
    )
    joins_by_domain = forms.BooleanField(
        label=_("Who registers with an address of an organisation's mail domains belongs to it at once"),
        required=False,
        help_text=_("The mail domains stand on the organisation's page. Without this, staff add each person."),
    )


class DomainForm(forms.Form):
    domain = OneLine(
        label=_("Mail domain"),
        max_length=253,
        help_text=_(
            "What stands behind the @, such as example.com. Add it only when you have checked that it is the "
            "organisation's own: it can make people members by itself."
        ),
        error_messages={"required": _("Enter a mail domain.")},
    )

    def clean_domain(self) -> Any:
        try:
            return normalise_domain(self.cleaned_data["domain"])
        except NotADomain as refusal:
            raise forms.ValidationError(str(refusal.reason)) from None
