"""The mails about articles: what each is for, and what its words may hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.mail_texts import MailClass, Placeholder, Reader, Shape, declare

declare(
    "knowledge/mail/review",
    _("Article due for review"),
    _("The day has come on which the keeper of an article wanted to look at it again."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        Placeholder("name", _("Name of the recipient"), "Robin Sommer"),
        Placeholder("title", _("Title of the article"), pgettext_lazy("sample", "Set up a printer")),
        Placeholder("day", _("The day of the review"), pgettext_lazy("sample", "4 May 2026")),
        Placeholder("link", _("Address of the article"), "https://desk.example/tech/articles/", Shape.LINK),
    ),
    required=("link",),
)
