"""What quotes tell in the timelines of organisations: when one was sent, and what became of it.

A person's timeline asks as often as a page may; their quotes stand behind the link beside them.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from candor.business.models import Quote, QuoteState, QuoteVersion
from candor.business.models.quotes import VIEW
from candor.kernel.actor import Actor
from candor.kernel.registries.timeline import Entry, Window
from candor.people.public import Organisation

SENT, ANSWERED = "business.quoteversion", "business.quote"


def of_organisation(actor: Actor, organisation: Organisation, window: Window) -> Sequence[Entry]:
    """Two queries."""
    if not actor.may(VIEW):
        return []
    among = Quote.objects.visible_to(actor).filter(organisation=organisation.pk)
    sent = QuoteVersion.objects.filter(quote__in=among.order_by().values("pk"), sent_at__isnull=False)
    versions = window.cut(sent.select_related("quote", "sent_by"), SENT, "sent_at")
    answered = among.filter(decided_at__isnull=False)
    return [*map(_sent, versions), *map(_answered, window.cut(answered, ANSWERED, "decided_at"))]


def _sent(version: QuoteVersion) -> Entry:
    quote, who = version.quote, version.sent_by.name if version.sent_by is not None else ""
    at, about = version.sent_at or quote.created_at, f"{quote.number}: {version.subject}"
    url = reverse("business:quote", args=[quote.ref])
    return Entry(at, SENT, version.pk, "file-text", _("sent the quote"), who, about, url)


def _answered(quote: Quote) -> Entry:
    is_accepted = quote.state == QuoteState.ACCEPTED
    text = _("accepted the quote") if is_accepted else _("declined the quote")
    icon, at = "check" if is_accepted else "x", quote.decided_at or quote.touched_at
    url = reverse("business:quote", args=[quote.ref])
    return Entry(at, ANSWERED, quote.pk, icon, text, quote.decided_name, f"{quote.number}: {quote.subject}", url)
