"""The mails of sales: what each is for, and what its words may hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.business.mail_texts_subscriptions import declare_subscriptions
from candor.kernel.registries.mail_texts import MailClass, Placeholder, Reader, Shape, declare

declare(
    "business/mail/answer",
    _("Frame of an answer of sales"),
    _("Sales answers a mail."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(
        Placeholder(
            "text",
            _("What sales wrote"),
            pgettext_lazy("sample", "Thank you for asking. The offer is attached to your account."),
            Shape.WORDS,
        ),
        Placeholder("signature", _("Signature"), "Clara Lind\nLindwurm Software", Shape.WORDS),
        Placeholder("subject", _("Subject of the mail"), pgettext_lazy("sample", "Your offer")),
    ),
    required=("text",),
    by_hand=True,
)
declare(
    "business/mail/source_notice",
    _("Notice of where data comes from"),
    _("Somebody of a bought or given list has to be told (Art. 14 GDPR)."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        Placeholder("name", _("Name of the person"), "Robin Sommer"),
        Placeholder("vendor", _("From whom the list comes"), pgettext_lazy("sample", "the fair in Kiel")),
        Placeholder("day", _("Day on which we got it"), pgettext_lazy("sample", "5 January 2026")),
        Placeholder("basis", _("Article of the lawful basis"), "6(1)(f)"),
        Placeholder("link", _("Address of the privacy notice"), "https://desk.example/privacy/", Shape.LINK),
    ),
    required=("vendor", "link"),
)
declare(
    "business/mail/follow_up",
    _("Reminder of a follow-up"),
    _("The day of a task about a lead, a person or an organisation has come."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        Placeholder("name", _("Name of the member of staff"), "Clara Wolff"),
        Placeholder("task", _("What is to be done"), pgettext_lazy("sample", "Ask about the budget")),
        Placeholder("lead", _("Whom it is about"), "Hafen AG"),
        Placeholder("link", _("Address of the page"), "https://desk.example/business/leads/4711/", Shape.LINK),
    ),
    required=("task", "link"),
)
declare(
    "business/mail/lead_handed",
    _("Lead handed to a colleague"),
    _("Somebody hands a lead to a colleague."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        Placeholder("name", _("Name of the member of staff"), "Clara Wolff"),
        Placeholder("lead", _("Whom it is about"), "Hafen AG"),
        Placeholder(
            "interest", _("What they are interested in"), pgettext_lazy("sample", "Archive for ten technicians")
        ),
        Placeholder("link", _("Address of the page"), "https://desk.example/business/leads/4711/", Shape.LINK),
    ),
    required=("link",),
)
declare(
    "business/mail/quote",
    pgettext_lazy("mail", "Quote"),
    _("Sales sends a quote."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        Placeholder("name", _("Name of the person"), "Robin Sommer"),
        Placeholder("number", _("Number of the quote"), "Q2026-0001"),
        Placeholder("title", _("What it is about"), pgettext_lazy("sample", "Archive for ten technicians")),
        Placeholder("day", _("Last day of the quote"), pgettext_lazy("sample", "5 January 2026")),
        Placeholder("link", _("Address of the quote"), "https://desk.example/quotes/4711/", Shape.LINK),
    ),
    required=("number", "link"),
)
declare(
    "business/mail/invoice",
    _("Invoice by mail"),
    _("Sales sends an invoice or a credit note, with its PDF and XML."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        Placeholder("name", _("Name of the recipient"), "Robin Sommer"),
        Placeholder("number", _("Number of the invoice"), "RE-2026-0042"),
        Placeholder("day", _("Day by which to pay"), pgettext_lazy("sample", "5 January 2026")),
        Placeholder("seller", _("Our legal name"), "Lindwurm Software GmbH"),
    ),
    required=("number",),
)
declare(
    "business/mail/dunning",
    _("Dunning letter by mail"),
    _("An overdue invoice is reminded of; the letter and the invoice are attached."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        Placeholder("name", _("Name of the recipient"), "Robin Sommer"),
        Placeholder("title", _("Heading of the letter"), pgettext_lazy("sample", "Payment reminder")),
        Placeholder("number", _("Number of the invoice"), "RE-2026-0042"),
        Placeholder("until", _("Day by which to pay"), pgettext_lazy("sample", "5 January 2026")),
        Placeholder("seller", _("Our legal name"), "Lindwurm Software GmbH"),
    ),
    required=("number",),
)
declare_subscriptions()
