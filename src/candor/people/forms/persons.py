"""Forms about people: who they are and how they are reached."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.people.forms.fields import Country, EmailAddress, Language, OneLine, PhoneNumber, SeveralLines, TimeZone
from candor.people.models import PersonName


class NewPersonForm(forms.Form):
    name = OneLine(label=_("Name"), max_length=200)
    email = EmailAddress(label=_("E-mail address"), max_length=254, required=False)
    phone = PhoneNumber(label=_("Telephone"), max_length=40, required=False)
    language = Language(required=False)
    organisation = OneLine(
        label=_("Organisation"),
        max_length=200,
        required=False,
        help_text=_("Its name as in the list of organisations; a name that is not there yet is added."),
    )
    note = SeveralLines(label=_("Note"), max_length=5_000, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["email"] and not cleaned["phone"]:
            raise forms.ValidationError(_("Enter an e-mail address or a telephone number, so that we can answer."))
        return cleaned


class PersonForm(forms.Form):
    """What staff change about a person. `version` is the one the form was filled from."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    name = OneLine(label=_("Name"), max_length=200)
    language = Language(required=False)
    time_zone = TimeZone(required=False)
    note = SeveralLines(
        label=_("Note"),
        max_length=5_000,
        required=False,
        help_text=_("The person can see it: write only what you would say to them."),
    )


class NameForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(PersonName.Kind.FORMER, _("Former name")), (PersonName.Kind.OTHER, _("Other name"))],
    )
    text = OneLine(label=_("Name"), max_length=200)


class OwnDetailsForm(forms.Form):
    """What people change about themselves."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    name = OneLine(label=_("Name"), max_length=200)
    language = Language()
    time_zone = TimeZone()


class EmailForm(forms.Form):
    email = EmailAddress(label=_("E-mail address"), max_length=254)
    label = OneLine(label=_("Label"), max_length=40, required=False, help_text=_("For example: at work."))


class OwnEmailForm(forms.Form):
    email = EmailAddress(
        label=_("New e-mail address"),
        max_length=254,
        help_text=_("We send a link there, to see that it is yours, and another to the address known so far."),
    )
    replaces = forms.BooleanField(
        label=_("Use it instead of the address known so far"),
        required=False,
        help_text=_("The old address leaves your details once both mailboxes have agreed."),
    )


class AgreedEmailForm(EmailForm):
    """For somebody with an account, whose mailbox known so far has to agree."""

    replaces = forms.BooleanField(label=_("Use it instead of the address known so far"), required=False)


class AgreementForm(forms.Form):
    """At the new mailbox."""

    is_lost = forms.BooleanField(
        label=_("I can no longer read the mailbox that you know so far"),
        required=False,
        help_text=_("Then our privacy office gets in touch and makes sure that it is you. This takes longer."),
    )


class PhoneForm(forms.Form):
    phone = PhoneNumber(label=_("Telephone"), max_length=40)
    label = OneLine(label=_("Label"), max_length=40, required=False, help_text=_("For example: mobile."))


class PostalAddressForm(forms.Form):
    label = OneLine(label=_("Label"), max_length=40, required=False, help_text=_("For example: invoices."))
    lines = SeveralLines(
        label=_("Street and number"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address", "dir": "auto"}),
    )
    postcode = OneLine(
        label=_("Postcode"), max_length=20, required=False, widget=forms.TextInput({"autocomplete": "postal-code"})
    )
    city = OneLine(label=_("City"), max_length=100, widget=forms.TextInput({"autocomplete": "address-level2"}))
    country = Country()
