"""How a copy of somebody's data speaks of what they buy term by term."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.business.models import (
    ContactListExport,
    Declaration,
    Subscription,
    SubscriptionCancellation,
    SubscriptionReminder,
    SubscriptionTerm,
)
from candor.business.words_subscriptions import (
    CANCELLED_BY,
    DECLARED,
    FATES,
    KINDS,
    NOTICE_UNITS,
    RENEWED,
    STATES,
    TERM_UNITS,
)
from candor.kernel.registries.telling import Chapter, Telling, chapter, tell

SUBSCRIPTIONS = "subscriptions"


def tell_subscriptions() -> None:
    chapter(
        Chapter(
            SUBSCRIPTIONS,
            38,
            _("Your subscriptions"),
            _("What you buy term by term, when it renews, and what you cancelled."),
            group="purchases",
        )
    )
    tell(
        Subscription,
        Telling(
            SUBSCRIPTIONS,
            10,
            pgettext_lazy("copy", "Subscription"),
            columns={
                "quantity": _("Quantity"),
                "price": _("Net price of one for a term"),
                "currency": _("Currency"),
                "term_count": _("Term"),
                "term_unit": _("Unit of the term"),
                "notice_count": _("Notice"),
                "notice_unit": _("Unit of the notice"),
                "renews_itself": _("Renews by itself"),
                "starts_on": _("First day"),
                "renews_on": _("Renews on"),
                "ends_on": _("Last day"),
                "next_quantity": _("Planned quantity"),
                "next_quantity_on": _("Planned quantity from"),
                "touched_at": _("Last step"),
            },
            values={"state": STATES, "term_unit": TERM_UNITS, "notice_unit": NOTICE_UNITS},
            heads=("starts_on",),
        ),
    )
    tell(
        SubscriptionTerm,
        Telling(
            SUBSCRIPTIONS,
            20,
            pgettext_lazy("copy", "Term"),
            columns={
                "begins_on": _("From"),
                "ends_on": _("Last day"),
                "quantity": _("Quantity"),
                "price": _("Net price of one"),
                "way": _("How"),
                "paid_at": pgettext_lazy("copy", "Paid"),
                "made_at": pgettext_lazy("copy", "Agreed"),
            },
            values={"way": RENEWED},
            heads=("begins_on",),
        ),
    )
    tell(
        SubscriptionReminder,
        Telling(
            SUBSCRIPTIONS,
            30,
            _("Reminder of a renewal"),
            columns={
                "renews_on": _("Renews on"),
                "step": _("Days before the renewal"),
                "fate": pgettext_lazy("copy", "What became of it"),
                "at": _("When"),
            },
            values={"fate": FATES},
            heads=("at",),
        ),
    )
    tell(
        SubscriptionCancellation,
        Telling(
            SUBSCRIPTIONS,
            40,
            pgettext_lazy("copy", "Cancellation"),
            columns={
                "kind": _("Kind of cancellation"),
                "way": _("How"),
                "name": _("Declared by"),
                "reason": _("Reason"),
                "received_at": _("Received"),
                "ends_on": _("Last day"),
                "undone_at": pgettext_lazy("copy", "Undone"),
            },
            values={"kind": KINDS, "way": CANCELLED_BY},
            heads=("received_at",),
        ),
    )
    tell(
        Declaration,
        Telling(
            SUBSCRIPTIONS,
            45,
            _("Cancellation on our website"),
            columns={
                "kind": _("Kind of cancellation"),
                "contract": _("Contract"),
                "reason": _("Reason"),
                "wished_on": _("To end"),
                "received_at": _("Received"),
                "handled_at": pgettext_lazy("copy", "Settled"),
                "note": _("What became of it"),
            },
            values={"kind": KINDS, "state": DECLARED},
            heads=("received_at",),
        ),
    )
    tell(
        ContactListExport,
        Telling(SUBSCRIPTIONS, 50, _("List that you took out"), columns={"taken_at": _("When")}, heads=("taken_at",)),
    )
