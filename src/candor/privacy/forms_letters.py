"""What the privacy office types about a letter that goes by post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candor.kernel.papers.letters import MOST_ADDRESS_LINES
from candor.people.public import SeveralLines
from candor.privacy.forms import PastDay
from candor.privacy.queries.registers import today

WIDEST = 60
"""Characters of a line that fit into the window."""

MOST_ENCLOSURES = 20


class AddressForm(forms.Form):
    """Where it goes, as it stands in the window, and what is put in. `version` is the one that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    address = SeveralLines(
        label=_("Address in the window"),
        max_length=MOST_ADDRESS_LINES * (WIDEST + 1),
        help_text=_("Name, street, postcode and town; the country in capitals where it is another one. Six lines."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Enter the address as it stands on the envelope.")},
    )
    enclosures = SeveralLines(
        label=_("Enclosed"),
        max_length=2_000,
        required=False,
        help_text=_("A line for each thing that you put in, such as the printed copy."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def clean_address(self) -> str:
        lines = [" ".join(line.split()) for line in str(self.cleaned_data["address"]).splitlines() if line.strip()]
        if len(lines) > MOST_ADDRESS_LINES:
            raise forms.ValidationError(gettext("Only six lines fit into the window."))
        if any(len(line) > WIDEST for line in lines):
            raise forms.ValidationError(
                gettext("A line is too long for the window: %(most)d characters fit.") % {"most": WIDEST}
            )
        return "\n".join(lines)

    def clean_enclosures(self) -> str:
        lines = [" ".join(line.split()) for line in str(self.cleaned_data["enclosures"]).splitlines() if line.strip()]
        if len(lines) > MOST_ENCLOSURES:
            raise forms.ValidationError(gettext("These are too many: write some of them on one line."))
        return "\n".join(lines)


class PostedForm(forms.Form):
    posted_on = PastDay(label=_("Posted on"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("posted_on", today())


class GiveUpForm(forms.Form):
    why = SeveralLines(
        label=_("Why it is not posted"),
        max_length=1_000,
        help_text=_("For example: no address is known and none could be learned; or: they were told by telephone."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Say why: it stands in the file of the request.")},
    )


class PrintMailForm(forms.Form):
    """Which mail is to be posted as well."""

    mail = forms.IntegerField(min_value=1, max_value=2**63 - 1)
