"""The permission of a provider, from asking for it to giving it back; each step one audited action.

Where an administrator stands between leaving for the provider and coming back is one link token, bound to the session
as in ADR 0012. Renewing is claimed by a conditional update, so of several workers one asks the provider.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from candor.kernel import clock, leaving, tokens
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.kernel.logs import log
from candor.mail import oauth
from candor.mail.models import Fault, Mailbox, MailGrant
from candor.mail.oauth import Given, NotGranted
from candor.mail.rules.grants import STILL_GOOD, TRY_AGAIN_AFTER, end_of_permission, life, renewal
from candor.mail.sealing import WrongKey, seal, unseal

PURPOSE = "mail-grant"
LIVES = timedelta(minutes=10)
DETAILS = ("provider", "tenant", "authorise_url", "token_url", "scope", "client_id", "secret", "secret_until")
TOKENS = (
    "access_token", "access_until", "refresh_token", "refresh_until", "renew_at", "renewing_until", "granted_at",
    "renewed_at", "fault", "fault_since",
)  # fmt: skip
"""An administrator's words and a provider's are saved apart: who writes the one must not bring back an old other."""

LEASE = timedelta(seconds=60)
"""Longer than the provider is waited for; after that whoever renewed has died."""

WAIT_FOR_ANOTHER = 10.0
"""Seconds in which somebody else's renewal is waited for."""


class NotUsable(Exception):
    """There is no token to sign in with. `is_passing` where the next minutes may bring one."""

    def __init__(self, *, is_passing: bool) -> None:
        super().__init__()
        self.is_passing = is_passing


@dataclass(frozen=True, slots=True)
class GrantDetails:
    """What an administrator says about a provider. An empty `secret` keeps the one that is known."""

    provider: str
    client_id: str
    secret: str = ""
    secret_until: date | None = None
    tenant: str = ""
    authorise_url: str = ""
    token_url: str = ""
    scope: str = ""


@transaction.atomic
def set_up(grant: MailGrant, details: GrantDetails, *, by: Actor) -> None:
    """Say where the permission is asked for. One that was given by another app or provider is forgotten.

    Saying the same twice changes nothing.
    """
    known = MailGrant.objects.select_for_update().get(pk=grant.pk)
    if _is_said_already(known, details):
        return
    before = (oauth.endpoints(known), known.client_id)
    for name in DETAILS:
        if name != "secret":
            setattr(known, name, getattr(details, name))
    is_elsewhere = (oauth.endpoints(known), known.client_id) != before
    if details.secret or is_elsewhere:
        known.secret = seal(details.secret) if details.secret else ""
    known.save(update_fields=DETAILS)
    if is_elsewhere:
        _forget(known)
    elif details.secret:
        MailGrant.objects.filter(pk=known.pk, fault=Fault.APP_REFUSED).update(renew_at=clock.now())
    _begin_anew(known.mailbox_id)
    record("mail.grant.set_up", grant.mailbox, by=by, provider=known.provider)


def depart(grant: MailGrant, browser: str, *, by: Actor) -> str:
    """The provider's address to go to. The state counts once, for ten minutes, in this session, for this mailbox."""
    with transaction.atomic():
        state = tokens.issue_link(PURPOSE, by.id, lives=LIVES, grant=grant.pk, browser=leaving.digest_of(browser))
    return oauth.authorisation_address(grant, redirect_uri(), state, leaving.derived(browser, "verifier", state))


def expected_back(browser: str, state: str, *, by: Actor) -> MailGrant | None:
    """Which permission somebody left for who comes back with this state; None where nobody did. Uses the state up."""
    token = tokens.find_link(PURPOSE, state)
    if token is None or token.subject_id != by.id or not leaving.is_same(browser, token.details["browser"]):
        return None
    if not tokens.use(token):
        return None
    return MailGrant.objects.select_related("mailbox").filter(pk=token.details["grant"]).first()


