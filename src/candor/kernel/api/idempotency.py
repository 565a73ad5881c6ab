"""One effect per Idempotency-Key (draft-ietf-httpapi-idempotency-key-header), however often the request comes.

A key is claimed in a transaction of its own, so that a second request that runs at the same moment is told to wait
(409). The answer is written in the transaction of the effect: there is never an effect without its answer or the
other way round. A claim whose process died counts for half a minute, then the next request takes it over; should the
first one be alive after all, its effect is rolled back, because the claim is no longer its own.

Requests without an effect leave no claim: sent again, they are looked at anew.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from candor.kernel import clock
from candor.kernel.db.spare import spare
from candor.kernel.http.problems import Problem, not_valid
from candor.kernel.models import IdempotentRequest

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=30)
LONGEST_KEY = 255
REPEATED = ("Content-Type", "ETag", "Location")
"""Headers that belong to the answer and are repeated with it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to run the request: its row, and the attempt that is ours."""

    row_id: int
    attempt: int
    key: str


class Overtaken(Exception):
    """Another request took the claim over while this one ran; what this one did is rolled back."""


def key_of(request: HttpRequest) -> str:
    """The request's key, as a string of RFC 8941 or bare; "" where there is none. Raises Problem for an odd one."""
    written = request.headers.get(HEADER)
    if written is None:
        return ""
    key = written[1:-1] if len(written) > 1 and written[0] == written[-1] == '"' else written
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise not_valid((HEADER, _("A key is 1 to %(most)s printable characters.") % {"most": LONGEST_KEY}))
    return key


def fingerprint_of(request: HttpRequest, content_digest: str) -> str:
    """What makes two requests the same one: method, address and content."""
    parts = (str(request.method), request.get_full_path(), content_digest)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def claim(owner_id: int, key: str, fingerprint: str) -> Claim | HttpResponse:
    """The right to run the request, or the answer that it had the first time.

    Raises Problem when the key belongs to another request, or the first one is still running.
    """
    _forget_what_is_too_old(owner_id, key)
    claimed = _claim_first(owner_id, key, fingerprint)
    if claimed is not None:
        return claimed
    row = _rows(owner_id, key).first()
    if row is None:
        raise Problem("in-progress", headers={"Retry-After": "1"})
    if row.fingerprint != fingerprint:
        raise Problem("key-reused")
    if row.status is not None and row.answer is not None:
        return _opened(row.status, bytes(row.answer), key)
    return _take_over(row, key)


def settle(claimed: Claim, response: HttpResponse) -> None:
    """Keep the answer, in the transaction of the effect. Raises Overtaken when the claim is no longer ours."""
    mine = IdempotentRequest.objects.filter(pk=claimed.row_id, attempt=claimed.attempt, status=None)
    if not mine.update(status=response.status_code, answer=_sealed(response, claimed.key)):
        raise Overtaken


def release(claimed: Claim) -> None:
    """Give the claim back after a request without effect."""
    with spare("claim"):
        IdempotentRequest.objects.filter(pk=claimed.row_id, attempt=claimed.attempt, status=None).delete()


def _rows(owner_id: int, key: str) -> QuerySet[IdempotentRequest]:
    return IdempotentRequest.objects.filter(owner_id=owner_id, key_digest=_digest(key))


def _claim_first(owner_id: int, key: str, fingerprint: str) -> Claim | None:
    now = clock.now()
    try:
        with transaction.atomic():
            row = IdempotentRequest.objects.create(
                owner_id=owner_id,
                key_digest=_digest(key),
                fingerprint=fingerprint,
                leased_until=now + LEASE,
                created_at=now,
            )
    except IntegrityError:
        return None
    return Claim(row.pk, row.attempt, key)


def _take_over(row: IdempotentRequest, key: str) -> Claim:
    """Claim what a process that died has left; one of several requests wins."""
    now = clock.now()
    left = IdempotentRequest.objects.filter(pk=row.pk, attempt=row.attempt, status=None, leased_until__lt=now)
    if left.update(attempt=F("attempt") + 1, leased_until=now + LEASE):
        return Claim(row.pk, row.attempt + 1, key)
    raise Problem("in-progress", headers={"Retry-After": "1"})


def _forget_what_is_too_old(owner_id: int, key: str) -> None:
    old = _rows(owner_id, key).filter(created_at__lt=clock.now() - KEPT)
    if old.exists():
        old.delete()


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _box(key: str) -> Fernet:
    """A box that opens with the client's key and the instance's secret alone."""
    secret = hmac.new(settings.SECRET_KEY.encode(), f"idempotent-answer:{key}".encode(), hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(secret))


def _sealed(response: HttpResponse, key: str) -> bytes:
    headers = {name: response.headers[name] for name in REPEATED if name in response.headers}
    return _box(key).encrypt(json.dumps([headers, response.content.decode()]).encode())


def _opened(status: int, answer: bytes, key: str) -> HttpResponse:
    headers, content = json.loads(_box(key).decrypt(answer))
    return HttpResponse(content, status=status, headers={**headers, "Idempotency-Replayed": "true"})
