"""What quotes tell in the timelines of organisations: of each version what happened to it last, sent or answered.

A person's timeline asks as often as a page may; their quotes stand behind the link beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from candor.business.models import Quote, QuoteState, QuoteVersion
from candor.business.models.quotes import VIEW
from candor.kernel.actor import Actor
from candor.kernel.registries.timeline import Entry, Window
from candor.people.public import Organisation

VERSIONS = "business.quoteversion"


def of_organisation(actor: Actor, organisation: Organisation, window: Window) -> Sequence[Entry]:
    """One query."""
    if not actor.may(VIEW):
        return []
    among = Quote.objects.visible_to(actor).filter(organisation=organisation.pk)
    answered = Case(When(quote__decided_version=F("pk"), then=F("quote__decided_at")))
    rows: QuerySet[Any] = (
        QuoteVersion.objects.filter(quote__in=among.order_by().values("pk"), sent_at__isnull=False)
        .annotate(at=Coalesce(answered, F("sent_at")))
        .select_related("quote", "sent_by")
    )
    return [_entry(row) for row in window.cut(rows, VERSIONS, "at")]


def _entry(version: Any) -> Entry:
    quote: Quote = version.quote
    about, url = f"{quote.number}: {version.subject}", reverse("business:quote", args=[quote.ref])
    if version.at == version.sent_at:
        who = version.sent_by.name if version.sent_by is not None else ""
        return Entry(version.at, VERSIONS, version.pk, "file-text", _("sent the quote"), who, about, url)
    is_accepted = quote.state == QuoteState.ACCEPTED
    text = _("accepted the quote") if is_accepted else _("declined the quote")
    icon = "check" if is_accepted else "x"
    return Entry(version.at, VERSIONS, version.pk, icon, text, quote.decided_name, about, url)
