"""The keys by which mail is signed: made, used, retired. A new one waits beside the old until it is used."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.mail.models import KeyState, SigningKey
from candor.mail.our_addresses import domains_we_write_from
from candor.mail.signing import is_readable, new_pair


class NotOurDomain(ValueError):
    """No mail of ours comes from this domain."""


class Unreadable(Exception):
    """The key was sealed with another mail key: nothing can be signed with it."""


def make_key(domain: str, *, by: Actor) -> SigningKey:
    """A new key for the domain, which signs nothing yet; where one waits already, that one. Raises NotOurDomain."""
    if domain not in domains_we_write_from():
        raise NotOurDomain
    waiting = SigningKey.objects.waiting().filter(domain=domain).first()
    if waiting is not None and is_readable(waiting):
        return waiting
    pair = new_pair()  # before the transaction, which other writers wait for
    try:
        return _keep(domain, pair, by)
    except IntegrityError:
        return SigningKey.objects.waiting().get(domain=domain)  # somebody else was quicker


@transaction.atomic
def use_key(key: SigningKey, *, by: Actor) -> None:
    """Sign with it from the next mail on; the key used until now is retired. Doing it twice changes nothing.

    Raises Unreadable.
    """
    chosen = SigningKey.objects.select_for_update().waiting().filter(pk=key.pk).first()
    if chosen is None:
        return
    if not is_readable(chosen):
        raise Unreadable
    for former in SigningKey.objects.in_use().filter(domain=chosen.domain):
        _retire(former)
    chosen.state, chosen.used_since = KeyState.IN_USE, clock.now()
    chosen.save(update_fields=["state", "used_since"])
    record("mail.signing.begun", chosen, by=by)


@transaction.atomic
def stop_signing(key: SigningKey, *, by: Actor) -> None:
    """Retire the key and forget its private part; mail of its domain goes unsigned. Doing it twice changes nothing."""
    chosen = SigningKey.objects.select_for_update().not_retired().filter(pk=key.pk).first()
    if chosen is not None:
        _retire(chosen)
        record("mail.signing.ended", chosen, by=by)


@transaction.atomic
def _keep(domain: str, pair: tuple[str, str], by: Actor) -> SigningKey:
    for waiting in SigningKey.objects.waiting().filter(domain=domain):
        if is_readable(waiting):
            return waiting  # somebody else was quicker
        _retire(waiting)
    number = SigningKey.objects.filter(domain=domain).count() + 1
    key = SigningKey.objects.create(
        domain=domain, selector=f"candor{number}", private_key=pair[0], public_key=pair[1], made_at=clock.now()
    )
    record("mail.signing.made", key, by=by)
    return key


def _retire(key: SigningKey) -> None:
    key.state, key.private_key, key.retired_at = KeyState.RETIRED, "", clock.now()
    key.save(update_fields=["state", "private_key", "retired_at"])
