from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from candor.kernel.ids import new_ref
from candor.people.public import Organisation, Person
from candor.privacy.models.copies import Copy, CopyState
from candor.privacy.models.erasures import Erasure, ErasureState
from candor.privacy.models.locks import ToldHow
from candor.privacy.models.requests import SubjectRequest

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class ClientWord(models.TextChoices):
    """What a client has answered; the values are those of `rules.deciding.Word`."""

    NOTHING_YET = "nothing-yet", _("No answer yet")
    ERASE = "erase", _("Delete it")
    KEEP = "keep", _("Keep it")
    CORRECT = "correct", _("Put it right")
    HAND_OUT = "hand-out", _("Hand the copy out")
    WITHHOLD = "withhold", _("Hand nothing out: they answer themselves")


WORDS_ABOUT_A_COPY = (ClientWord.HAND_OUT, ClientWord.WITHHOLD)
WORDS_ABOUT_AN_ERASURE = (ClientWord.ERASE, ClientWord.KEEP, ClientWord.CORRECT)


OF_WHICH_A_CLIENT_HEARS = (CopyState.WAITING, CopyState.WITHHELD, CopyState.HANDED_OUT)


class ClientRequestQuerySet(models.QuerySet["ClientRequest"]):
    def visible_to(self, actor: Actor) -> ClientRequestQuerySet:
        """The privacy office and the software itself."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()

    def of_the_request(self, erasure: Erasure) -> ClientRequestQuerySet:
        """Those of the same request: what an erasure keeps is taken up by further ones."""
        return self.filter(
            subject_number=erasure.subject_number,
            erasure__right=erasure.right,
            erasure__received_on=erasure.received_on,
        ).exclude(erasure__state=ErasureState.DROPPED)

    def of_the_copy(self, copy: Copy) -> ClientRequestQuerySet:
        """Those of the same request: its archive goes after a day and may have to be made again."""
        return self.filter(copy__person=copy.person_id, copy__received_on=copy.received_on)

    def untold(self) -> ClientRequestQuerySet:
        """Those of which the client does not know yet, and about which it has said nothing.

        Without a join, so that of two updates at the same moment PostgreSQL lets one find the row.
        """
        erasures = Erasure.objects.exclude(state=ErasureState.DROPPED)
        copies = Copy.objects.filter(state__in=OF_WHICH_A_CLIENT_HEARS, person__erased_at=None)
        alone = models.Q(request__in=SubjectRequest.objects.open(), erasure=None, copy=None)
        standing = models.Q(erasure__in=erasures) | models.Q(copy__in=copies) | alone
        return self.filter(standing, passed_at=None, word=ClientWord.NOTHING_YET)


class ClientRequest(models.Model):
    """A request of somebody whose data we process for a client: how it was passed on, and what the client has said.

    It is carried out by an `erasure` or a `copy`; by neither where nothing is planned yet for the `request`, where that
    asks for something else, and any more when the copy went with its person. It outlasts
    the membership that tells whose data it is. Nobody was told while `passed_at` is None; where nobody could be
    written to, `office_told_at` is when the office was told to pass it on. `until` is the last day on which the client
    wants it kept, `said_by` who of them answered on `said_on`.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    erasure = models.ForeignKey(Erasure, models.CASCADE, null=True, related_name="client_requests")
    copy = models.ForeignKey(Copy, models.SET_NULL, null=True, related_name="client_requests")
    request = models.ForeignKey(SubjectRequest, models.SET_NULL, null=True, related_name="client_requests")
    subject_number = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True)
    passed_how = models.CharField(max_length=9, choices=ToldHow.choices, blank=True)
    passed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    went_by_itself = models.BooleanField(default=False, db_default=False)
    """Whether it was passed on without anybody of us doing it."""
    office_told_at = models.DateTimeField(null=True)
    word = models.CharField(max_length=11, choices=ClientWord.choices, default=ClientWord.NOTHING_YET)
    until = models.DateField(null=True)
    said_by = models.CharField(max_length=200, blank=True)
    said_on = models.DateField(null=True)
    noted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField(null=True)

    objects = ClientRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["erasure", "organisation"], name="privacy_one_word_a_client"),
            models.UniqueConstraint(fields=["copy", "organisation"], name="privacy_one_word_a_copy"),
            models.UniqueConstraint(fields=["request", "organisation"], name="privacy_one_word_a_request"),
            models.CheckConstraint(
                condition=models.Q(erasure=None) | models.Q(copy=None), name="privacy_client_of_one_request"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_number"], name="privacy_client_subject"),
            models.Index(
                fields=["begun_at"],
                name="privacy_client_untold",
                condition=models.Q(passed_at=None, office_told_at=None, word="nothing-yet"),
            ),
        ]
