"""News of releases: asked for at one address, confirmed by its owner, sent once a release, stopped by one press."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candor.catalogue.models import DownloadRequest, DownloadWay, Product, Release, ReleaseSubscription
from candor.catalogue.models.downloads import ReleaseSubscriptionQuerySet
from candor.catalogue.rules.news import words_of_news
from candor.kernel import clock, instance
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.kernel.db.inserting import insert_unless_there
from candor.kernel.jobs import enqueue, task
from candor.kernel.purposes import reading_for
from candor.kernel.registries.guards import Ask, allowed
from candor.kernel.registries.personal_data import Purpose
from candor.kernel.registries.restricted import is_restricted
from candor.mail.public import OutboxState, TemplateClass, normal, queue_mail
from candor.people.public import Person, primary_email
from candor.privacy.public import (
    Consent,
    ConsentWay,
    NotFresh,
    Reach,
    ShownConsent,
    consent_text,
    current_notice_version,
    lift_after_opt_in,
    note_consent,
    note_withdrawal,
)

TEMPLATE = "catalogue/mail/new_release"
MOST_AT_ONCE = 200
SALT = "catalogue.news"
TOPICS = "catalogue."
"""As what the ledger of consents knows news of a product: this and its reference."""

WAYS: Mapping[DownloadWay, ConsentWay] = {
    DownloadWay.FORM: ConsentWay.FORM,
    DownloadWay.ACCOUNT: ConsentWay.ACCOUNT,
}


class Suppressed(Exception):
    """The address is on the list of those to whom nobody advertises; only a fresh opt-in by mail lifts that."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants news at which address, how they said so, and which privacy notice they could read."""

    person: Person
    email: str
    language: str
    way: DownloadWay
    notice_version: str


@transaction.atomic
def confirm(request: DownloadRequest, language: str, *, by: Actor) -> ReleaseSubscription | None:
    """The owner of the address confirms what they ticked; None where nothing was ticked. Raises Suppressed.

    The link confirms once: who stopped the news afterwards is not subscribed again by it. A box that was ticked after
    its owner had stopped all advertising is the fresh opt-in that lifts that; one from before it is none. Raises
    LedgerBusy and LedgerBroken, too.
    """
    if not request.wants_news:
        return None
    if (earlier := _confirmed_by(request)) is not None:
        return earlier
    wish = Wish(request.person, request.email, language, DownloadWay.FORM, request.notice_version)
    return subscribe_by_mail(request.release.product, wish, asked_at=request.asked_at, by=by)


def subscribe_by_mail(product: Product, wish: Wish, *, asked_at: datetime, by: Actor) -> ReleaseSubscription:
    """The owner of the mailbox pressed the button behind our link: a double opt-in, which lifts an earlier no.

    A no that came after they had asked stands. Raises Suppressed, LedgerBusy and LedgerBroken.
    """
    with suppress(NotFresh):
        lift_after_opt_in(wish.email, Reach.EMAIL, opted_in_at=asked_at, by=by)
    return _subscribe(product, wish, asked_at=asked_at, by=by)


def waits_for_confirmation(request: DownloadRequest) -> bool:
    """Whether they ticked the box and have not confirmed it: once confirmed, stopping it is the last word."""
    return request.wants_news and _confirmed_by(request) is None


@transaction.atomic
def subscribe(product: Product, person: Person, language: str, *, by: Actor) -> ReleaseSubscription:
    """Who has signed in asks for news at the address that they use first. Raises Suppressed."""
    wish = Wish(person, normal(primary_email(person)), language, DownloadWay.ACCOUNT, current_notice_version())
    return _subscribe(product, wish, asked_at=clock.now(), by=by)


@transaction.atomic
def stop(subscription: ReleaseSubscription, way: ConsentWay, *, by: Actor) -> bool:
    """No more news by this consent; True for the press that ended it."""
    if not _end(subscription, by):
        return False
    note_withdrawal(consent_of(subscription), way, by=by)
    return True


@transaction.atomic
def stop_all_news(email: str, by: Actor) -> None:
    """No more news of any product to an address that said no to all advertising: the ledger has that already."""
    for subscription in ReleaseSubscription.objects.standing().filter(email=email):
        _end(subscription, by)


def ask_anew(by: Actor) -> None:
    """After a change that reaches what people agreed to: nobody gets news by an earlier consent from now on."""
    for product in Product.objects.filter(pk__in=ReleaseSubscription.objects.standing().values("product")):
        ReleaseSubscription.objects.standing().filter(product=product).update(ended_at=clock.now())
        record("catalogue.news.asked_anew", product, by=by)


@transaction.atomic
def tell(release: Release, *, by: Actor) -> bool:
    """Have everybody told who wants news of the product; True for the one who asked for it, once a release."""
    untold = Release.objects.standing().filter(pk=release.pk, telling_since=None)
    if not untold.update(telling_since=clock.now()):
        return False
    record("catalogue.release.told", release, by=by)
    enqueue(tell_subscribers, release.pk, unique=f"catalogue.tell.{release.pk}")
    return True


@task(_("Tell subscribers of a new release"))
def tell_subscribers(number: int) -> None:
    """Write to the next subscribers, each in a transaction of its own, and ask for the rest.

    The release remembers the last one who was told, in the transaction of their mail: run twice, killed in between or
    beside itself, it writes to each of them once. A release that was withdrawn meanwhile is told no further.
    """
    release = Release.objects.standing().filter(pk=number, telling_since__isnull=False, told_at=None).first()
    if release is None:
        return
    waiting = _next_ones(release)
    for subscription in waiting[:MOST_AT_ONCE]:
        _tell_one(release, subscription)
    if len(waiting) > MOST_AT_ONCE:
        with transaction.atomic():
            enqueue(tell_subscribers, number)
    else:
        Release.objects.filter(pk=number, told_at=None).update(told_at=clock.now())


