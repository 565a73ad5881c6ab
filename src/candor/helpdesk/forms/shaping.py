"""What technicians may send to merge, split and link cases, and to answer all children of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.forms.customer_fields import IdentifierField, LineField, WordsField
from candor.helpdesk.models import LinkKind, Message, Ticket
from candor.helpdesk.restricting import readable
from candor.helpdesk.rules.variables import unknown_in
from candor.helpdesk.words import LINK_MIRRORS, LINK_WORDS
from candor.kernel.registries.restricted import OUTSIDERS, is_restricted
from candor.people.public import IdentifierKind, Person, find_by_identifier

VERSION: Mapping[str, Any] = {"min_value": 0, "max_value": 2**31 - 1, "required": False, "widget": forms.HiddenInput}
MOST_NUMBERS = 200
LINK_CHOICES = [
    (LinkKind.RELATES.value, LINK_WORDS[LinkKind.RELATES]),
    (LinkKind.DUPLICATES.value, LINK_WORDS[LinkKind.DUPLICATES]),
    (f"{LinkKind.DUPLICATES.value}-by", LINK_MIRRORS[LinkKind.DUPLICATES]),
    (LinkKind.BLOCKED.value, LINK_WORDS[LinkKind.BLOCKED]),
    (f"{LinkKind.BLOCKED.value}-by", LINK_MIRRORS[LinkKind.BLOCKED]),
]
"""How this case stands to the other; the mirror words turn the link round."""


class NumbersField(LineField):
    """Case numbers, however they are separated: `1024, #1025 1030`. Gives a list of int."""

    def to_python(self, value: Any) -> Any:
        words = re.split(r"[\s,;]+", super().to_python(value).strip(" ,;"))
        numbers = [word.removeprefix("#") for word in words if word]
        if any(not (number.isascii() and number.isdigit() and len(number) < 19) for number in numbers):
            raise forms.ValidationError(gettext("Write case numbers, separated by commas or spaces."))
        if len(numbers) > MOST_NUMBERS:
            raise forms.ValidationError(gettext("%(most)s cases at a time are the most.") % {"most": MOST_NUMBERS})
        return list(dict.fromkeys(int(number) for number in numbers))


class MergeForm(forms.Form):
    """Two versions as they were seen. Another requester, who will read the first one's words, has to be confirmed."""

    version = forms.IntegerField(**VERSION)
    target_version = forms.IntegerField(**VERSION)
    keeps_informed = forms.BooleanField(required=False)
    confirmed = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, same_requester: bool) -> None:
        super().__init__(data)
        self.same_requester = same_requester

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if not self.same_requester and not clean.get("confirmed"):
            self.add_error(
                "confirmed", gettext("The requesters differ. Confirm that one may read what the other has written.")
            )
        return clean


class SplitForm(forms.Form):
    """Which messages go into a case of their own, under which subject and for whom."""

    message = forms.ModelMultipleChoiceField(
        Message.objects.none(),
        to_field_name="ref",
        error_messages={"required": _("Choose at least one message.")},
    )
    subject = LineField(label=_("Subject"), error_messages={"required": _("Say in a few words what it is about.")})
    requester = forms.ModelChoiceField(Person.objects.none(), to_field_name="ref", required=False)
    email = IdentifierField(
        IdentifierKind.EMAIL,
        label=_("Somebody else, by e-mail address"),
        required=False,
        help_text=_("Somebody whom we know already."),
        widget=forms.EmailInput(),
    )
    version = forms.IntegerField(**VERSION)

    def __init__(self, ticket: Ticket, people: Any, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offered = readable(Message.objects.filter(ticket=ticket), OUTSIDERS)
        self.fields["message"].queryset = offered  # type: ignore[attr-defined] # a model's choices
        self.fields["requester"].queryset = people  # type: ignore[attr-defined] # as above

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("email"):
            found = find_by_identifier(IdentifierKind.EMAIL, clean["email"])
            known = [person for person in found if not is_restricted(person.pk)]
            if len(known) == 1:
                clean["requester"] = known[0]
            else:
                self.add_error("email", gettext("This address belongs to nobody whom we know, or to several people."))
        elif clean.get("requester") is None and "requester" not in self.errors:
            self.add_error("requester", gettext("Say whose case it is."))
        return clean


class LinkForm(forms.Form):
    number = NumbersField(most=40, error_messages={"required": _("Write the number of the other case.")})
    kind = forms.ChoiceField(choices=LINK_CHOICES)


class ChildrenForm(forms.Form):
    numbers = NumbersField(most=4_000, error_messages={"required": _("Write the numbers of the cases.")})


class GroupAnswerForm(forms.Form):
    """One answer to all children; its variables are filled for each of them."""

    body = WordsField(
        label=_("Answer"),
        error_messages={"required": _("Write the answer first.")},
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    solves = forms.BooleanField(label=_("Solve all these cases"), required=False)
    key = LineField(required=False, most=40, widget=forms.HiddenInput)

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        check_variables(body)
        return body


def check_variables(text: str) -> None:
    """Raise ValidationError for names in braces that are no variables."""
    unknown = unknown_in(text)
    if unknown:
        names = ", ".join(f"{{{name}}}" for name in unknown)
        raise forms.ValidationError(
            gettext("There is no variable %(names)s. Double braces write the name itself.") % {"names": names}
        )
