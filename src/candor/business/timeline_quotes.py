"""What quotes and orders tell in the timelines of people and organisations."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from candor.business.models import Quote, QuoteState, QuoteVersion
from candor.business.models.quotes import VIEW, QuoteQuerySet
from candor.kernel.actor import Actor
from candor.kernel.registries.timeline import Entry, Window
from candor.people.public import Organisation, Person

SENT, ANSWERED = "business.quoteversion", "business.quote"


def of_person(actor: Actor, person: Person, window: Window) -> Sequence[Entry]:
    if not actor.may(VIEW):
        return []
    return _of(Quote.objects.visible_to(actor).filter(person=person.pk), window)


def of_organisation(actor: Actor, organisation: Organisation, window: Window) -> Sequence[Entry]:
    if not actor.may(VIEW):
        return []
    return _of(Quote.objects.visible_to(actor).filter(organisation=organisation.pk), window)


def _of(among: QuoteQuerySet, window: Window) -> list[Entry]:
    """Each version that was sent, and the answers. Two queries."""
    versions = QuoteVersion.objects.filter(quote__in=among, sent_at__isnull=False).select_related("quote", "sent_by")
    decided = among.filter(decided_at__isnull=False)
    return [
        *(_sent(row) for row in window.cut(versions, SENT, "sent_at")),
        *(_answered(row) for row in window.cut(decided, ANSWERED, "decided_at")),
    ]


def _sent(row: QuoteVersion) -> Entry:
    assert row.sent_at is not None  # noqa: S101 - those alone are asked for
    who = row.sent_by.name if row.sent_by is not None else ""
    text = _("sent version %(number)s of a quote") % {"number": row.number}
    return Entry(row.sent_at, SENT, row.pk, "send", text, who, *_about(row.quote))


def _answered(row: Quote) -> Entry:
    assert row.decided_at is not None  # noqa: S101 - those alone are asked for
    accepted = row.state == QuoteState.ACCEPTED
    text = _("accepted a quote") if accepted else _("declined a quote")
    icon = "check" if accepted else "x"
    return Entry(row.decided_at, ANSWERED, row.pk, icon, text, row.decided_name, *_about(row), row.decline_reason)


def _about(quote: Quote) -> tuple[str, str]:
    return f"{quote.number} {quote.subject}", reverse("business:quote", args=[quote.ref])
