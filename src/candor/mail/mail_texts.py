"""The mails about mail itself: what each is for, and what its words may hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.mail_texts import MailClass, Placeholder, Reader, Shape, declare

MAILBOX = Placeholder("mailbox", _("Name of the mailbox"), "Support")
LINK = Placeholder("link", _("Address of the page"), "https://desk.example/tech/mail/", Shape.LINK)
SINCE = Placeholder("since", _("When it began"), pgettext_lazy("sample", "4 May 2026, 14:02"))
WHAT = Placeholder("what", _("What happened"), _("The server did not answer in time."), Shape.WORDS)
DO = Placeholder(
    "do", _("What to do"), _("Candor tries again by itself. The log of the worker says more."), Shape.WORDS
)

declare(
    "mail/mail/connection_test",
    _("Test mail"),
    _("An administrator sends a test mail to themselves."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
)
declare(
    "mail/mail/alarm_mailbox",
    _("A mailbox cannot be read"),
    _("A mailbox has not been readable for a quarter of an hour."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        MAILBOX,
        WHAT,
        DO,
        SINCE,
        LINK,
    ),
    required=(
        "what",
        "do",
    ),
)
declare(
    "mail/mail/alarm_mailbox_over",
    _("A mailbox is read again"),
    _("The outage of a mailbox is over."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        MAILBOX,
        SINCE,
        LINK,
    ),
)
declare(
    "mail/mail/alarm_sending",
    _("No mail can be sent"),
    _("Nothing has left for a quarter of an hour; goes over the second mail server."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        WHAT,
        DO,
        SINCE,
        LINK,
    ),
    required=(
        "what",
        "do",
    ),
)
declare(
    "mail/mail/alarm_sending_over",
    _("Mail is sent again"),
    _("The outage of sending is over."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        SINCE,
        LINK,
    ),
)
