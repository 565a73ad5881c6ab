"""How a copy of somebody's data speaks of their mail with sales."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.business.models import (
    Care,
    ContactRight,
    Correspondence,
    FollowUp,
    Lead,
    LeadEntry,
    LeadTask,
    Order,
    Quote,
    QuoteVersion,
    SalesFile,
    SalesMail,
    Tagging,
)
from candor.business.telling_invoices import tell_invoices
from candor.business.telling_subscriptions import tell_subscriptions
from candor.business.words_leads import CHANNELS, ENTRIES, GROUNDS, OUTCOMES, SOURCES, TASKS
from candor.business.words_quotes import ORDERS, STANDINGS, WAYS
from candor.kernel.registries.telling import Chapter, Telling, chapter, everything, tell

SALES, QUOTES = "sales", "quotes"

chapter(
    Chapter(
        SALES,
        35,
        _("Your mail with sales"),
        _("What you wrote to our sales staff beside your cases, and what they answered."),
        group="mail",
    )
)
tell(
    Correspondence,
    Telling(
        SALES,
        10,
        pgettext_lazy("copy", "Correspondence"),
        columns={
            "waits_since": _("Waits for our answer since"),
            "done_at": _("Settled"),
            "last_at": _("Last mail"),
        },
        heads=("subject",),
        seen=everything,
    ),
)
tell(
    SalesMail,
    Telling(
        SALES,
        20,
        pgettext_lazy("copy", "Mail"),
        columns={"address": _("From or to")},
        heads=("written_at",),
        left_out=("html",),
        seen=everything,
    ),
)
tell(SalesFile, Telling(SALES, 10, _("Attachment"), seen=everything))
tell(
    Lead,
    Telling(
        SALES,
        40,
        _("Interest in an offer"),
        columns={
            "interest": _("Interest"),
            "source": _("How it came to us"),
            "outcome": pgettext_lazy("lead", "Outcome"),
            "value": _("Estimated value"),
            "currency": _("Currency"),
            "basis": _("Lawful basis (article of the GDPR)"),
            "notice_version": _("Privacy notice"),
            "notice_due_on": _("To be told by"),
            "noticed_at": _("Told on"),
            "decided_at": _("Decided"),
            "follow_up_on": _("Next follow-up"),
            "touched_at": _("Last step"),
        },
        values={"source": SOURCES, "outcome": OUTCOMES},
        heads=("interest",),
    ),
)
tell(
    LeadEntry,
    Telling(SALES, 50, _("Step with it"), columns={"at": _("When")}, values={"kind": ENTRIES}, heads=("at",)),
)
tell(
    LeadTask,
    Telling(
        SALES,
        60,
        pgettext_lazy("copy", "Task of sales"),
        columns={"due_on": _("Due on"), "done_at": _("Done on")},
        values={"kind": TASKS},
        heads=("due_on",),
    ),
)
tell(
    FollowUp,
    Telling(
        SALES,
        64,
        pgettext_lazy("copy", "Task of sales"),
        columns={"due_on": _("Due on"), "done_at": _("Done on")},
        values={"kind": TASKS},
        heads=("due_on",),
    ),
)
tell(Care, Telling(SALES, 66, pgettext_lazy("copy", "Looked after"), columns={"since": _("Since")}, heads=("since",)))
tell(Tagging, Telling(SALES, 68, pgettext_lazy("copy", "Tag")))
tell(
    ContactRight,
    Telling(
        SALES,
        70,
        _("Right to advertise to you"),
        columns={
            "channel": _("By"),
            "ground": _("Ground"),
            "given_on": _("Since"),
            "proof": _("What shows it"),
            "recorded_at": _("Written down"),
            "ended_at": _("Ended"),
        },
        values={"channel": CHANNELS, "ground": GROUNDS},
        heads=("channel", "given_on"),
    ),
)
chapter(
    Chapter(
        QUOTES,
        36,
        _("Your quotes and orders"),
        _("What we offered you, what you answered, and what you ordered."),
        group="purchases",
    )
)
tell(
    Quote,
    Telling(
        QUOTES,
        10,
        pgettext_lazy("copy", "Quote"),
        columns={
            "number": _("Number"),
            "subject": _("What it is about"),
            "state": pgettext_lazy("copy", "State"),
            "valid_until": _("Valid until"),
            "net": _("Net"),
            "gross": pgettext_lazy("copy", "With tax"),
            "currency": _("Currency"),
            "decided_at": _("Answered"),
            "decided_way": _("How the answer came"),
            "decided_name": _("Name that was typed"),
            "decline_reason": _("Reason"),
            "touched_at": _("Last step"),
        },
        values={"state": STANDINGS, "decided_way": WAYS},
        heads=("number", "subject"),
    ),
)
tell(
    QuoteVersion,
    Telling(
        QUOTES,
        20,
        _("Version of a quote"),
        columns={
            "subject": _("What it is about"),
            "note": _("Words to the customer"),
            "lines": _("Lines"),
            "discount": _("Discount on the whole in %"),
            "reduction": _("Discount on the whole as an amount"),
            "valid_until": _("Valid until"),
            "taxes": _("Taxes"),
            "net": _("Net"),
            "tax": _("Tax"),
            "gross": pgettext_lazy("copy", "With tax"),
            "currency": _("Currency"),
            "sent_at": _("Sent"),
            "sent_to": _("Sent to"),
            "pdf_id": _("As PDF"),
        },
        heads=("subject",),
    ),
)
tell(
    Order,
    Telling(
        QUOTES,
        30,
        pgettext_lazy("copy", "Order"),
        columns={
            "number": _("Number"),
            "state": pgettext_lazy("copy", "State"),
            "net": _("Net"),
            "gross": pgettext_lazy("copy", "With tax"),
            "currency": _("Currency"),
            "invoiced": _("Invoiced, net"),
            "ordered_at": _("Ordered"),
            "cancelled_at": _("Cancelled"),
            "cancel_reason": _("Reason"),
            "touched_at": _("Last step"),
        },
        values={"state": ORDERS},
        heads=("number",),
    ),
)
tell_invoices()
tell_subscriptions()