def come_back(grant: MailGrant, browser: str, answer: dict[str, str], *, by: Actor) -> None:
    """Take what the provider's answer (`state`, `code`, or `error`) stands for. Raises NotGranted."""
    code, issuer = answer.get("code", ""), oauth.endpoints(grant).issuer
    if answer.get("error") or not 0 < len(code) <= 4_000 or (issuer and answer.get("iss", issuer) != issuer):
        raise NotGranted(Fault.WITHDRAWN)
    given = oauth.exchange(grant, code, redirect_uri(), leaving.derived(browser, "verifier", answer["state"]))
    with transaction.atomic():
        grant.refresh_token = ""
        grant.granted_at = clock.now()
        _keep(grant, given)
        _begin_anew(grant.mailbox_id)
        record("mail.grant.given", grant.mailbox, by=by, provider=grant.provider, lasts=bool(grant.refresh_token))


def disconnect(grant: MailGrant, *, by: Actor) -> bool:
    """Give the permission back and forget it; whether the provider took it back. The app's registration stays.

    Disconnecting twice changes nothing.
    """
    was_taken_back = oauth.revoke(grant)
    with transaction.atomic():
        if not MailGrant.objects.given().select_for_update().filter(pk=grant.pk).exists():
            return was_taken_back
        _forget(grant)
        _begin_anew(grant.mailbox_id)
        record("mail.grant.given_back", grant.mailbox, by=by, provider=grant.provider)
    return was_taken_back


def redirect_uri() -> str:
    """The address to register at the provider, one for all mailboxes."""
    return str(settings.INSTANCE.base_url + reverse("tech:mail-grant-back"))


def something_is_due() -> bool:
    return MailGrant.objects.in_use().due(clock.now()).exists()


def renew_due() -> int:
    """Renew what has passed half of its life; returns how many. One that fails stops no other."""
    return sum(renew(grant) for grant in MailGrant.objects.in_use().due(clock.now()).order_by("renew_at")[:200])


def renew(grant: MailGrant) -> bool:
    """Renew the permission, if nobody else does at the moment; whether this call did.

    The provider is asked outside of any transaction. What it gave is kept only by whoever holds the lease: a worker
    that was held up overwrites nothing of another, nor of an administrator who has connected the mailbox meanwhile.
    """
    lease = _claim(grant)
    if lease is None:
        return False
    try:
        given = oauth.renew(grant)
    except NotGranted as refusal:
        _note_fault(grant, lease, refusal.fault)
        return False
    return _keep_renewed(grant, lease, given)


def usable_token(mailbox: Mailbox) -> str:
    """The access token of a mailbox, renewed first where it ends within a minute. Raises NotUsable."""
    deadline = time.monotonic() + WAIT_FOR_ANOTHER
    while True:
        grant = MailGrant.objects.select_related("mailbox").filter(mailbox=mailbox).first()
        if grant is None or not grant.is_given:
            raise NotUsable(is_passing=False)
        if grant.access_until and grant.access_until > clock.now() + STILL_GOOD:
            return _opened(grant)
        if not renew(grant):
            if not _comes_from_another(grant) or time.monotonic() > deadline:
                grant.refresh_from_db(fields=["fault"])
                raise NotUsable(is_passing=bool(grant.refresh_token) and grant.fault in ("", Fault.NO_ANSWER))
            time.sleep(0.1)


def sending_token(user: str) -> str:
    """The token with which mail is sent as this user, "" where no mailbox of it has a provider. Raises NotUsable."""
    of_user = Q(user__iexact=user) | Q(address=user.lower())
    mailbox = Mailbox.objects.filter(of_user, grant__isnull=False).order_by("id").first()
    return usable_token(mailbox) if mailbox is not None else ""


def distrust(mailbox: Mailbox) -> None:
    """The mail server did not take the token: have it renewed now, which says whether the permission still stands."""
    a_while_ago = clock.now() - TRY_AGAIN_AFTER
    rows = MailGrant.objects.filter(Q(renewed_at=None) | Q(renewed_at__lt=a_while_ago), mailbox=mailbox, fault="")
    rows.exclude(refresh_token="").update(renew_at=clock.now())


