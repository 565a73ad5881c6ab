"""Sessions on the server: Django's session interface over our own table, for signed-in people only.

A visitor who has not signed in has no session, no row and no cookie. The row, its account, person and staff row come
in one query, so that revocation is immediate and costs nothing extra.
"""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import models, transaction

from candor.kernel import clock
from candor.kernel.db.prepared import Given, Prepared, PreparedChange
from candor.kernel.db.spare import passing
from candor.kernel.ids import new_secret
from candor.people.models import Account, Session

FRESH_FOR = timedelta(minutes=10)
ARRIVING = "arriving-"
"""How the cookie's value begins while somebody is away at an identity provider and has no session yet (ADR 0012)."""

SAID = SessionStorage.session_key
"""Under which Django's messages stand: what the next page says about the last click."""

SEEN_EVERY = timedelta(minutes=1)


class SessionStore(SessionBase):
    """One request's session. `row` is the loaded `people.Session`, or None for a visitor."""

    row: Session | None = None
    arriving: str = ""
    """The cookie's value while somebody who has no session yet is away at an identity provider; names no row."""
    is_departing: bool = False
    """Whether this answer brings the browser that value."""
    _account: Account | None = None

    def __init__(self, session_key: str | None = None) -> None:
        is_arriving = session_key is not None and session_key.startswith(ARRIVING)
        self.arriving = str(session_key) if is_arriving else ""
        super().__init__(None if is_arriving else session_key)

    @property
    def browser(self) -> str:
        """A secret that only this browser sends; "" for a visitor without a cookie."""
        return self.arriving or (str(self.session_key) if self.row is not None else "")

    def depart(self) -> str:
        """Give the browser a secret of its own, to be known by when it comes back from a provider."""
        if self.row is None:
            self.arriving, self.is_departing = ARRIVING + new_secret(), True
        return self.browser

    def arrive(self) -> None:
        """The browser has come back, whatever it brought: its secret is used up and its cookie goes."""
        self.arriving = ""

    def sign_in(self, account: Account, *, device: str = "", network: str = "") -> None:
        """Make this a new session of the account, under a new key (no fixation); an old row goes."""
        self.flush()
        self.arriving = ""
        self._account = account
        now = clock.now()
        self["signed_in_at"] = now.isoformat()
        self._new = {"device": device[:60], "network": network}

    def open(self) -> Session | None:
        """The live row behind the cookie's key, loaded once; None for a visitor."""
        self._get_session()  # type: ignore[attr-defined] # loads on first use, as every backend does
        return self.row

    @property
    def account(self) -> Account | None:
        """Whose session it is, also on the page that ends a sign-in, before its row is written; None for a visitor."""
        return self.row.account if self.row is not None else self._account

    @property
    def is_fresh(self) -> bool:
        """True within minutes of the password being given."""
        return self.row is not None and self.row.signed_in_at > clock.now() - FRESH_FOR

    def step_up(self) -> None:
        """Note that the password was given again: what the session holds goes on under a new key."""
        if self.row is None:
            raise RuntimeError("only somebody who has signed in can confirm it")
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined] # as every backend does
        self.row.signed_in_at = clock.now()
        self.row.digest = digest_of(str(self.session_key))
        self.row.save(update_fields=["digest", "signed_in_at"])
        self.modified = True

    def load(self) -> dict[str, Any]:
        idle, oldest = _limits()
        self.row = SESSION_BEHIND.one(digest=digest_of(self.session_key or ""), idle=idle, oldest=oldest)
        if self.row is None:
            self._session_key = None
            return {}
        return dict(self.row.data)

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(digest=digest_of(session_key)).exists()

    def create(self) -> None:
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined] # as every backend does
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - SessionBase's own signature
        if self.row is None and self._account is None:
            raise RuntimeError("a visitor has no session: nothing may be kept for somebody who has not signed in")
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined] # as every backend does
        if self.row is not None and not must_create:
            self._update(self.row, data)
            return
        self._insert(data)

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(digest=digest_of(key)).delete()
        self.row = None

    def seen(self) -> None:
        """Note that the session lives, at most once a minute: pages that only read hardly write."""
        if self.row is None or self.row.last_seen_at > clock.now() - SEEN_EVERY:
            return
        self.row.last_seen_at = clock.now()
        with passing("session"):
            Session.objects.filter(pk=self.row.pk).update(last_seen_at=self.row.last_seen_at)

    @classmethod
    def clear_expired(cls) -> None:
        with transaction.atomic():
            Session.objects.exclude(_alive()).delete()

    def _update(self, row: Session, data: dict[str, Any]) -> None:
        """What was said about the last click waits for no disk: what it was about is durable, and is not refused."""
        changed = {key for key in data.keys() | row.data.keys() if data.get(key) != row.data.get(key)}
        with passing("message") if changed <= {SAID} else nullcontext():
            if not KEPT.made(row=row.pk, data=data):
                raise UpdateError

    def _insert(self, data: dict[str, Any]) -> None:
        if self._account is None or self.session_key is None:
            raise RuntimeError("only a sign-in makes a session")
        now = clock.now()
        self.row = Session.objects.create(
            digest=digest_of(self.session_key),
            account=self._account,
            epoch=self._account.epoch,
            data=data,
            created_at=now,
            signed_in_at=now,
            last_seen_at=now,
            **getattr(self, "_new", {}),
        )


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def live_sessions() -> models.QuerySet[Session]:
    """Sessions that count: within both time limits, of an active account, of its present epoch."""
    return _counting(_alive())


def _counting(alive: models.Q) -> models.QuerySet[Session]:
    return Session.objects.select_related("account__person", "account__staff").filter(
        alive, account__is_active=True, epoch=models.F("account__epoch")
    )


def _alive() -> models.Q:
    idle, oldest = _limits()
    return models.Q(last_seen_at__gt=idle, created_at__gt=oldest)


def _limits() -> tuple[datetime, datetime]:
    """A session counts that was used after the first moment and begun after the second."""
    now = clock.now()
    idle = now - timedelta(minutes=settings.INSTANCE.session_idle_minutes)
    return idle, now - timedelta(hours=settings.INSTANCE.session_hours)


KEPT = PreparedChange(
    lambda: (
        Session.objects.filter(pk=Given("row", models.BigIntegerField())),
        {"data": Given("data", models.JSONField())},
    )
)
MOMENT = models.DateTimeField()
SESSION_BEHIND = Prepared(
    lambda: _counting(models.Q(last_seen_at__gt=Given("idle", MOMENT), created_at__gt=Given("oldest", MOMENT))).filter(
        digest=Given("digest", models.CharField())
    )
)
"""The live session behind a cookie: every request of somebody who has signed in asks for it."""
