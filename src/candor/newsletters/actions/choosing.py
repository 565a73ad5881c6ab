"""The page of choices without signing in: what somebody who holds the mailed link may set for its address.

Ending takes effect at once. What is ticked anew is asked about by mail: a letter may have been passed on, and only the
mailbox's owner agrees. The language is nobody's right, so it changes at once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from candor.kernel.actor import ANONYMOUS, Actor
from candor.kernel.audit import record
from candor.kernel.ids import new_ref
from candor.kernel.turns import one_at_a_time
from candor.newsletters.actions.signing_up import Wanted, ask_for_newsletters
from candor.newsletters.actions.subscribing import TURN, Ended, leave_list
from candor.newsletters.models import MailingList, Subscription
from candor.people.public import Identifier
from candor.privacy.public import ConsentWay


@dataclass(frozen=True, slots=True)
class Saved:
    """What a press did: what it ended, what waits for a confirmation, and the language of before."""

    ended: Ended
    asked: int
    language: str


@transaction.atomic
def save_choices(
    identifier: Identifier, offered: Collection[MailingList], wanted: Collection[str], language: str, *, by: Actor
) -> Saved:
    """`wanted` are the references of the ticked lists, of those that were shown. Doing it twice changes nothing."""
    one_at_a_time(TURN)
    on = set(Subscription.objects.standing().filter(identifier=identifier).values_list("list", flat=True))
    before = set_language(identifier, language, by=by)
    ended: tuple[int, ...] = ()
    for each in offered:
        if each.pk in on and each.ref not in wanted:
            ended += leave_list(each, identifier, ConsentWay.LINK, by=by).lists
    asked = [each for each in offered if each.pk not in on and each.ref in wanted and each.retired_at is None]
    if asked:
        ask_for_newsletters(Wanted(new_ref(), identifier.value, asked, language), by=ANONYMOUS)
    return Saved(Ended(ended, suppressed=False), len(asked), before)


@transaction.atomic
def set_language(identifier: Identifier, language: str, *, by: Actor) -> str:
    """In which language the address gets its newsletters from now on; returns the one of before."""
    rows = Subscription.objects.filter(identifier=identifier)
    before = rows.order_by("-ended_at", "id").values_list("language", flat=True).first() or language
    if rows.exclude(language=language).update(language=language):
        record("newsletters.language.chosen", identifier, by=by, language=language)
    return before
