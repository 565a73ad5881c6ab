"""Secrets in links and codes: 256 bits (a link) or 40 bits with few tries (a code); only a hash is stored.

The hash of a code is keyed with the instance's secret and bound to its subject, because 40 bits alone could be tried
out by somebody who has read the table. Looking (GET) never consumes; one conditional update does, so of fifty
parallel uses one wins. A leaked secret key makes no token.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet

from candor.kernel import clock
from candor.kernel.ids import new_code, new_secret
from candor.kernel.models import Token

MOST_WRONG_TRIES = 5


def issue_link(purpose: str, subject_id: int | None, *, lives: timedelta, **details: int | str) -> str:
    """Make a secret for a link; returns it once, stores its hash."""
    secret = new_secret()
    _store(purpose, subject_id, _digest(secret), lives, details)
    return secret


def find_link(purpose: str, secret: str) -> Token | None:
    """The usable token behind a link's secret, or None. Changes nothing."""
    return _usable(purpose).filter(digest=_digest(secret)).first()


def issue_code(purpose: str, subject_id: int, *, lives: timedelta, **details: int | str) -> str:
    """Make a code that a person types; an earlier one for the same purpose and subject stops working."""
    _usable(purpose).filter(subject_id=subject_id).update(used_at=clock.now())
    code = new_code()
    _store(purpose, subject_id, _code_digest(purpose, subject_id, code), lives, details)
    return code


def was_issued(purpose: str, subject_id: int | None, *, since: datetime) -> bool:
    """Whether a token of this purpose and subject was issued since then and can still be used."""
    return _usable(purpose).filter(subject_id=subject_id, created_at__gt=since).exists()


def find_code(purpose: str, subject_id: int, code: str) -> Token | None:
    """The usable token behind a typed code, or None; a wrong code counts, and five wrong ones end the right one."""
    live = _usable(purpose).filter(subject_id=subject_id, wrong_tries__lt=MOST_WRONG_TRIES)
    token = live.filter(digest=_code_digest(purpose, subject_id, _typed(code))).first()
    if token is None:
        live.update(wrong_tries=F("wrong_tries") + 1)
    return token


def use(token: Token) -> bool:
    """Consume the token; True only for the one caller who wins."""
    now = clock.now()
    return bool(Token.objects.filter(pk=token.pk, used_at=None, expires_at__gt=now).update(used_at=now))


def revoke(purpose: str, subject_id: int | None) -> None:
    """End every open token of this purpose and subject."""
    _usable(purpose).filter(subject_id=subject_id).update(used_at=clock.now())


def _usable(purpose: str) -> QuerySet[Token]:
    return Token.objects.filter(purpose=purpose, used_at=None, expires_at__gt=clock.now())


def _store(purpose: str, subject_id: int | None, digest: str, lives: timedelta, details: dict[str, int | str]) -> None:
    now = clock.now()
    Token.objects.create(
        purpose=purpose,
        subject_id=subject_id,
        digest=digest,
        details=details,
        created_at=now,
        expires_at=now + lives,
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _code_digest(purpose: str, subject_id: int, code: str) -> str:
    message = f"{purpose}:{subject_id}:{code}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


def _typed(code: str) -> str:
    """A code as people type it: any case, any spaces, with or without its hyphen, o for 0, i and l for 1."""
    letters = "".join(code.lower().split()).replace("-", "")
    letters = letters.replace("o", "0").replace("i", "1").replace("l", "1")
    return f"{letters[:4]}-{letters[4:]}"
