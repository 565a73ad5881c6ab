"""The form about the words of one mail in one language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.mail.composing import Edition, Source
from candor.mail.rules.wording_faults import LONGEST_BODY, LONGEST_SUBJECT, Fault, Finding, faults_in

FAULTS = {
    ("subject", Fault.EMPTY): _("Write a subject."),
    ("body", Fault.EMPTY): _("Write what the mail shall say."),
    ("subject", Fault.TOO_LONG): _("A subject has at most 200 characters."),
    ("body", Fault.TOO_LONG): _("A mail’s words have at most 6,000 characters."),
    ("subject", Fault.UNKNOWN): _("This mail has no placeholder %(names)s. Take one of those listed below."),
    ("body", Fault.UNKNOWN): _("This mail has no placeholder %(names)s. Take one of those listed below."),
    ("body", Fault.LACKING): _("Without %(names)s the mail would be of no use. Put it back in."),
    ("subject", Fault.NOT_HERE): _(
        "%(names)s may not stand in the subject, which others can see. Put it into the words."
    ),
    ("body", Fault.LINK): _(
        "%(names)s is no address that a link can lead to: begin with https://, mailto: or tel:, or take a placeholder "
        "of an address."
    ),
}


class MailTextForm(forms.Form):
    """Subject and words. What is wrong with them stands at the field, and what was typed stays."""

    subject = forms.CharField(label=_("Subject"), required=True, widget=forms.TextInput)
    body = forms.CharField(label=_("Words"), strip=False, widget=forms.Textarea(attrs={"rows": 16}))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, data: Any, edition: Edition, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self._text = edition.text
        for name in ("subject", "body"):
            self.fields[name].error_messages["required"] = FAULTS[name, Fault.EMPTY]
            self.fields[name].widget.attrs.update({"lang": edition.language, "dir": "auto"})

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())

    def clean_body(self) -> str:
        return tidy_body(self.cleaned_data["body"])

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        for finding in faults_in(self._text, clean.get("subject", ""), clean.get("body", "")):
            if finding.field in clean:
                self.add_error(finding.field, told(finding))
        return clean

    def source(self) -> Source:
        """The words of a valid form."""
        return Source(self.cleaned_data["subject"], self.cleaned_data["body"])


def typed_source(data: Any) -> Source:
    """The words as they stand in the form, right or wrong, cut to what a mail may hold: for the preview."""
    subject = " ".join(data.get("subject", "").split())[:LONGEST_SUBJECT]
    return Source(subject, tidy_body(data.get("body", ""))[:LONGEST_BODY])


def told(finding: Finding) -> str:
    """A finding in words."""
    names = [name if name.startswith("(") else f"{{{name}}}" for name in finding.names]
    return str(FAULTS[finding.field, finding.fault]) % {"names": ", ".join(names)}


def tidy_body(words: str) -> str:
    """Lines as every browser would send them, without white space at their ends and control characters."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")
