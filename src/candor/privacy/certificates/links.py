"""The link in the last mail to somebody whose account goes with their data: it opens the certificate without a sign-in.

It is signed and not kept, names the request and the last day, and what it opens names nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from candor.kernel import clock, instance
from candor.privacy.models import Erasure, ErasureState, SubjectRequest

LIVES = timedelta(days=90)
"""An erasure is done within days; backups are clear after their period, which the certificate names by its day."""

_SIGNER = signing.Signer(sep=".", salt="privacy.certificate")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: certificates of what is done, whether something still is being done, and the last day."""

    done: list[Erasure]
    is_going: bool
    until: date


def link_for(request: SubjectRequest) -> tuple[str, date]:
    """The whole address, and the last day on which it opens."""
    until = _today() + LIVES
    secret = _SIGNER.sign(f"{request.ref}-{until:%Y%m%d}")
    return settings.INSTANCE.base_url + reverse("public:certificate", args=[secret]), until


def open_link(secret: str) -> Opened | None:
    """What the link opens today; None for one that was never given out, is over, or whose request is gone."""
    try:
        ref, _dash, day = _SIGNER.unsign(secret).partition("-")
    except signing.BadSignature:
        return None
    until = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    if until < _today():
        return None
    rows = list(Erasure.objects.filter(request__ref=ref, is_preview=False).exclude(state=ErasureState.DROPPED))
    done = sorted((row for row in rows if row.state == ErasureState.DONE), key=lambda row: row.pk)
    return Opened(done, len(done) < len(rows), until) if rows else None


def _today() -> date:
    return clock.today(instance.current().time_zone)
