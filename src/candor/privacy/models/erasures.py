from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from candor.kernel.ids import new_ref
from candor.people.public import Person
from candor.privacy.models.requests import SubjectRequest
from candor.privacy.rules.deciding import Action, Ground, Right

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class ErasureState(models.TextChoices):
    """How far an erasure is. From `executing` on it can only go forwards."""

    PLANNING = "planning", _("Being planned")
    PLANNED = "planned", _("Planned")
    CONFIRMED = "confirmed", _("Confirmed")
    EXECUTING = "executing", _("Being carried out")
    VERIFYING = "verifying", _("Being verified")
    COMPACTING = "compacting", _("Overwriting what is left on the disk")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped")
    DROPPED = "dropped", _("Dropped")


UNDER_WAY = (ErasureState.EXECUTING, ErasureState.VERIFYING, ErasureState.COMPACTING, ErasureState.FAILED)
"""Begun and not done."""


class Trouble(models.TextChoices):
    """Why an erasure has stopped, or could not be planned."""

    NONE = "", ""
    HELD = "held", _("A legal hold was set meanwhile. It goes on when the hold is lifted.")
    FOUND = "found", _("Something of the person was found again and again. See what writes it.")
    STORE = "store", _("A place in which data is kept could not be asked just now.")
    ERROR = "error", _("An error came up that Candor did not expect; its log says where.")


class Doing(models.TextChoices):
    """What is done to a piece."""

    DELETE = "delete", _("Deleted")
    CHANGE = "change", _("Made anonymous")
    STRIP = "strip", _("Emptied")
    REBUILD = "rebuild", _("Written anew")
    KEEP = "keep", _("Kept")


class PieceState(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    VERIFIED = "verified"


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def visible_to(self, actor: Actor) -> ErasureQuerySet:
        """The software itself; the privacy office, once it is asked for: a preview is between the person and us."""
        if actor.is_the_house:
            return self
        return self.filter(is_preview=False) if actor.may("privacy.office") else self.none()

    def previewed_by(self, actor: Actor) -> ErasureQuerySet:
        """What a person had worked out for themselves and did not ask for, or not yet."""
        if actor.id is None:
            return self.none()
        return self.filter(is_preview=True, subject_number=actor.id).exclude(state=ErasureState.DROPPED)

    def under_way(self) -> ErasureQuerySet:
        """Begun and not done."""
        return self.filter(state__in=UNDER_WAY)


class Erasure(models.Model):
    """One person's erasure: what was planned, who confirmed it, how far it is.

    The person is known by their number, without a foreign key, because their row goes. `sought` are their addresses,
    names and the numbers of merged records, frozen so that the erasure still finds them when its own keys are gone;
    it is emptied as soon as all is verified. `counts` say how many pieces by place and deed, `kept` on what grounds;
    `holder` is the process that carries it out now.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    subject_number = models.BigIntegerField()
    subject_ref = models.CharField(max_length=16)
    right = models.CharField(max_length=10, choices=[(right.value, right.name) for right in Right])
    reason = models.CharField(max_length=200, blank=True)
    received_on = models.DateField()
    state = models.CharField(max_length=10, choices=ErasureState.choices, default=ErasureState.PLANNING)
    trouble = models.CharField(max_length=5, choices=Trouble.choices, blank=True, default="")
    rounds = models.PositiveSmallIntegerField(default=0)
    plan_hash = models.CharField(max_length=64, blank=True)
    map_version = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)
    kept = models.JSONField(default=list)
    sought = models.JSONField(null=True)
    tombstone = models.BigIntegerField(null=True)
    holder = models.CharField(max_length=16, blank=True, default="")
    leased_until = models.DateTimeField(null=True)
    planned_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    confirmed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    planned_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    certificate = models.TextField(blank=True)
    again_on = models.DateField(null=True)
    """When it is next asked whether what was kept is free now; None before that was worked out."""
    goes_on_in = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    """The erasure that took up what this one kept."""
    request = models.ForeignKey(SubjectRequest, models.SET_NULL, null=True, related_name="erasures")
    """The request of the person's that it carries out, where there is a tracked one."""
    replayed = models.BooleanField(default=False, db_default=False)
    """Carried out again after a backup was restored: its plan is another one than the ledger's."""
    is_preview = models.BooleanField(default=False, db_default=False)
    """The person looks at what would go and what would stay. Nobody has asked for anything yet."""

    objects = ErasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_number"],
                condition=~models.Q(state__in=["done", "dropped"]),
                name="privacy_one_open_erasure",
            )
        ]
        indexes = [models.Index(fields=["subject_number"], name="privacy_erasure_subject")]

    @property
    def keeps_something(self) -> bool:
        return bool(self.kept)


class ErasurePiece(models.Model):
    """One piece of the frozen plan. Deleted as soon as all is verified; the counts stay.

    `stays` are the columns of a row that stay on the ground, `phase` the order in which pieces are dealt with.
    """

    erasure = models.ForeignKey(Erasure, models.CASCADE, related_name="pieces")
    phase = models.PositiveSmallIntegerField()
    store = models.CharField(max_length=60)
    place = models.CharField(max_length=100)
    key = models.CharField(max_length=254)
    field = models.CharField(max_length=63, blank=True)
    doing = models.CharField(max_length=7, choices=Doing.choices)
    stays = models.JSONField(default=list)
    keeps = models.CharField(max_length=5, blank=True, choices=[(action.value, action.name) for action in Action])
    ground = models.CharField(max_length=14, blank=True, choices=[(ground.value, ground.name) for ground in Ground])
    until = models.DateField(null=True)
    review = models.DateField(null=True)
    source = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=PieceState.choices, default=PieceState.WAITING)

    objects: ClassVar[models.Manager[ErasurePiece]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["erasure", "store", "place", "key", "field"], name="privacy_piece_once")
        ]
        indexes = [models.Index(fields=["erasure", "state", "phase", "id"], name="privacy_piece_next")]
