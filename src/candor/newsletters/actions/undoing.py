"""Taking a press of "unsubscribe" back within the hour: what it ended counts again, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from candor.kernel import clock, tokens
from candor.kernel.actor import Actor
from candor.kernel.registries.guards import Ask, allowed
from candor.kernel.turns import one_at_a_time
from candor.newsletters.actions.choosing import set_language
from candor.newsletters.actions.selling import take_objection_back
from candor.newsletters.actions.subscribing import TURN, Ended, subscribe
from candor.newsletters.models import Basis, MailingList, Subscription
from candor.people.public import Identifier
from candor.privacy.public import ConsentDeed, ConsentEvent, ConsentWay, Reach, ShownConsent, take_suppression_back

UNDO = "newsletters-undo"
LIVES = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)
MOST_AT_ONCE = 1_000


def secret_to_undo(identifier: Identifier, ended: Ended, language: str = "") -> str:
    """What the page that confirms the press carries. Whoever pressed may take it back; others cannot know it.

    `language` is the one of before, where the press changed it.
    """
    lists = " ".join(str(number) for number in ended.lists)
    suppressed = int(ended.suppressed)
    return tokens.issue_link(UNDO, identifier.pk, lives=LIVES, lists=lists, suppressed=suppressed, language=language)


@transaction.atomic
def undo(identifier: Identifier, secret: str, *, by: Actor) -> bool:
    """What that press ended counts again, with the words that were agreed to before. True for the one who does it."""
    one_at_a_time(TURN)
    token = tokens.find_link(UNDO, secret)
    if token is None or token.subject_id != identifier.pk or not tokens.use(token):
        return False
    if token.details.get("suppressed"):
        take_suppression_back(identifier.value, Reach.EMAIL, pressed_at=token.created_at, by=by)
    if not allowed(Ask.ADVERTISE_TO, identifier.value):
        return False  # they stopped everything since
    if token.details.get("language"):
        set_language(identifier, str(token.details["language"]), by=by)
    for number in str(token.details.get("lists", "")).split():
        each = MailingList.objects.offered().filter(pk=int(number)).first()
        if each is not None:
            _again(each, identifier, by)
    return True


def forget_ended() -> int:
    """Delete what said who got a list, a day after it ended (Art. 17(1)(b) and (c) GDPR).

    Nothing is sent by it any more, and what proves the right of before stands in the ledger of consents.
    """
    rows = Subscription.objects.filter(ended_at__lt=clock.now() - FORGOTTEN_AFTER)
    numbers = list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])
    return Subscription.objects.filter(pk__in=numbers).delete()[0]


def _again(each: MailingList, identifier: Identifier, by: Actor) -> None:
    """Not where consents were asked for anew since: then a fresh one counts, and no older one comes back."""
    row = Subscription.objects.filter(list=each, identifier=identifier).first()
    if row is not None and row.basis != Basis.CONSENT:
        take_objection_back(row, identifier, by=by)
        return
    given = _given_before(each, identifier)
    if given is not None and (each.asked_anew_at is None or given.at >= each.asked_anew_at):
        shown = ShownConsent(given.text, given.notice_version)
        language = row.language if row is not None else "en"
        subscribe(each, identifier, shown, ConsentWay.UNDO, by=by, language=language)


def _given_before(each: MailingList, identifier: Identifier) -> ConsentEvent | None:
    given = ConsentEvent.objects.filter(
        person=identifier.person_id, address=identifier.value, topic=each.topic, deed=ConsentDeed.GIVEN
    ).select_related("text")
    return given.order_by("-at", "-id").first()
