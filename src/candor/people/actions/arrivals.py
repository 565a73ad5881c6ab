"""Where people sign in from: noted as digests, told to them when new, and taken back when it was somebody else."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from candor.kernel import clock, tokens
from candor.kernel.actor import Actor, ActorKind
from candor.kernel.audit import record
from candor.kernel.jobs import Task
from candor.kernel.models import Token
from candor.people import notices
from candor.people.actions import reset
from candor.people.actions.accounts import end_all_sessions
from candor.people.actors import actor_of
from candor.people.models import Account, KnownPlace
from candor.people.queries import primary_identifier
from candor.people.queries.arrivals import place_digest
from candor.people.rules.arrivals import REMEMBERED, is_news

NOT_ME = "sign-in-was-not-me"
NOT_ME_LIVES = timedelta(days=7)


@transaction.atomic
def note(account: Account, *, device: str, network: str) -> None:
    """Remember the kind of device and the network of a sign-in, and mail the owner when one of them is new."""
    now = clock.now()
    places = {KnownPlace.Kind.DEVICE: device, KnownPlace.Kind.NETWORK: network}
    digests = {place_digest(account.pk, kind, place): kind for kind, place in places.items() if place}
    known = KnownPlace.objects.filter(account=account, last_used_at__gt=now - REMEMBERED)
    seen = set(known.values_list("digest", flat=True))
    KnownPlace.objects.bulk_create(
        [KnownPlace(account=account, kind=kind, digest=digest, last_used_at=now) for digest, kind in digests.items()],
        update_conflicts=True,
        unique_fields=["account", "kind", "digest"],
        update_fields=["last_used_at"],
    )
    new = digests.keys() - seen
    if is_news(new_places=len(new), known_places=len(seen), last_login=account.last_login, now=now):
        _tell(account, device)


def was_not_me(secret: str) -> Token | None:
    """The open "this was not me" behind a link's secret, or None. Changes nothing.

    An account that went over to another record when two were merged is not found by a link of before.
    """
    token = tokens.find_link(NOT_ME, secret)
    return token if token and Account.objects.filter(person=token.subject_id).exists() else None


@transaction.atomic
def throw_out(token: Token, *, mailer: Task) -> str | None:
    """Sign the account out everywhere, take its password away and mail a code for a new one.

    Returns the secret of the page that takes the code; None for who was too late.
    """
    if not tokens.use(token):
        return None
    account = Account.objects.select_related("person").get(person=token.subject_id)
    by = Actor(ActorKind.CUSTOMER, account.person_id)
    Account.objects.filter(pk=account.pk).update(password="")
    KnownPlace.objects.filter(account=account).delete()
    record("people.account.sign_in_disowned", account, by=by)
    end_all_sessions(account, by=by)
    known = primary_identifier(account.person)
    return reset.ask_for_code(known.written if known else "", mailer=mailer)


def forget_old_places() -> None:
    """Delete places from which nobody has signed in for half a year."""
    KnownPlace.objects.filter(last_used_at__lt=clock.now() - REMEMBERED).delete()


def _tell(account: Account, device: str) -> None:
    by = actor_of(account)
    secret = tokens.issue_link(NOT_ME, account.person_id, lives=NOT_ME_LIVES)
    notices.tell_new_place(account, device, secret, by=by)
