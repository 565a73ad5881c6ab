"""Telling a recipient what was carried out, and what came of it (Art. 19 GDPR): mailed until it is proven.

A task counts as told when a mail server took the notice, or when somebody of us says how they told them. A mail that
came back opens it again. Only the recipient's button, or a named person of us, ends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, tokens
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.kernel.jobs import task as job
from candor.kernel.models import Token
from candor.kernel.registries.inbound import DeliveryReport
from candor.kernel.turns import a_moment_ago
from candor.mail.public import OutboxState
from candor.people.public import Refused
from candor.privacy.models import Erasure, ErasureState, RecipientTask, TaskRight
from candor.privacy.models.recipient_tasks import RecipientTaskQuerySet
from candor.privacy.notices_to_recipients import ANSWER, write_notice
from candor.privacy.queries.registers import today
from candor.privacy.rules.recipient_states import TRY_AGAIN, TaskState, may_become, next_mail

KIND = "privacy.recipienttask"
MOST_AT_ONCE = 100
ARRIVED, CAME_BACK = ("sent", "kept"), ("bounced", "failed")
BEING_ERASED = (ErasureState.CONFIRMED, ErasureState.EXECUTING, ErasureState.VERIFYING)
"""Meanwhile whatever is written about the person would be taken away unsent."""

OVER = _("This is settled already. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class OpenLink:
    """The task that waits behind a mailed link."""

    token: Token
    task: RecipientTask


def recipients_should_be_told() -> bool:
    """Whether the moment of a notice has come."""
    return _due().exists()


@job(_("Tell recipients of data what was carried out"))
def tell_recipients() -> None:
    """Mail the notices whose moment has come. Whoever moves the moment on writes the mail."""
    for task in _due().select_related("recipient").order_by("mail_at", "pk")[:MOST_AT_ONCE]:
        _mail(task, Q(mail_at=task.mail_at), by=JOB)


@transaction.atomic
def mail_now(task: RecipientTask, *, details: str = "", by: Actor) -> bool:
    """Send the notice, at once or once more; False where the recipient has no address that may be written to.

    `details` are what is right now, after a rectification; "" leaves what was written down.

    Pressing twice sends one. Raises Refused when it is settled.
    """
    present = _locked(task)
    if present.is_over or present.stands is TaskState.REFUSED:
        raise Refused(OVER)
    if tokens.was_issued(ANSWER, task.pk, since=a_moment_ago()):
        return True
    if details and present.right == TaskRight.RECTIFICATION:
        present.details = details
        present.save(update_fields=["details"])
    return _mail(present, Q(), by=by)


@transaction.atomic
def note_told(task: RecipientTask, on: date, how: str, *, by: Actor) -> bool:
    """They were told by letter or telephone; True for the one who noted it. Raises Refused when it is settled."""
    present = _locked(task)
    if present.stands is TaskState.TOLD and (present.told_on, present.told_how) == (on, how):
        return False
    if present.is_over or present.stands is TaskState.REFUSED:
        raise Refused(OVER)
    present.state, present.told_on, present.told_how = TaskState.TOLD.value, on, how
    pause = next_mail(TaskState.TOLD, present.mails)
    present.mail_at = clock.now() + pause if pause and present.recipient.address else None
    present.save(update_fields=["state", "told_on", "told_how", "mail_at"])
    record("privacy.recipient_task.told", present, by=by, by_mail=False)
    return True


@transaction.atomic
def note_answer(task: RecipientTask, state: TaskState, words: str, *, by: Actor) -> bool:
    """What the recipient answered, or why it cannot be told; True for the one who noted it.

    Raises Refused without words for a refusal or an excuse, and when it is settled otherwise.
    """
    present, said = _locked(task), words.strip()
    if present.stands is state:
        return False
    if state in {TaskState.REFUSED, TaskState.EXCUSED} and not said:
        raise Refused(_("Say why: an authority will ask for the reason (Art. 19 GDPR)."))
    if not may_become(present.stands, state):
        raise Refused(OVER)
    _settle(present, state, said, by)
    return True


def task_behind(secret: str) -> OpenLink | None:
    """The task of a mailed link that still waits for an answer; None for any other. Looking changes nothing."""
    token = tokens.find_link(ANSWER, secret)
    if token is None:
        return None
    found = RecipientTask.objects.select_related("recipient").filter(pk=token.subject_id or 0).first()
    return OpenLink(token, found) if found is not None and not found.is_over else None


@transaction.atomic
def answer_by_link(link: OpenLink, state: TaskState, words: str, *, by: Actor) -> bool:
    """The recipient pressed a button of the page; True for the first press. Raises as `note_answer`."""
    if not tokens.use(link.token):
        return False
    return note_answer(link.task, state, words, by=by)


def note_delivery(report: DeliveryReport) -> None:
    """What became of a notice. Called in the transaction that settles it."""
    rows = RecipientTask.objects.filter(pk=report.about_id)
    if report.state in ARRIVED:
        told = {"state": TaskState.TOLD.value, "told_on": today(), "told_how": ""}
        present = rows.filter(state=TaskState.OPEN.value).select_for_update(of=("self",)).first()
        if present is not None:
            pause = next_mail(TaskState.TOLD, present.mails)
            rows.update(**told, mail_at=clock.now() + pause if pause else None)
            record("privacy.recipient_task.told", present, by=JOB, by_mail=True)
    elif report.state in CAME_BACK:
        came_back = rows.filter(state__in=[TaskState.OPEN.value, TaskState.TOLD.value], told_how="")
        came_back.update(state=TaskState.OPEN.value, told_on=None, mail_at=clock.now() + TRY_AGAIN)


def _mail(task: RecipientTask, unchanged: Q, *, by: Actor) -> bool:
    """Whoever moves the moment on writes, so that two never do."""
    now = clock.now()
    with transaction.atomic():
        mails = task.mails + 1
        pause = next_mail(task.stands, mails)
        mine = RecipientTask.objects.to_mail() if unchanged else RecipientTask.objects.waiting()
        moved = mine.filter(unchanged, pk=task.pk, mails=task.mails)
        if not moved.update(mails=F("mails") + 1, mail_at=now + pause if pause else None):
            return False
        mail = write_notice(task, by=by)
        if mail is None:
            RecipientTask.objects.filter(pk=task.pk).update(mails=task.mails, mail_at=None)
            return False
        record("privacy.recipient_task.mailed", task, by=by, mails=mails)
        return bool(mail.state != OutboxState.FAILED)


def _settle(present: RecipientTask, state: TaskState, words: str, by: Actor) -> None:
    present.state, present.answer, present.answered_at = state.value, words, clock.now()
    present.answered_by_id, present.mail_at = by.id if by.is_staff else None, None
    present.save(update_fields=["state", "answer", "answered_at", "answered_by", "mail_at"])
    if present.is_over:
        tokens.revoke(ANSWER, present.pk)
    record("privacy.recipient_task.answered", present, by=by, state=state.value)


def _locked(task: RecipientTask) -> RecipientTask:
    rows = RecipientTask.objects.select_related("recipient").select_for_update(of=("self",))
    return rows.get(pk=task.pk)


def _due() -> RecipientTaskQuerySet:
    under_way = Erasure.objects.filter(state__in=BEING_ERASED).values("subject_number")
    return RecipientTask.objects.to_mail().filter(mail_at__lte=clock.now()).exclude(subject_number__in=under_way)