def wants_news(product: Product, person: Person) -> ReleaseSubscription | None:
    """The person's standing subscription, at whichever address. One query."""
    return ReleaseSubscription.objects.standing().filter(product=product, person=person).first()


def stop_link(subscription_ref: str) -> str:
    """The address of the page on which one press stops the mails. It works for as long as the mail is kept."""
    return settings.INSTANCE.base_url + reverse("public:release-news-stop", args=[signed(subscription_ref)])


def signed(subscription_ref: str) -> str:
    return signing.Signer(salt=SALT).sign(subscription_ref)


def linked_subscription(secret: str) -> ReleaseSubscription | None:
    """The subscription that the stop link of a mail is about, ended or not; None for an address that is not ours.

    Who agreed anew since that mail has a later one for the same address and product: that is what they mean to stop.
    """
    try:
        ref = signing.Signer(salt=SALT).unsign(secret)
    except signing.BadSignature:
        return None
    meant = ReleaseSubscription.objects.filter(ref=ref).values("product", "email", "person").first()
    if meant is None:
        return None
    return ReleaseSubscription.objects.select_related("product", "person").filter(**meant).order_by("-pk").first()


def still_wanted(numbers: Collection[int]) -> set[int]:
    """Which of these consents stand at this moment: asked once more when mails leave. One query."""
    return set(ReleaseSubscription.objects.standing().filter(pk__in=numbers).values_list("pk", flat=True))


def _confirmed_by(request: DownloadRequest) -> ReleaseSubscription | None:
    """The consent that was given since the box was ticked, ended or not."""
    known = ReleaseSubscription.objects.filter(product=request.release.product_id, email=request.email)
    return known.filter(confirmed_at__gte=request.asked_at).order_by("-pk").first()


def words_for(product: Product, language: str) -> str:
    """What somebody agrees to today who wants news of the product."""
    return words_of_news(product.name_in(language), instance.current().organisation_name, language)


def _subscribe(product: Product, wish: Wish, *, asked_at: datetime, by: Actor) -> ReleaseSubscription:
    if not wish.email or not allowed(Ask.ADVERTISE_TO, wish.email):
        raise Suppressed
    row = ReleaseSubscription(
        product=product,
        person=wish.person,
        email=wish.email,
        language=wish.language,
        way=wish.way,
        notice_version=wish.notice_version,
        asked_at=asked_at,
        confirmed_at=clock.now(),
    )
    if not insert_unless_there(row):
        return ReleaseSubscription.objects.standing().get(product=product, email=wish.email)
    text = consent_text(words_for(product, wish.language), wish.language)
    note_consent(consent_of(row), ShownConsent(text, wish.notice_version, asked_at), WAYS[wish.way], by=by)
    record("catalogue.news.confirmed", row, by=by, product=product.pk, way=str(wish.way))
    return row


def consent_of(subscription: ReleaseSubscription) -> Consent:
    """Whose it is, for which address and product, as the ledger knows it."""
    return Consent(subscription.person, subscription.email, f"{TOPICS}{subscription.product.ref}")


def _end(subscription: ReleaseSubscription, by: Actor) -> bool:
    standing = ReleaseSubscription.objects.standing().filter(pk=subscription.pk)
    if not standing.update(ended_at=clock.now()):
        return False
    record("catalogue.news.stopped", subscription, by=by, product=subscription.product_id)
    return True


def _next_ones(release: Release) -> list[ReleaseSubscription]:
    """Those who have not been told, one more than are told at once. Who asked later than staff wants the next ones."""
    rows: ReleaseSubscriptionQuerySet = ReleaseSubscription.objects.standing().filter(
        product=release.product_id, pk__gt=release.told_upto, confirmed_at__lte=release.telling_since
    )
    with reading_for(Purpose.MARKETING):
        return list(rows.only("pk", "ref", "person", "email", "language").order_by("pk")[: MOST_AT_ONCE + 1])


@transaction.atomic
def _tell_one(release: Release, subscription: ReleaseSubscription) -> None:
    untold = Release.objects.standing().filter(pk=release.pk, told_upto__lt=subscription.pk)
    if not untold.update(told_upto=subscription.pk):
        return
    if not _may_be_told(subscription):
        return
    language = subscription.language or instance.current().language
    mail = queue_mail(
        TEMPLATE,
        to=subscription.email,
        language=language,
        about=subscription,
        context=_said(release, language) | {"stop_link": stop_link(subscription.ref)},
        kind=TemplateClass.ADVERTISING,
        headers=_one_click(subscription.ref),
        by=JOB,
    )
    ReleaseSubscription.objects.filter(pk=subscription.pk).update(delivery=mail.state)
    if mail.state == OutboxState.QUEUED:
        Release.objects.filter(pk=release.pk).update(told_count=F("told_count") + 1)


def _may_be_told(subscription: ReleaseSubscription) -> bool:
    """Whether it still stands, nobody objected at the address, and the person's data may be used (GDPR Art. 18)."""
    stands = ReleaseSubscription.objects.standing().filter(pk=subscription.pk).exists()
    return stands and allowed(Ask.ADVERTISE_TO, subscription.email) and not is_restricted(subscription.person_id)


def _said(release: Release, language: str) -> dict[str, str]:
    return {
        "release": release.name_in(language),
        "link": settings.INSTANCE.base_url + reverse("public:download-release", args=[release.ref]),
    }


def _one_click(ref: str) -> Mapping[str, str]:
    """RFC 8058: the mail program's own button sends a POST there."""
    return {"List-Unsubscribe": f"<{stop_link(ref)}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
