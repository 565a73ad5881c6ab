"""The public contact form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from candor.helpdesk.forms.categories import TreeField
from candor.helpdesk.forms.customer_fields import IdentifierField, LineField, WordsField
from candor.helpdesk.queries.categories import offered_tree
from candor.people.public import IdentifierKind
from candor.ui.file_fields import TakesFiles
from candor.ui.public import PublicForm


class ContactForm(PublicForm, TakesFiles):
    """Name, address and question of somebody who has not signed in."""

    subject = LineField(
        label=gettext_lazy("Subject"),
        error_messages={"required": gettext_lazy("Tell us in a few words what it is about.")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    text = WordsField(
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy("What did you want to do, and what happened instead?"),
        error_messages={"required": gettext_lazy("Write your message.")},
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    category = TreeField(
        label=gettext_lazy("What is it about?"), empty=gettext_lazy("I am not sure"), offered=offered_tree
    )
    name = LineField(
        label=gettext_lazy("Your name"),
        most=200,
        error_messages={"required": gettext_lazy("Tell us your name, so that we can address you.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    email = IdentifierField(
        IdentifierKind.EMAIL,
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("Our answer goes there."),
        error_messages={"required": gettext_lazy("Tell us your e-mail address, so that we can answer.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = IdentifierField(
        IdentifierKind.PHONE,
        label=gettext_lazy("Your telephone number"),
        required=False,
        help_text=gettext_lazy("If you would like us to call back."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
