"""Activations: a machine takes a place of the licence whose key it brings, and is answered with a signed file.

Nobody signs in: the key is the proof. Whatever refuses is told by a name that programs can act on, see `Refusal`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import BigIntegerField, CharField, F

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.db.inserting import insert
from candor.kernel.db.prepared import Given, Prepared, PreparedChange
from candor.kernel.ids import random_text
from candor.licences.keys.signing import public_keys, signer
from candor.licences.keys.verify_licence import ACTIVATION, Key, NotValid, Slip, verify
from candor.licences.keys.writing import write_file
from candor.licences.machines import digest_of
from candor.licences.models import Activation, EndedBy, Licence
from candor.licences.queries import settings_now

HARDLY_OLDER = timedelta(hours=1)
"""A machine that asks again within this time is answered without anything being written."""

# Composed once: on SQLite all writers wait for the one between `_locked` and its commit.
LICENCE = Prepared(lambda: Licence.objects.select_for_update(of=("self",)).filter(number=Given("number", CharField())))
PLACE = Prepared(
    lambda: Activation.objects.filter(
        licence=Given("licence", BigIntegerField()), machine=Given("machine", CharField())
    )
)
CLAIM = PreparedChange(
    lambda: (
        Licence.objects.filter(pk=Given("licence", BigIntegerField()), activations__lt=F("activation_limit")),
        {"activations": F("activations") + 1},
    )
)


class Why(StrEnum):
    """Why there is no activation. A program may rely on these names."""

    MISTYPED = "mistyped"
    FORGED = "forged"
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    ENDED = "ended"
    UNHELD = "unheld"
    SUPERSEDED = "superseded"
    LIMIT = "limit"


class Refusal(Exception):
    """Nothing was activated. `says` is the verifier's sentence, for a key that cannot be believed."""

    def __init__(self, why: Why, says: str = "") -> None:
        super().__init__(why)
        self.why, self.says = why, says


@dataclass(frozen=True, slots=True)
class Machine:
    """The fingerprint that a program made of its machine, and what the machine shall be called, if anything."""

    fingerprint: str
    label: str = ""


def activate(key_text: str, machine: Machine, *, by: Actor) -> bytes:
    """Give the machine a place, or keep its place, and sign that. Raises Refusal.

    The same machine takes one place, however often it asks. Where every place is taken, those go whose answers have
    run out: such a machine may not use the licence any more anyway.
    """
    key, today, days = believed(key_text), clock.today(instance.current().time_zone), settings_now().days_valid
    with transaction.atomic():
        licence = _countable(key, today)
        row = _take_place(licence, machine, days, by)
    newest = key_text if key.revision == licence.revision else _newest_key(licence)
    return _answer(row, machine, licence.number, newest)


@transaction.atomic
def deactivate(key_text: str, machine: Machine, *, by: Actor) -> bool:
    """Free the machine's place; False where it has none. Raises Refusal for a key that cannot be believed."""
    key = believed(key_text)
    licence = _locked(key.licence)
    digest = digest_of(licence.number, machine.fingerprint)
    row = Activation.objects.counting().filter(licence=licence, machine=digest).first()
    return row is not None and _free(row, EndedBy.MACHINE, by)


@transaction.atomic
def free_place(row: Activation, *, by: Actor) -> bool:
    """Free a machine's place from afar, as when it is lost; True for the one who did it."""
    return _free(row, EndedBy.STAFF if by.is_staff else EndedBy.CUSTOMER, by)


def believed(key_text: str) -> Key:
    """What the key says, signed by us. Raises Refusal."""
    try:
        return verify(key_text, public_keys())
    except Slip as problem:
        raise Refusal(Why.MISTYPED, str(problem)) from None
    except NotValid as problem:
        raise Refusal(Why.FORGED, str(problem)) from None


