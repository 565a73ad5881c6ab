"""News of releases asked for in the account by somebody who had stopped all advertising: a mailed link lifts that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from candor.catalogue.actions.news import Wish, subscribe_by_mail
from candor.catalogue.models import DownloadWay, Product, ReleaseSubscription
from candor.kernel import tokens
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.models import Token
from candor.mail.public import TemplateClass, normal, queue_mail
from candor.people.public import Identifier, IdentifierKind, Person, primary_email
from candor.privacy.public import current_notice_version

CONFIRMATION = "release-news-confirm"
LIVES = timedelta(days=2)
TEMPLATE = "catalogue/mail/confirm_news"


@dataclass(frozen=True, slots=True)
class Asked:
    """What waits for the owner of the mailbox: which news, at which address, and in the words of which language."""

    token: Token
    product: Product
    identifier: Identifier
    language: str


@transaction.atomic
def ask_by_mail(product: Product, person: Person, language: str, *, by: Actor) -> None:
    """Mail a link to the address that they use first; the link of an earlier mail works no more."""
    address = normal(primary_email(person))
    identifier = Identifier.objects.get(person=person, kind=IdentifierKind.EMAIL, value=address)
    tokens.revoke(CONFIRMATION, identifier.pk)
    notice = current_notice_version()
    secret = tokens.issue_link(
        CONFIRMATION, identifier.pk, lives=LIVES, product=product.pk, language=language, notice=notice
    )
    record("catalogue.news.asked", product, by=by)
    queue_mail(
        TEMPLATE,
        to=address,
        language=language,
        about=person,
        context={
            "product": product.name_in(language),
            "link": settings.INSTANCE.base_url + reverse("public:release-news-confirm", args=[secret]),
        },
        kind=TemplateClass.ASKED_FOR,
        by=by,
    )


def asked_behind(secret: str) -> Asked | None:
    """What the mailed link is about, or None. Looking uses nothing up."""
    token = tokens.find_link(CONFIRMATION, secret)
    if token is None or token.subject_id is None:
        return None
    known = Identifier.objects.select_related("person").filter(pk=token.subject_id, person__erased_at=None).first()
    product = Product.objects.filter(pk=int(token.details["product"])).first()
    if known is None or product is None:
        return None
    return Asked(token, product, known, str(token.details["language"]))


@transaction.atomic
def confirm_by_mail(asked: Asked, *, by: Actor) -> ReleaseSubscription | None:
    """The owner of the mailbox pressed the button; None for a second press.

    Raises Suppressed where they said no again since, LedgerBusy and LedgerBroken.
    """
    if not tokens.use(asked.token):
        return None
    notice = str(asked.token.details["notice"])
    wish = Wish(asked.identifier.person, asked.identifier.value, asked.language, DownloadWay.ACCOUNT, notice)
    return subscribe_by_mail(asked.product, wish, asked_at=asked.token.created_at, by=by)
