"""Signing up on the public site: what was typed waits until the owner of the mailbox presses a button (double opt-in).

For every address the same row is written and the same mail sent, so that nobody learns who is known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, tokens
from candor.kernel.actor import JOB, Actor, ActorKind
from candor.kernel.audit import record
from candor.kernel.http.limits import keyed_hash
from candor.kernel.jobs import enqueue, task
from candor.kernel.models import Token
from candor.kernel.turns import one_at_a_time
from candor.mail.public import TemplateClass, queue_mail
from candor.newsletters.actions.subscribing import TURN, begin_anew, shown_now, subscribe
from candor.newsletters.models import MailingList, SignUp
from candor.people.public import (
    Identifier,
    IdentifierKind,
    Source,
    confirm_identifier,
    find_or_add_by_email,
    normalise,
)
from candor.privacy.public import ConsentText, ConsentWay, ShownConsent, current_notice_version

CONFIRMATION = "newsletters"
"""The purpose of the links that are mailed."""

LIVES = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form brings. `key` is its one-time key."""

    key: str
    email: str
    lists: Sequence[MailingList]
    language: str


@transaction.atomic
def ask_for_newsletters(wanted: Wanted, *, by: Actor) -> None:
    """Keep what was typed for two days and have a link mailed. The same form twice is one. Raises NotAnIdentifier."""
    email, now = normalise(IdentifierKind.EMAIL, wanted.email), clock.now()
    shown = {each.ref: shown_now(each, wanted.language).text for each in wanted.lists}
    sign_up, is_new = SignUp.objects.get_or_create(
        key=keyed_hash(("newsletters", wanted.key, email)),
        defaults={
            "email": email,
            "language": wanted.language,
            "texts": {ref: text.pk for ref, text in shown.items() if text is not None},
            "notice_version": current_notice_version(),
            "created_at": now,
            "expires_at": now + LIVES,
        },
    )
    if is_new:
        record("newsletters.sign_up.asked", sign_up, by=by, lists=len(wanted.lists))
        enqueue(mail_confirmation, sign_up.pk)


@task(_("Mail the link that confirms newsletters"))
@transaction.atomic
def mail_confirmation(sign_up_id: int) -> None:
    """Write to the address. Running again replaces the link and mails the new one."""
    sign_up = SignUp.objects.filter(pk=sign_up_id, expires_at__gt=clock.now()).first()
    if sign_up is None:
        return
    tokens.revoke(CONFIRMATION, sign_up.pk)
    secret = tokens.issue_link(CONFIRMATION, sign_up.pk, lives=sign_up.expires_at - clock.now())
    queue_mail(
        "newsletters/mail/confirm",
        to=sign_up.email,
        language=sign_up.language,
        about=sign_up,
        context={
            "lists": "\n".join(each.name_in(sign_up.language) for each in lists_of(sign_up)),
            "link": settings.INSTANCE.base_url + reverse("public:newsletters-confirm", args=[secret]),
        },
        kind=TemplateClass.ASKED_FOR,
        by=JOB,
    )


def lists_of(sign_up: SignUp) -> list[MailingList]:
    """What was ticked, as far as it is still offered."""
    return list(MailingList.objects.offered().filter(ref__in=sign_up.texts))


def sign_up_behind(secret: str) -> tuple[Token, SignUp] | None:
    """The open sign-up of a mailed link, or None. Looking uses nothing up."""
    token = tokens.find_link(CONFIRMATION, secret)
    if token is None or token.subject_id is None:
        return None
    found = SignUp.objects.filter(pk=token.subject_id).first()
    return None if found is None else (token, found)


@transaction.atomic
def confirm_sign_up(token: Token, sign_up: SignUp) -> bool:
    """The owner of the mailbox pressed the button: the address gets the lists. True for the one press that counts.

    Raises people's Refused, and LedgerBusy and LedgerBroken where the address was suppressed.
    """
    one_at_a_time(TURN)
    if not tokens.use(token):
        return False
    person = find_or_add_by_email("", sign_up.email, by=JOB, source=Source.WEB_FORM, language=sign_up.language)
    identifier = Identifier.objects.get(person=person, kind=IdentifierKind.EMAIL, value=sign_up.email)
    by = Actor(ActorKind.CUSTOMER, person.pk)
    confirm_identifier(identifier, by=by)
    begin_anew(identifier, by=by)
    texts = ConsentText.objects.in_bulk(list(sign_up.texts.values()))
    for each in lists_of(sign_up):
        shown = ShownConsent(texts.get(sign_up.texts[each.ref]), sign_up.notice_version, sign_up.created_at)
        subscribe(each, identifier, shown, ConsentWay.FORM, by=by, language=sign_up.language)
    SignUp.objects.filter(email=sign_up.email).delete()
    return True


def forget_old_sign_ups() -> int:
    """Delete what nobody confirmed in time."""
    return SignUp.objects.filter(expires_at__lte=clock.now()).delete()[0]
