"""The mails of the catalogue: what each is for, and what its words may hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.mail_texts import MailClass, Placeholder, Reader, Shape, declare

RELEASE = Placeholder("release", _("Product and number of the release"), pgettext_lazy("sample", "Archive 4.2"))

declare(
    "catalogue/mail/download",
    _("Link to a download"),
    _("Somebody asks for a download by the form."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(
        RELEASE,
        Placeholder("days", _("Days that the link works"), "7"),
        Placeholder("link", _("Address of the download"), "https://desk.example/downloads/links/4711/", Shape.LINK),
    ),
    required=("link",),
)
declare(
    "catalogue/mail/confirm_news",
    _("Link that confirms news of releases"),
    _("Somebody who had stopped all advertising asks for news of a product in their account."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(
        Placeholder("product", _("Product"), pgettext_lazy("sample", "Archive")),
        Placeholder(
            "link", _("Address at which to confirm"), "https://desk.example/downloads/confirm/4711/", Shape.LINK
        ),
    ),
    required=("link",),
)
declare(
    "catalogue/mail/new_release",
    _("News of a release"),
    _("A release is published, and staff have those told who want news of the product."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ADVERTISING,
    placeholders=(
        RELEASE,
        Placeholder("link", _("Address of the release"), "https://desk.example/downloads/4711/", Shape.LINK),
        Placeholder(
            "stop_link", _("Address at which to stop"), "https://desk.example/downloads/news/4711/", Shape.LINK
        ),
    ),
    required=("link", "stop_link"),
)
