"""What staff are told about whom a message comes from: the words for what a trusted mail server found out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.mail.models import RawMessage, RawState
from candor.mail.rules.authentication import METHODS, Authorship

SENTENCES: Mapping[str, tuple[Promise, str]] = {
    Authorship.CONFIRMED.value: (_("The sender's domain confirms this mail."), "shield-check"),
    Authorship.UNCONFIRMED.value: (_("Nothing confirms that this mail comes from this address."), "shield"),
    Authorship.REFUTED.value: (
        _("This mail is probably forged: the sender's domain refutes it. Ask another way before you do what it says."),
        "triangle-alert",
    ),
}
BY_SECRET = _("It answers with the secret of a mail of ours. The sender's domain confirms nothing.")
"""Instead of `UNCONFIRMED`, of what joined a case: that took more than an address."""

RESULTS: Mapping[str, Promise] = {
    "pass": pgettext_lazy("mail check", "passed"),
    "fail": pgettext_lazy("mail check", "failed"),
    "softfail": pgettext_lazy("mail check", "failed, probably"),
    "neutral": pgettext_lazy("mail check", "undecided"),
    "none": pgettext_lazy("mail check", "nothing to check"),
    "policy": pgettext_lazy("mail check", "not accepted"),
    "temperror": pgettext_lazy("mail check", "not possible at that moment"),
    "permerror": pgettext_lazy("mail check", "not possible, the domain's entry is wrong"),
}
"""The results of RFC 8601, 2.7."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, its icon, whether it warns, and the results of each check: `SPF: passed · DKIM: passed`."""

    sentence: Promise
    icon: str
    is_warning: bool
    results: str


def found_on_arrival(kind: str) -> QuerySet[RawMessage, Any]:
    """For a subquery about rows of this kind: `found` is what `told` puts into words about the mail they came by."""
    arrived = RawMessage.objects.filter(became_kind=kind, became_id=OuterRef("pk"), state=RawState.HANDLED)
    columns = ("became_word", "authorship", *METHODS)
    pieces = [piece for column in columns for piece in (Value(" "), column)][1:]
    return arrived.order_by("id").annotate(found=Concat(*pieces)).values("found")[:1]


def told_of(raw: RawMessage) -> Told | None:
    """The same for one message."""
    return told(" ".join((raw.became_word, raw.authorship, *(getattr(raw, method) for method in METHODS))))


def told(found: str | None) -> Told | None:
    """None where no server that we trust has looked at the mail."""
    became, authorship, *results = (found or " ").split(" ")
    if authorship not in SENTENCES:
        return None
    sentence, icon = SENTENCES[authorship]
    if became == "reply" and authorship == Authorship.UNCONFIRMED:
        sentence = BY_SECRET
    known = [f"{method.upper()}: {RESULTS[word]}" for method, word in zip(METHODS, results, strict=True) if word]
    return Told(sentence, icon, authorship == Authorship.REFUTED, " · ".join(known))
