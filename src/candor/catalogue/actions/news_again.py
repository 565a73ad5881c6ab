"""Taking a press of "Stop the news" or "Unsubscribe from everything" back within the hour."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction

from candor.catalogue.actions.news import consent_of
from candor.catalogue.models import ReleaseSubscription
from candor.kernel import tokens
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.models import Token
from candor.kernel.registries.guards import Ask, allowed
from candor.privacy.public import Reach, note_taken_back, take_suppression_back

UNDO = "release-news-undo"
LIVES = timedelta(hours=1)


def secret_to_undo(subscription: ReleaseSubscription, *, everything: bool = False) -> str:
    """What the page that confirms the press carries. Whoever pressed may take it back; others cannot know it."""
    return tokens.issue_link(UNDO, subscription.pk, lives=LIVES, everything=int(everything))


def token_behind(subscription: ReleaseSubscription, secret: str) -> Token | None:
    """The open secret of a press on this very subscription. Looking uses nothing up."""
    token = tokens.find_link(UNDO, secret)
    return token if token is not None and token.subject_id == subscription.pk else None


@transaction.atomic
def undo(subscription: ReleaseSubscription, secret: str, *, by: Actor) -> bool:
    """What that press ended counts again, and nothing else. True for the one who does it.

    Whatever was said since the press is the last word. Raises LedgerBusy and LedgerBroken.
    """
    token = token_behind(subscription, secret)
    if token is None or not tokens.use(token):
        return False
    if token.details.get("everything"):
        return take_suppression_back(subscription.email, Reach.EMAIL, pressed_at=token.created_at, by=by)
    return allowed(Ask.ADVERTISE_TO, subscription.email) and _again(subscription, token, by)


def _again(subscription: ReleaseSubscription, token: Token, by: Actor) -> bool:
    """Not where they have agreed anew since, or where all consents were asked for anew: then a fresh one counts."""
    ended = ReleaseSubscription.objects.filter(pk=subscription.pk, ended_at__lte=token.created_at)
    try:
        with transaction.atomic():
            if not ended.update(ended_at=None) or not note_taken_back(consent_of(subscription), by=by):
                transaction.set_rollback(True)
                return False
    except IntegrityError:
        return False
    record("catalogue.news.taken_back", subscription, by=by, product=subscription.product_id)
    return True