def _claim(grant: MailGrant) -> datetime | None:
    """Take the lease; None where somebody has it, where it was renewed since we looked, or where nothing can renew."""
    now = clock.now()
    if not grant.refresh_token:
        return None
    free = Q(renewing_until=None) | Q(renewing_until__lte=now)
    seen = MailGrant.objects.filter(free, pk=grant.pk, refresh_token=grant.refresh_token, renewed_at=grant.renewed_at)
    return now + LEASE if seen.update(renewing_until=now + LEASE) else None


def _held(grant: MailGrant, lease: datetime) -> bool:
    """Whether the lease is still ours. Asked within the transaction that writes."""
    rows = MailGrant.objects.select_for_update().filter(pk=grant.pk, renewing_until=lease)
    return rows.filter(refresh_token=grant.refresh_token).exists()


@transaction.atomic
def _keep_renewed(grant: MailGrant, lease: datetime, given: Given) -> bool:
    if not _held(grant, lease):
        return False
    _keep(grant, given)
    return True


@transaction.atomic
def _note_fault(grant: MailGrant, lease: datetime, fault: Fault) -> None:
    """Staff see it from now on. What may pass is tried again every minute, the rest when somebody has acted."""
    if not _held(grant, lease):
        return
    is_new = grant.fault != fault
    grant.fault, grant.fault_since = fault, grant.fault_since if not is_new else clock.now()
    grant.renewing_until = None
    grant.renew_at = clock.now() + TRY_AGAIN_AFTER if fault == Fault.NO_ANSWER else None
    grant.save(update_fields=["fault", "fault_since", "renewing_until", "renew_at"])
    if is_new:
        log.warning("mailbox permission not renewed", mailbox=grant.mailbox_id, fault=fault.value)
        record("mail.grant.not_renewed", grant.mailbox, by=JOB, fault=fault.value)


def _keep(grant: MailGrant, given: Given) -> None:
    now, lives = clock.now(), life(given.lives)
    grant.access_token, grant.access_until = seal(given.access_token), now + lives
    if given.refresh_token:
        grant.refresh_token = seal(given.refresh_token)
    if given.refresh_token or given.refresh_lives is not None:
        grant.refresh_until = end_of_permission(given.refresh_lives, now)
    grant.renew_at = renewal(now, lives) if grant.refresh_token else None
    grant.renewed_at, grant.renewing_until = now, None
    grant.fault, grant.fault_since = "", None
    grant.save(update_fields=TOKENS)


def _is_said_already(known: MailGrant, details: GrantDetails) -> bool:
    is_same = all(getattr(known, name) == getattr(details, name) for name in DETAILS if name != "secret")
    return is_same and (not details.secret or _is_secret(known, details.secret))


def _is_secret(known: MailGrant, secret: str) -> bool:
    try:
        return bool(known.secret) and unseal(known.secret) == secret
    except WrongKey:
        return False


def _forget(grant: MailGrant) -> None:
    grant.access_token = grant.refresh_token = grant.fault = ""
    grant.access_until = grant.refresh_until = grant.renew_at = grant.renewing_until = None
    grant.granted_at = grant.renewed_at = grant.fault_since = None
    grant.save(update_fields=TOKENS)


def _begin_anew(mailbox: int) -> None:
    """Whoever reads the mailbox signs in again, at once and without the trouble that was."""
    Mailbox.objects.filter(pk=mailbox).update(trouble="", trouble_since=None, version=F("version") + 1)


def _comes_from_another(grant: MailGrant) -> bool:
    """Whether somebody else is renewing it, or has just done so."""
    now = clock.now()
    coming = Q(renewing_until__gt=now) | Q(access_until__gt=now + STILL_GOOD)
    return MailGrant.objects.filter(coming, pk=grant.pk).exists()


def _opened(grant: MailGrant) -> str:
    try:
        return unseal(grant.access_token)
    except WrongKey:
        raise NotUsable(is_passing=False) from None
