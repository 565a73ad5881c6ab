"""The mails about subscriptions: what each is for, and what its words may hold."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.mail_texts import MailClass, Placeholder, Reader, Shape, declare


def declare_subscriptions() -> None:
    _declare("renewal", _("Reminder of a renewal"), _("The renewal of what does not renew by itself is near."))
    _declare("renewal_overdue", _("Reminder of a renewal that is overdue"), _("Nobody has renewed it in time."))
    _declare(
        "renewal_by_itself",
        _("Announcement of a renewal"),
        _("Something renews by itself soon."),
        Placeholder("notice", _("Last day to cancel"), pgettext_lazy("sample", "30 September 2026")),
    )
    _declare(
        "cancelled",
        _("Confirmation of a cancellation"),
        _("A customer has cancelled, or staff noted it (§ 312k BGB)."),
        Placeholder("received", _("When it reached us"), pgettext_lazy("sample", "5 January 2026, 14:02")),
        Placeholder(
            "words", _("What the customer wrote"), pgettext_lazy("sample", "We close our office."), Shape.WORDS
        ),
        required=("number", "day", "received"),
    )
    declare(
        "business/mail/cancellation_received",
        _("Receipt of a cancellation"),
        _("Somebody has cancelled on the public site (§ 312k BGB)."),
        reader=Reader.CUSTOMERS,
        kind=MailClass.CONTRACT,
        placeholders=(
            Placeholder("number", _("Number of the cancellation"), "K2026-0001"),
            Placeholder("received", _("When it reached us"), pgettext_lazy("sample", "5 January 2026, 14:02")),
            Placeholder("words", _("What was declared"), pgettext_lazy("sample", "Contract: S2026-0001"), Shape.WORDS),
        ),
        required=("number", "received", "words"),
    )


def _declare(
    name: str, title: Promise, occasion: Promise, *more: Placeholder, required: tuple[str, ...] = ("day", "link")
) -> None:
    declare(
        f"business/mail/{name}",
        title,
        occasion,
        reader=Reader.CUSTOMERS,
        kind=MailClass.CONTRACT,
        placeholders=(
            Placeholder("name", _("Name of the person"), "Robin Sommer"),
            Placeholder("number", _("Number of the subscription"), "S2026-0001"),
            Placeholder("product", _("What is bought"), pgettext_lazy("sample", "Support and upgrades Team")),
            Placeholder("day", _("Day of the renewal, or the last day"), pgettext_lazy("sample", "5 January 2026")),
            Placeholder("link", _("Address of the subscription"), "https://desk.example/customer/4711/", Shape.LINK),
            *more,
        ),
        required=required,
    )
