"""The resources of sales, and how refusals of its actions are told."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.business.actions import (
    answering,
    bookkeeping,
    drafts,
    dunning,
    invoicing_orders,
    invoicing_work,
    issuing,
    lead_work,
    leads,
    notices,
    payments,
    quote_steps,
    quotes,
    renewal_work,
    rights,
    seller,
    sending_invoices,
    subscription_settings,
    subscriptions,
)
from candor.business.actions.segments import SegmentExists
from candor.business.rules.amounts import AmountError
from candor.business.rules.segments import NotASegment
from candor.business.rules.vat import UnknownRate
from candor.business.views import quote_verbs
from candor.business.views.lead_verbs import told_why
from candor.business.words_invoices import OBSTACLES
from candor.business.words_quotes import FOR_CUSTOMERS, MISSING
from candor.kernel.api.operations import Operations
from candor.kernel.api.refusals import tell
from candor.kernel.http.problems import Problem, not_valid

LEADS = Operations("Leads")
CUSTOMERS = Operations("Customers")
QUOTES = Operations("Quotes")
ORDERS = Operations("Orders")
INVOICES = Operations("Invoices")
DUNNING = Operations("Dunning")
FIGURES = Operations("Figures")
SALES_MAIL = Operations("Sales mail")
SUBSCRIPTIONS = Operations("Subscriptions")
RESTRICTED = gettext_lazy("This person’s data is restricted. Ask the privacy office.")

tell(
    answering.NowhereToAnswer,
    lambda _refusal: Problem(
        "conflict", _("No address of this person is known. Write one down on their page, then send again.")
    ),
)
tell(leads.ChangedMeanwhile, lambda _refusal: Problem("stale"))
tell(leads.MayNotBeUsed, lambda _refusal: Problem("conflict", str(RESTRICTED)))
tell(drafts.NobodyToBill, lambda _refusal: Problem("conflict", str(RESTRICTED)))
tell(rights.Suppressed, lambda refusal: not_valid(("channel", told_why(refusal))))
tell(
    notices.NowhereToWrite,
    lambda _refusal: Problem(
        "conflict", _("No address is known to which mail may go. Tell them by letter or telephone.")
    ),
)
tell(lead_work.NoRight, lambda refusal: not_valid(("kind", told_why(refusal))))
tell(
    SegmentExists,
    lambda _refusal: Problem("conflict", _("Another segment has this name. Choose another one.")),
)
tell(
    NotASegment,
    lambda _refusal: Problem("conflict", _("The segment asks for something that is there no longer. Save it anew.")),
)

tell(subscriptions.SubscriptionChanged, lambda _refusal: Problem("stale"))
tell(
    renewal_work.NoQuote,
    lambda _refusal: Problem("conflict", _("No quote can be made: there is nobody to write to, or no price is known.")),
)

for changed in (
    seller.SettingsChanged,
    dunning.SettingsChanged,
    bookkeeping.SettingsChanged,
    subscription_settings.RemindingChanged,
):
    tell(changed, lambda _refusal: Problem("stale"))
tell(quotes.QuoteChanged, lambda _refusal: Problem("stale"))
tell(quotes.QuoteClosed, lambda refusal: Problem("conflict", quote_verbs.told_why(refusal)))
for refused in (quotes.TooManyLines, AmountError, UnknownRate):
    tell(refused, lambda refusal: not_valid(("lines", quote_verbs.told_why(refusal))))
tell(quote_steps.CannotBeSent, lambda refusal: Problem("conflict", str(MISSING[refusal.why])))
tell(quote_steps.CannotBeAnswered, lambda refusal: Problem("conflict", str(FOR_CUSTOMERS[refusal.standing])))
tell(
    invoicing_orders.NothingToInvoice,
    lambda _refusal: Problem("conflict", _("This order is invoiced or cancelled.")),
)
tell(drafts.DraftChanged, lambda _refusal: Problem("stale"))
tell(issuing.ChangedSinceShown, lambda _refusal: Problem("stale"))
tell(
    issuing.CannotIssue,
    lambda refusal: Problem("conflict", " ".join(str(OBSTACLES[each]) for each in refusal.obstacles)),
)
tell(
    invoicing_work.WorkTaken,
    lambda _refusal: Problem("conflict", _("Some of it was changed or invoiced in the meantime. Read it again.")),
)
tell(
    invoicing_work.SeveralCurrencies,
    lambda _refusal: not_valid(("work", _("An invoice has one currency. Choose work of one currency."))),
)
tell(
    invoicing_work.NotCredited,
    lambda _refusal: Problem(
        "conflict", _("Issue a credit note first: what stands on an invoice is not charged again.")
    ),
)
tell(
    payments.NothingToPay,
    lambda _refusal: Problem("conflict", _("A credit note is not paid: it counts against its invoice.")),
)
tell(
    payments.PaidBackTooMuch,
    lambda _refusal: not_valid(("amount", _("More would be paid back than ever came."))),
)
tell(
    sending_invoices.NoPaperYet,
    lambda _refusal: Problem("conflict", _("The PDF is still being made. Try again in a moment.")),
)
tell(
    sending_invoices.NowhereToSend,
    lambda _refusal: Problem(
        "conflict", _("This invoice has no e-mail address to which mail may go. Save the PDF instead.")
    ),
)
tell(dunning.NothingDue, lambda _refusal: Problem("conflict", _("No letter is due for this invoice now.")))
tell(
    dunning.AmountsChanged,
    lambda _refusal: Problem("conflict", _("The amount has changed since it was read. Look at it again.")),
)
tell(
    bookkeeping.NotSetUp,
    lambda _refusal: Problem("conflict", _("The accountant’s numbers are missing: an administrator writes them down.")),
)
tell(bookkeeping.NothingToBook, lambda _refusal: Problem("conflict", _("Nothing of this period is left to export.")))
