"""The mails about breaches: to the office before the hours run out, to people, and to clients."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.mail_texts import MailClass, Placeholder, Reader, Shape, declare

_NAME = Placeholder("name", _("Name of the recipient"), "Robin Sommer")
_HAPPENED = pgettext_lazy("sample", "A laptop with our customer list was stolen.")

declare(
    "privacy/mail/breach_reminder",
    _("The 72 hours of a breach run out"),
    _("The authority was not told of a breach, and nobody has ruled out a risk; goes to office and administrators."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        _NAME,
        Placeholder("until", _("When the hours are over"), pgettext_lazy("sample", "4 May 2026, 10:30")),
        Placeholder("link", _("Address of the breach"), "https://desk.example/tech/privacy/", Shape.LINK),
    ),
    required=("until", "link"),
)
declare(
    "privacy/mail/breach_letter",
    _("A breach: to the people"),
    _("A breach is a high risk to people, and the privacy office tells them (Art. 34 GDPR)."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        _NAME,
        Placeholder("words", _("What the office wrote to them"), _HAPPENED, Shape.WORDS),
        Placeholder(
            "contact",
            _("Data protection officer"),
            pgettext_lazy("sample", "Edith Lang, Turmstraße 1, Kiel"),
            Shape.WORDS,
            may_lack=True,
        ),
    ),
    required=("words",),
)
declare(
    "privacy/mail/breach_client",
    _("A breach: to a client"),
    _("A breach concerns data that we process for a client; goes to its contact (Art. 33(2) GDPR)."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        _NAME,
        Placeholder("company", _("Name of the company"), "Nordlicht GmbH"),
        Placeholder("day", _("The day on which we became aware"), pgettext_lazy("sample", "4 May 2026")),
        Placeholder("happened", _("What happened"), _HAPPENED, Shape.WORDS),
        Placeholder("consequences", _("Likely consequences"), pgettext_lazy("sample", "Unwanted mail."), Shape.WORDS),
        Placeholder("measures", _("Measures"), pgettext_lazy("sample", "The disk was encrypted."), Shape.WORDS),
        Placeholder("reference", _("Our reference"), "k3v9x2m7q4t8w1z5"),
    ),
    required=("happened",),
)
