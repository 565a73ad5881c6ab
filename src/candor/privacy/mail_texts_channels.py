"""The mails by which requests of people find their way in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.mail_texts import MailClass, Placeholder, Reader, Shape, declare


def declare_channels() -> None:
    declare(
        "privacy/mail/request_proof",
        _("Confirmation of a privacy request"),
        _("Somebody asks for a right of theirs without signing in. The mail holds nothing that was typed there."),
        reader=Reader.CUSTOMERS,
        kind=MailClass.ANSWER,
        placeholders=(
            Placeholder("number", _("Number of the request"), "17"),
            Placeholder("link", _("Address that confirms"), "https://desk.example/your-data/proof/…/", Shape.LINK),
        ),
        required=("link",),
    )
    declare(
        "privacy/mail/request_unproven",
        _("Privacy request closed: not confirmed"),
        _("Nobody has shown for a month whose request it is."),
        reader=Reader.CUSTOMERS,
        kind=MailClass.CONTRACT,
        placeholders=(
            Placeholder("name", _("Name of the recipient"), "Robin Sommer"),
            Placeholder("number", _("Number of the request"), "17"),
            Placeholder("right", _("What is asked for"), pgettext_lazy("sample", "Erasure (Art. 17)")),
            Placeholder("day", _("The day on which the request reached us"), pgettext_lazy("sample", "4 May 2026")),
            Placeholder("due", _("The last day for the answer"), pgettext_lazy("sample", "4 June 2026")),
        ),
        required=("number",),
    )
