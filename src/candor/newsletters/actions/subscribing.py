"""Who gets a list, and who does not any more. Every step is a line in the ledger of consents.

Only the owner of a mailbox signs up: by a link that was mailed to it, or signed in with it. Leaving takes one press.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.jobs import enqueue
from candor.kernel.registries.guards import Ask, allowed
from candor.kernel.turns import one_at_a_time
from candor.mail.public import withdraw
from candor.newsletters.actions.remembering import remember_leaving, suppress_later
from candor.newsletters.models import Basis, Fate, MailingList, Recipient, Subscription
from candor.newsletters.rules.consent import words_of_consent
from candor.people.public import Identifier, IdentifierKind
from candor.privacy.public import (
    Consent,
    ConsentWay,
    LedgerBroken,
    LedgerBusy,
    Reach,
    ShownConsent,
    SuppressionReason,
    consent_text,
    current_notice_version,
    lift_after_opt_in,
    note_consent,
    note_objection,
    note_withdrawal,
    suppress,
)

TURN = "newsletters.subscription"
REASONS: Mapping[ConsentWay, SuppressionReason] = {ConsentWay.SPAM: SuppressionReason.COMPLAINT}
"""Why nobody advertises to an address any more, where its owner did not simply take their consent back."""


class MustConfirm(Exception):
    """The address is on the list of those to whom nobody advertises: only a mailed link lifts that."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What one press ended: the lists' numbers, and whether the address was entered as suppressed by it."""

    lists: tuple[int, ...]
    suppressed: bool


def words_for(each: MailingList, language: str) -> str:
    """What stands beside the list's box in this language today."""
    our_name = instance.current().organisation_name
    return words_of_consent(each.name_in(language), each.purpose_in(language), our_name, language)


def shown_now(each: MailingList, language: str) -> ShownConsent:
    """What somebody sees who agrees at this moment."""
    return ShownConsent(consent_text(words_for(each, language), language), current_notice_version())


@transaction.atomic
def subscribe_own(each: MailingList, identifier: Identifier, language: str, *, by: Actor) -> None:
    """The signed-in owner of the address wants the list. Pressing twice changes nothing. Raises MustConfirm."""
    one_at_a_time(TURN)
    if not allowed(Ask.ADVERTISE_TO, identifier.value):
        raise MustConfirm
    subscribe(each, identifier, shown_now(each, language), ConsentWay.ACCOUNT, by=by, language=language)


def subscribe(  # noqa: PLR0913 - a consent has this many independent facts
    each: MailingList, identifier: Identifier, shown: ShownConsent, way: ConsentWay, *, by: Actor, language: str
) -> bool:
    """The address gets the list from now on, with the proof. Called within TURN; True where it did not yet."""
    row, is_new = Subscription.objects.get_or_create(
        list=each, identifier=identifier, defaults={"language": language, "since": clock.now()}
    )
    if not is_new:
        if row.basis == Basis.CONSENT and Subscription.objects.standing().filter(pk=row.pk).exists():
            return False
        values = {"basis": Basis.CONSENT, "product": None, "reference": "", "language": language}
        Subscription.objects.filter(pk=row.pk).update(ended_at=None, since=clock.now(), **values)
    note_consent(consent_of(each, identifier), shown, way, by=by)
    record("newsletters.subscription.began", row, by=by, way=way.value)
    return True


@transaction.atomic
def leave_list(each: MailingList, identifier: Identifier, way: ConsentWay, *, by: Actor) -> Ended:
    """Out of one list. Leaving twice changes nothing."""
    one_at_a_time(TURN)
    left = Subscription.objects.filter(list=each, identifier=identifier, ended_at=None)
    for ref in left.values_list("ref", flat=True):
        enqueue(remember_leaving, ref)
    return Ended(_end(Subscription.objects.filter(list=each), identifier, way, by), suppressed=False)


@transaction.atomic
def leave_everything(identifier: Identifier, way: ConsentWay, *, by: Actor) -> Ended:
    """No list and no other advertising to the address, whatever becomes of its person. Doing it twice changes nothing.

    What ends here ends at once, even where the ledger cannot be written just now: then a job enters the address.
    """
    one_at_a_time(TURN)
    ended = _end(Subscription.objects.all(), identifier, way, by)
    is_new = allowed(Ask.ADVERTISE_TO, identifier.value)
    reason = REASONS.get(way, SuppressionReason.WITHDRAWAL)
    try:
        with transaction.atomic():
            suppress(identifier.value, Reach.EMAIL, reason, by=by)
    except (LedgerBusy, LedgerBroken):
        enqueue(suppress_later, identifier.pk, reason.value)
        is_new = False
    return Ended(ended, suppressed=is_new)


def begin_anew(identifier: Identifier, *, by: Actor) -> None:
    """Before a fresh double opt-in counts: what stood against it is lifted, and nothing older revives."""
    lift_after_opt_in(identifier.value, Reach.EMAIL, opted_in_at=clock.now(), by=by)


def end_all_lists(address: str, _by: Actor) -> None:
    """No list at the address any more by what was before its owner said no to everything; the ledger has that."""
    one_at_a_time(TURN)
    standing = Subscription.objects.filter(identifier__kind=IdentifierKind.EMAIL, identifier__value=address)
    standing.filter(ended_at=None).update(ended_at=clock.now())


def _end(rows: QuerySet[Subscription], identifier: Identifier, way: ConsentWay, by: Actor) -> tuple[int, ...]:
    ended = []
    standing = rows.filter(identifier=identifier, ended_at=None).select_related("list")
    for row in standing.select_for_update(of=("self",)):
        Subscription.objects.filter(pk=row.pk).update(ended_at=clock.now())
        if row.basis != Basis.CONSENT:
            note_objection(consent_of(row.list, identifier), way, ShownConsent(None), by=by)
        else:
            note_withdrawal(consent_of(row.list, identifier), way, by=by)
        record("newsletters.subscription.ended", row, by=by, way=way.value)
        _tell_issues(row, by)
        ended.append(row.list_id)
    return tuple(ended)


def _tell_issues(row: Subscription, by: Actor) -> None:
    """Of issues: letters that wait in the outbox are taken out of it, and the last one counts as what led to this."""
    theirs = Recipient.objects.filter(identifier=row.identifier_id, issue__list=row.list_id)
    for each in theirs.filter(fate=Fate.HANDED):
        if withdraw([each], by=by):
            Recipient.objects.filter(pk=each.pk).update(fate=Fate.LEFT_OUT)
    last = theirs.exclude(fate__in=(Fate.WAITING, Fate.LEFT_OUT)).order_by("-id").first()
    if last is not None:
        Recipient.objects.filter(pk=last.pk).update(opted_out=True)


def consent_of(each: MailingList, identifier: Identifier) -> Consent:
    """Whose it is, for which address and what, as the ledger knows it."""
    return Consent(identifier.person, identifier.value, each.topic)