def _countable(key: Key, today: date) -> Licence:
    licence = _locked(key.licence)
    if licence.is_revoked:
        raise Refusal(Why.REVOKED)
    if licence.has_ended(today):
        raise Refusal(Why.ENDED)
    if licence.is_unheld:
        raise Refusal(Why.UNHELD)
    if key.revision < licence.first_accepted:
        raise Refusal(Why.SUPERSEDED)
    return licence


def _locked(number: str) -> Licence:
    """The licence, whose places nobody else gives out until this transaction ends."""
    licence = LICENCE.one(number=number)
    if licence is None:
        raise Refusal(Why.UNKNOWN)
    return licence


def _take_place(licence: Licence, machine: Machine, days: int, by: Actor) -> Activation:
    now = clock.now()
    until = _valid_until(licence, now, days)
    digest = digest_of(licence.number, machine.fingerprint)
    row = PLACE.one(licence=licence.pk, machine=digest)
    if row is not None and row.ended_at is None:
        if now - row.renewed_at > HARDLY_OLDER or row.valid_until > until:
            Activation.objects.filter(pk=row.pk).update(renewed_at=now, valid_until=until)
            row.valid_until = until
        return row
    _claim(licence, now)
    taken: dict[str, Any] = {
        "holder_id": licence.person_id if licence.organisation_id is None else None,
        "label": machine.label,
        **dict.fromkeys(("activated_at", "renewed_at"), now),
        "valid_until": until,
        "ended_at": None,
        "ended_by": "",
    }
    if row is None:
        row = Activation(licence=licence, machine=digest, **taken)
        insert(row)
    else:
        Activation.objects.filter(pk=row.pk).update(**taken)
        row.renewed_at, row.valid_until = now, until
    record("licences.activation.made", row, by=by, licence=licence.pk)
    return row


def _claim(licence: Licence, now: datetime) -> None:
    """Count one place more. Raises Refusal where there is none."""
    if CLAIM.made(licence=licence.pk):
        return
    run_out = Activation.objects.counting().filter(licence=licence, valid_until__lte=now)
    freed = run_out.update(ended_at=now, ended_by=EndedBy.TIME)
    Licence.objects.filter(pk=licence.pk, activations__gte=freed).update(activations=F("activations") - freed)
    if not CLAIM.made(licence=licence.pk):
        raise Refusal(Why.LIMIT)


def _free(row: Activation, ended_by: EndedBy, by: Actor) -> bool:
    if not Activation.objects.counting().filter(pk=row.pk).update(ended_at=clock.now(), ended_by=ended_by):
        return False
    Licence.objects.filter(pk=row.licence_id, activations__gt=0).update(activations=F("activations") - 1)
    record("licences.activation.ended", row, by=by, licence=row.licence_id)
    return True


def _valid_until(licence: Licence, now: datetime, days: int) -> datetime:
    """When the answer runs out: after the days that the settings say, and with the last day of the licence."""
    until = now + timedelta(days=days)
    if licence.expires_on is None:
        return until
    zone = ZoneInfo(instance.current().time_zone)
    end = datetime.combine(licence.expires_on + timedelta(days=1), time(), zone).astimezone(UTC)
    return min(until, end)


def _newest_key(licence: Licence) -> str:
    """A program that has an earlier key is given the newest, so that a longer maintenance arrives by itself."""
    return licence.keys.order_by("-revision").values_list("text", flat=True).first() or ""


def _answer(row: Activation, machine: Machine, number: str, key: str) -> bytes:
    """Signed outside the transaction."""
    salt = random_text(16)
    content = {
        "licence": number,
        "key": key,
        "salt": salt,
        "machine": hashlib.sha256(f"{salt}{machine.fingerprint}".encode()).hexdigest(),
        "valid_from": row.renewed_at.replace(microsecond=0).isoformat(),
        "valid_until": row.valid_until.replace(microsecond=0).isoformat(),
    }
    return write_file(ACTIVATION, content, signer())
