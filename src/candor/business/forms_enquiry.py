"""The public form by which somebody asks for an offer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.people.public import EmailAddress, OneLine, PhoneNumber, SeveralLines
from candor.ui.public import PublicForm, WithBoxes

LONGEST_TEXT = 4_000


class EnquiryForm(WithBoxes, PublicForm):
    """Who asks, and what they are interested in."""

    text = SeveralLines(
        label=_("What are you interested in?"),
        max_length=LONGEST_TEXT,
        help_text=_("For example: which product, for how many people, until when."),
        error_messages={"required": _("Tell us in a few words what you are interested in.")},
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    name = OneLine(
        label=_("Your name"),
        max_length=200,
        error_messages={"required": _("Tell us your name, so that we can address you.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    email = EmailAddress(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("Our answer goes there."),
        error_messages={"required": _("Tell us your e-mail address, so that we can answer.")},
    )
    company = OneLine(
        label=_("Your company"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )
    phone = PhoneNumber(
        label=_("Your telephone number"),
        required=False,
        max_length=40,
        help_text=_("If you would like us to call back."),
    )
