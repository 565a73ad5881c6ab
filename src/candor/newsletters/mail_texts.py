"""The mails of newsletters that Candor writes by itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.mail_texts import MailClass, Placeholder, Reader, Shape, declare, declare_written

declare(
    "newsletters/mail/confirm",
    _("Link that confirms newsletters"),
    _("Somebody signs up for newsletters."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(
        Placeholder("lists", _("Names of the newsletters"), pgettext_lazy("sample", "Product news"), Shape.WORDS),
        Placeholder(
            "link", _("Address of the confirmation page"), "https://desk.example/newsletters/4711/", Shape.LINK
        ),
    ),
    required=("lists", "link"),
)
declare_written("newsletters/issue", MailClass.ADVERTISING)
declare_written("newsletters/test", MailClass.ANSWER)
