"""The ledger of consents: what was agreed to, word for word, when and how; and when and how it was taken back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.db.inserting import insert_unless_there
from candor.people.public import Person
from candor.privacy.models import ConsentDeed, ConsentEvent, ConsentText, ConsentWay
from candor.privacy.queries.consents import RIGHTS, asked_anew_before


@dataclass(frozen=True, slots=True)
class Consent:
    """Whose consent it is, for which normalised address, and for what."""

    person: Person
    address: str
    topic: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What they saw when they agreed: the words, the privacy notice that the form linked, and when they sent it."""

    text: ConsentText | None
    notice_version: str = ""
    asked_at: datetime | None = None
    reference: str = ""


def consent_text(text: str, language: str) -> ConsentText:
    """The row of these very words, written down the first time that they are shown to somebody who agrees."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    fresh = ConsentText(digest=digest, language=language, text=text, first_shown_at=clock.now())
    known = ConsentText.objects.filter(digest=digest).first()
    if known is not None:
        return known
    return fresh if insert_unless_there(fresh) else ConsentText.objects.get(digest=digest)


@transaction.atomic
def note_consent(consent: Consent, shown: Shown, way: ConsentWay, *, by: Actor) -> ConsentEvent:
    """They agreed."""
    return _note(consent, ConsentDeed.GIVEN, way, shown, by)


@transaction.atomic
def note_withdrawal(consent: Consent, way: ConsentWay, *, by: Actor) -> ConsentEvent:
    """They took it back."""
    return _note(consent, ConsentDeed.WITHDRAWN, way, Shown(None), by)


@transaction.atomic
def note_sale(consent: Consent, shown: Shown, way: ConsentWay = ConsentWay.SALE, *, by: Actor) -> ConsentEvent:
    """They bought something, were told that we advertise similar products, and did not object (§ 7(3) UWG).

    `way` is a download that cost nothing, where the owner lets those count as a sale, or an invoice.
    """
    return _note(consent, ConsentDeed.SOLD, way, shown, by)


@transaction.atomic
def note_objection(consent: Consent, way: ConsentWay, shown: Shown, *, by: Actor) -> ConsentEvent:
    """They object to what a sale would allow: at the sale itself, or later."""
    return _note(consent, ConsentDeed.OBJECTED, way, shown, by)


@transaction.atomic
def note_sale_undone(consent: Consent, way: ConsentWay, reference: str, *, by: Actor) -> ConsentEvent:
    """The sale was taken back, and with it the right that it gave. No objection: another sale may give it anew."""
    return _note(consent, ConsentDeed.UNDONE, way, Shown(None, reference=reference), by)


@transaction.atomic
def note_taken_back(consent: Consent, *, by: Actor) -> bool:
    """The press that ended it was a mistake: what stood before counts again, with its words and its privacy notice.

    False, and no line, where nothing stood or where all consents were asked for anew since: then a fresh one counts.
    """
    rights = ConsentEvent.objects.filter(person=consent.person, address=consent.address, topic=consent.topic)
    last = rights.filter(deed__in=RIGHTS).select_related("text").order_by("-at", "-id").first()
    if last is None:
        return False
    if last.deed == ConsentDeed.SOLD:
        shown = Shown(last.text, last.notice_version, last.asked_at, last.reference)
        note_sale(consent, shown, ConsentWay(last.way), by=by)
        return True
    asked_anew = asked_anew_before(clock.now())
    if asked_anew is not None and last.at < asked_anew:
        return False
    note_consent(consent, Shown(last.text, last.notice_version), ConsentWay.UNDO, by=by)
    return True


def _note(consent: Consent, deed: ConsentDeed, way: ConsentWay, shown: Shown, by: Actor) -> ConsentEvent:
    event = ConsentEvent.objects.create(
        person=consent.person,
        address=consent.address,
        topic=consent.topic,
        deed=deed,
        way=way,
        text=shown.text,
        notice_version=shown.notice_version,
        asked_at=shown.asked_at,
        reference=shown.reference,
        at=clock.now(),
    )
    record(f"privacy.consent.{deed.value}", event, by=by, way=way.value)
    return event
