"""The mail to recipients of somebody's data (Art. 19 GDPR)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.mail_texts import MailClass, Placeholder, Reader, Shape, declare

declare(
    "privacy/mail/recipient_notice",
    _("To a recipient of data"),
    _("Somebody's data was put right, erased or restricted; goes to everybody who received it (Art. 19 GDPR)."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        Placeholder("name", _("Name of the recipient"), "Robin Sommer"),
        Placeholder(
            "wanted", _("What the recipient is to do"), pgettext_lazy("sample", "Please erase it, too."), Shape.WORDS
        ),
        Placeholder("person", _("Whom it is about"), "Lee Olsen\nlee@fjord.example", Shape.WORDS),
        Placeholder(
            "details",
            _("What is right now"),
            pgettext_lazy("sample", "The postcode is 24103."),
            Shape.WORDS,
            may_lack=True,
        ),
        Placeholder(
            "again",
            _("That it was asked before"),
            pgettext_lazy("sample", "We have no answer yet."),
            Shape.WORDS,
            may_lack=True,
        ),
        Placeholder("day", _("The day until which we ask for an answer"), pgettext_lazy("sample", "4 May 2026")),
        Placeholder("reference", _("Our reference"), "k3v9x2m7q4t8w1z5"),
        Placeholder("link", _("Address of the answer"), "https://desk.example/recipients/", Shape.LINK),
    ),
    required=("wanted", "person", "link"),
)
