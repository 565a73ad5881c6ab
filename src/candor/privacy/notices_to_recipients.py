"""The notice to a recipient: what was carried out for whom, and what is asked of them (Art. 19 GDPR).

It holds what the recipient needs to recognise the person and nothing else, and a link to answer with. Both are made of
the task's own words, so that it can be sent again when the person is erased here.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from candor.kernel import instance, tokens
from candor.kernel.actor import Actor
from candor.mail.public import OutboxMessage, TemplateClass, queue_mail
from candor.people.public import may_write_to
from candor.privacy.models import Recipient, RecipientTask, TaskRight
from candor.ui.public import locale_of, long_date

MAIL = "privacy/mail/recipient_notice"
ANSWER = "privacy-recipient"
"""The purpose of the links by which recipients answer; a link belongs to one task."""

LINK_LIVES = timedelta(days=120)


def language_of(recipient: Recipient) -> str:
    return recipient.language or instance.current().language


def what_is_asked(task: RecipientTask) -> str:
    """What the recipient is to do, in the language that is active."""
    match TaskRight(task.right):
        case TaskRight.ERASURE:
            return _(
                "We have erased the data of this person (Art. 17 GDPR). Please erase what you received of them from us,"
                " with every link to it, copy and replication. Where a law obliges you to keep something, keep that"
                " alone, and write to us which law it is."
            )
        case TaskRight.RESTRICTION:
            return _(
                "We have restricted the processing of this person's data (Art. 18 GDPR). Until you hear from us, please"
                " store what you received of them from us, and use it for nothing else."
            )
        case TaskRight.RECTIFICATION:
            return _(
                "We have put right data of this person (Art. 16 GDPR). Please put right what you received of them from"
                " us, too. What is right now:"
            )


def who_it_is(task: RecipientTask) -> str:
    """By what the recipient knows the person, a line each."""
    return "\n".join(line for line in (task.person_name, task.person_address) if line)


def write_notice(task: RecipientTask, *, by: Actor) -> OutboxMessage | None:
    """Mail it with a new link, which ends the one before; None where there is no address that may be written to."""
    recipient = task.recipient
    if not recipient.address or not may_write_to(recipient.address):
        return None
    language = language_of(recipient)
    tokens.revoke(ANSWER, task.pk)
    secret = tokens.issue_link(ANSWER, task.pk, lives=LINK_LIVES)
    with translation.override(language):
        wanted = what_is_asked(task)
        again = _("We have written to you about this before and have no answer yet.") if task.mails else ""
    return queue_mail(
        MAIL,
        to=recipient.address,
        to_name=recipient.contact_name or recipient.name,
        language=language,
        about=task,
        context={
            "name": recipient.contact_name or recipient.name,
            "wanted": wanted,
            "person": who_it_is(task),
            "details": task.details,
            "again": again,
            "day": long_date(task.answer_by, locale_of(language)),
            "reference": task.ref,
            "link": settings.INSTANCE.base_url + reverse("public:recipient-answer", args=[secret]),
        },
        kind=TemplateClass.CONTRACT,
        by=by,
    )
