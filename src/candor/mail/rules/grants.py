"""Permissions of providers: where they are asked for, when they are renewed, and what staff are warned of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

LONGEST_LIFE, SHORTEST_LIFE, USUAL_LIFE = 86_400, 30, 3_600
"""Seconds. What a provider says about a token's life is believed within these; RFC 6749 recommends that it says it."""

WARN_OF_END = timedelta(days=7)
WARN_OF_SECRET = timedelta(days=30)
TRY_AGAIN_AFTER = timedelta(minutes=1)
NOON = time(12, tzinfo=UTC)
STILL_GOOD = timedelta(minutes=1)
"""A token that ends sooner is not begun with."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider is asked, and for what. `more` goes along when the browser leaves for it."""

    authorise: str
    token: str
    scope: str
    issuer: str = ""
    revoke: str = ""
    secret_in_body: bool = True
    more: Mapping[str, str] = field(default_factory=dict)


def of_microsoft(tenant: str) -> Endpoints:
    """Microsoft's identity platform 2.0: IMAP and SMTP of Exchange Online, and a permission that can be renewed."""
    base = f"https://login.microsoftonline.com/{tenant or 'common'}/oauth2/v2.0"
    scope = "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"
    return Endpoints(f"{base}/authorize", f"{base}/token", scope)


def of_google() -> Endpoints:
    """Google gives a permission that can be renewed only where it is asked for it by these two words."""
    return Endpoints(
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "https://mail.google.com/",
        issuer="https://accounts.google.com",
        revoke="https://oauth2.googleapis.com/revoke",
        more={"access_type": "offline", "prompt": "consent"},
    )


def of_another(authorise: str, token: str, scope: str) -> Endpoints:
    """The secret goes by HTTP Basic, which every provider has to take (RFC 6749 section 2.3.1)."""
    return Endpoints(authorise, token, scope, secret_in_body=False)


def life(told: object) -> timedelta:
    """How long a token lives, from what a provider says in seconds, as number or text."""
    try:
        seconds = int(str(told))
    except ValueError:
        seconds = USUAL_LIFE
    return timedelta(seconds=min(max(seconds, SHORTEST_LIFE), LONGEST_LIFE))


def end_of_permission(told: object, now: datetime) -> datetime | None:
    """When a refresh token ends, from what a provider says in seconds; None where it says nothing, or 0 for never."""
    seconds = int(told) if isinstance(told, int | float | str) and str(told).isdecimal() else 0
    return now + timedelta(seconds=min(seconds, 10 * 365 * 86_400)) if seconds else None


def renewal(now: datetime, lives: timedelta) -> datetime:
    """At half of its life: the other half is left for trying again, and for somebody to read the warning."""
    return now + lives / 2


class Alarm(StrEnum):
    """What staff are told about a permission."""

    NOT_GIVEN = "not-given"
    WITHDRAWN = "withdrawn"
    APP_REFUSED = "app-refused"
    NO_ANSWER = "no-answer"
    NO_KEY = "no-key"
    NOT_LASTING = "not-lasting"
    ENDS = "ends"
    SECRET_ENDS = "secret-ends"  # noqa: S105 - a kind of alarm, not a secret


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a permission, without its secrets."""

    is_given: bool
    can_be_renewed: bool
    fault: str
    access_until: datetime | None
    refresh_until: datetime | None
    secret_until: date | None


@dataclass(frozen=True, slots=True)
class Concern:
    """An alarm, and until when mail is read all the same; None where it is not read now, or where nobody knows."""

    alarm: Alarm
    until: datetime | None

    @property
    def is_of_a_day(self) -> bool:
        """Whether the day matters and not the minute."""
        return self.alarm in {Alarm.ENDS, Alarm.SECRET_ENDS}

    @property
    def is_over(self) -> bool:
        """Whether nothing is read any more."""
        return self.until is None


def concern(standing: Standing, now: datetime) -> Concern | None:
    """The gravest that there is to say, or None."""
    if not standing.is_given:
        return Concern(Alarm.NOT_GIVEN, None)
    still = standing.access_until if standing.access_until and standing.access_until > now else None
    if standing.fault:
        return Concern(Alarm(standing.fault), still)
    if not standing.can_be_renewed:
        return Concern(Alarm.NOT_LASTING, still)
    if standing.refresh_until and standing.refresh_until < now + WARN_OF_END:
        return Concern(Alarm.ENDS, standing.refresh_until if standing.refresh_until > now else None)
    if standing.secret_until and standing.secret_until < (now + WARN_OF_SECRET).date():
        return Concern(Alarm.SECRET_ENDS, datetime.combine(standing.secret_until, NOON))
    return None
