"""What comes back for news of releases: how a mail fared, that it was marked as spam, answers that ask us to stop."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.catalogue.actions.news import stop
from candor.catalogue.models import ReleaseSubscription
from candor.kernel.actor import JOB, Actor, ActorKind, Channel
from candor.kernel.jobs import enqueue, task
from candor.kernel.registries.inbound import COMPLAINED, Answer, DeliveryReport
from candor.privacy.public import ConsentWay, LedgerBroken, LedgerBusy, Reach, SuppressionReason, suppress

KIND = "catalogue.releasesubscription"


def note_delivery(report: DeliveryReport) -> None:
    """Called in the transaction that settles the mail. A complaint ends all advertising to the address."""
    if report.state != COMPLAINED:
        ReleaseSubscription.objects.filter(pk=report.about_id).update(delivery=report.state)
    elif (subscription := _subscription(report.about_id)) is not None:
        _stop_everything(subscription, ConsentWay.SPAM, SuppressionReason.COMPLAINT)


def note_answer(answer: Answer) -> bool:
    """Called in the transaction that settles the answer. Who asks us to stop gets no advertising at all any more."""
    subscription = _subscription(answer.about_id) if answer.asks_to_stop else None
    if subscription is None:
        return False
    _stop_everything(subscription, ConsentWay.REPLY, SuppressionReason.WITHDRAWAL)
    return True


@task(_("Enter an address to which nobody advertises"), most_attempts=20)
def suppress_later(number: int, reason: str) -> None:
    """Where the ledger could not be written when the mail came. Running again changes nothing."""
    subscription = _subscription(number)
    if subscription is not None:
        suppress(subscription.email, Reach.EMAIL, SuppressionReason(reason), by=JOB)


def _subscription(number: int) -> ReleaseSubscription | None:
    return ReleaseSubscription.objects.select_related("product", "person").filter(pk=number).first()


def _stop_everything(about: ReleaseSubscription, way: ConsentWay, reason: SuppressionReason) -> None:
    """The news end at once, of every product, even where the ledger cannot be written just now."""
    by = Actor(ActorKind.MAIL_SENDER, about.person_id, channel=Channel.MAIL)
    theirs = ReleaseSubscription.objects.standing().filter(email=about.email)
    for subscription in theirs.select_related("product", "person"):
        stop(subscription, way, by=by)
    try:
        with transaction.atomic():
            suppress(about.email, Reach.EMAIL, reason, by=by)
    except (LedgerBusy, LedgerBroken):
        enqueue(suppress_later, about.pk, reason.value)
