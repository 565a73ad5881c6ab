"""The words that people read for subscriptions and their renewals."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from candor.business.models import (
    CancelKind,
    CancelledBy,
    CancellingLink,
    Declaration,
    DeclarationState,
    ReminderFate,
    RenewedBy,
    Subscription,
    SubscriptionState,
)
from candor.business.queries_leads import today
from candor.business.rules.terms import Span, Unit
from candor.ui.public import locale_of, long_date

STATES: Mapping[str, Promise] = {
    SubscriptionState.ACTIVE: pgettext_lazy("subscription", "Active"),
    SubscriptionState.CANCELLED: pgettext_lazy("subscription", "Cancelled"),
    SubscriptionState.ENDED: pgettext_lazy("subscription", "Ended"),
}
SHAPES: Mapping[str, str] = {
    SubscriptionState.ACTIVE: "active",
    SubscriptionState.CANCELLED: "hold",
    SubscriptionState.ENDED: "closed",
}
OVERDUE = pgettext_lazy("subscription", "Overdue")
RENEWED: Mapping[str, Promise] = {
    RenewedBy.BEGUN: pgettext_lazy("term", "Begun"),
    RenewedBy.HAND: _("Renewed by hand"),
    RenewedBy.QUOTE: _("Renewed by an accepted quote"),
    RenewedBy.ITSELF: _("Renewed by itself"),
}
FATES: Mapping[str, Promise] = {
    ReminderFate.SENT: pgettext_lazy("reminder", "sent"),
    ReminderFate.NOWHERE: _("not sent: no address is known to which mail may go"),
    ReminderFate.LATE: _("not sent: its day was before we knew of the renewal"),
}
KINDS: Mapping[str, Promise] = {
    CancelKind.ORDINARY: _("Ordinary cancellation"),
    CancelKind.EXTRAORDINARY: _("For an important reason, at once"),
}
CANCELLED_BY: Mapping[str, Promise] = {
    CancelledBy.ACCOUNT: _("in the Customer Center"),
    CancelledBy.PUBLIC: _("on our website, without signing in"),
    CancelledBy.STAFF: _("told us; written down by staff"),
}
DECLARED: Mapping[str, Promise] = {
    DeclarationState.WAITS: _("To be looked at"),
    DeclarationState.CANCELLED: pgettext_lazy("declaration", "Carried out"),
    DeclarationState.SETTLED: pgettext_lazy("declaration", "Settled"),
}
DECLARED_SHAPES: Mapping[str, str] = {
    DeclarationState.WAITS: "waiting",
    DeclarationState.CANCELLED: "closed",
    DeclarationState.SETTLED: "closed",
}
LINKS: Mapping[str, Promise] = {
    CancellingLink.AUTO: _("While people buy for themselves, not for a company"),
    CancellingLink.ON: _("Always"),
    CancellingLink.OFF: _("Never"),
}
TERM_UNITS: Mapping[str, Promise] = {
    Unit.MONTH: pgettext_lazy("unit of a term", "months"),
    Unit.YEAR: pgettext_lazy("unit of a term", "years"),
}
NOTICE_UNITS: Mapping[str, Promise] = {
    Unit.DAY: pgettext_lazy("unit of a term", "days"),
    Unit.MONTH: pgettext_lazy("unit of a term", "months"),
}


def span_words(span: Span) -> str:
    """How long: "1 year", "3 months"."""
    words = {
        Unit.DAY: ngettext("%(n)s day", "%(n)s days", span.count),
        Unit.MONTH: ngettext("%(n)s month", "%(n)s months", span.count),
        Unit.YEAR: ngettext("%(n)s year", "%(n)s years", span.count),
    }
    return words[span.unit] % {"n": span.count}


def step_words(step: int) -> str:
    """When a step of reminding comes, seen from the renewal."""
    if step == 0:
        return str(_("on the day itself"))
    if step > 0:
        return ngettext("%(n)s day before", "%(n)s days before", step) % {"n": step}
    return ngettext("%(n)s day after", "%(n)s days after", -step) % {"n": -step}


def state_of(subscription: Subscription) -> tuple[str, str]:
    """Where it stands, in the shape of the look and in words."""
    if subscription.is_overdue(today()) and not subscription.renews_itself:
        return "waiting", str(OVERDUE)
    return SHAPES[subscription.state], str(STATES[subscription.state])


def declared_facts(declaration: Declaration) -> list[tuple[str, str]]:
    """What was declared on the public site, as labels and words; what was left empty is left out."""
    locale = locale_of(get_language() or "en")
    day = long_date(declaration.wished_on, locale) if declaration.wished_on is not None else ""
    at_once = declaration.kind == CancelKind.EXTRAORDINARY
    earliest = _("at once, for an important reason") if at_once else _("at the earliest")
    facts = [
        (_("Kind of cancellation"), str(KINDS[declaration.kind])),
        (_("Reason"), declaration.reason),
        (_("Contract"), declaration.contract),
        (_("To end"), day or str(earliest)),
        (pgettext_lazy("person", "Name"), declaration.name),
        (_("E-mail address"), declaration.email),
    ]
    return [(str(label), text) for label, text in facts if text]
