from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.public import Person
from candor.privacy.models.requests import SubjectRequest

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class PaperLetterQuerySet(models.QuerySet["PaperLetter"]):
    def visible_to(self, actor: Actor) -> PaperLetterQuerySet:
        """The privacy office and the software itself."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()

    def waiting(self) -> PaperLetterQuerySet:
        """Neither posted nor given up."""
        return self.filter(settled_at=None)


class PaperLetter(models.Model):
    """A letter about a request that goes by post: its words as they are printed, and what became of it.

    Part of the request file. `address` has a line for each line of the window, "" as long as nobody knows where it
    goes; `enclosures` has one for each thing that is put in. It is settled with the day on which somebody of us posted
    it, or with the reason why it cannot be sent. `template` is the mail whose words it has.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    request = models.ForeignKey(SubjectRequest, models.CASCADE, related_name="papers", db_index=False)
    template = models.CharField(max_length=80)
    language = models.CharField(max_length=5)
    address = models.TextField(blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    enclosures = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    posted_on = models.DateField(null=True)
    unsent_because = models.TextField(blank=True)
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = PaperLetterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["request", "id"], name="privacy_paper_letters"),
            models.Index(fields=["id"], name="privacy_paper_waiting", condition=models.Q(settled_at__isnull=True)),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.settled_at is None

    @property
    def address_lines(self) -> list[str]:
        return [line for line in self.address.splitlines() if line.strip()]

    @property
    def enclosure_lines(self) -> list[str]:
        return [line for line in self.enclosures.splitlines() if line.strip()]
