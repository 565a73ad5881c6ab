from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.ids import new_ref
from candor.people.public import Person
from candor.privacy.models.recipients import Recipient
from candor.privacy.models.requests import SubjectRequest
from candor.privacy.models.subjects import about
from candor.privacy.rules.recipient_states import MAILED_BY_ITSELF, WAITING, TaskState

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class TaskRight(models.TextChoices):
    """What was carried out here, of which the recipient is told."""

    RECTIFICATION = "rectification", _("Rectification (Art. 16)")
    ERASURE = "erasure", _("Erasure (Art. 17)")
    RESTRICTION = "restriction", _("Restriction (Art. 18)")


TASK_WORDS = {
    TaskState.OPEN: pgettext_lazy("recipient task", "Not told yet"),
    TaskState.TOLD: pgettext_lazy("recipient task", "Told, no answer yet"),
    TaskState.REFUSED: pgettext_lazy("recipient task", "Refused"),
    TaskState.CONFIRMED: pgettext_lazy("recipient task", "Confirmed"),
    TaskState.EXCUSED: pgettext_lazy("recipient task", "Impossible or disproportionate"),
}


TASK_STATES = [(state.value, words) for state, words in TASK_WORDS.items()]


class RecipientTaskQuerySet(models.QuerySet["RecipientTask"]):
    def visible_to(self, actor: Actor) -> RecipientTaskQuerySet:
        """The privacy office and the software itself."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()

    def of_person(self, number: int) -> RecipientTaskQuerySet:
        """Those about them, by the numbers of records that became part of theirs, too."""
        return self.filter(about(number))

    def waiting(self) -> RecipientTaskQuerySet:
        """Of which nothing is proven yet."""
        return self.filter(state__in=sorted(WAITING))

    def to_mail(self) -> RecipientTaskQuerySet:
        """That are mailed by themselves once their moment has come."""
        return self.filter(state__in=sorted(MAILED_BY_ITSELF), mail_at__isnull=False)


class RecipientTask(models.Model):
    """That one recipient is told what was carried out for one person, until that is proven (Art. 19).

    `person_name` and `person_address` are what the recipient knows the person by; they stay under lock when the person
    is erased, because a notice may have to be repeated. `details` is what is right now, after a rectification.
    `mail_at` is when the next mail goes by itself, None where none does. `answer` is what the recipient or the office
    wrote with its answer; `answered_by` is empty where the recipient pressed the button.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="tasks", db_index=False)
    request = models.ForeignKey(SubjectRequest, models.SET_NULL, null=True, related_name="recipient_tasks")
    """The request of the person's that was carried out, where there is a tracked one."""
    subject_number = models.BigIntegerField()
    right = models.CharField(max_length=13, choices=TaskRight.choices)
    person_name = models.CharField(max_length=200, blank=True)
    person_address = models.CharField(max_length=254, blank=True)
    details = models.TextField(blank=True)
    state = models.CharField(
        max_length=9,
        choices=TASK_STATES,
        default=TaskState.OPEN.value,
    )
    opened_at = models.DateTimeField()
    answer_by = models.DateField()
    mail_at = models.DateTimeField(null=True)
    mails = models.PositiveSmallIntegerField(default=0)
    told_on = models.DateField(null=True)
    told_how = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = RecipientTaskQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-id"], name="privacy_task_recipient"),
            models.Index(fields=["subject_number", "recipient"], name="privacy_task_subject"),
            models.Index(
                fields=["answer_by", "id"],
                name="privacy_task_waiting",
                condition=models.Q(state__in=["open", "refused", "told"]),
            ),
            models.Index(fields=["mail_at"], name="privacy_task_mail", condition=models.Q(mail_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def stands(self) -> TaskState:
        return TaskState(self.state)

    @property
    def is_over(self) -> bool:
        return self.stands not in WAITING
