from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.ids import new_ref
from candor.people.public import Person
from candor.privacy.models.subjects import about
from candor.privacy.rules.request_states import OVER, State

if TYPE_CHECKING:
    from candor.kernel.actor import Actor

OFFICE = "privacy.office"


class RequestKind(models.TextChoices):
    """What somebody asks for about their data."""

    ACCESS = "access", _("Access (Art. 15)")
    RECTIFICATION = "rectification", _("Rectification (Art. 16)")
    ERASURE = "erasure", _("Erasure (Art. 17)")
    RESTRICTION = "restriction", _("Restriction (Art. 18)")
    PORTABILITY = "portability", _("Portability (Art. 20)")
    OBJECTION = "objection", _("Objection (Art. 21)")
    WITHDRAWAL = "withdrawal", _("Withdrawal of consent (Art. 7)")
    COMPLAINT = "complaint", _("Complaint")


class RequestChannel(models.TextChoices):
    """The way the request reached us."""

    ACCOUNT = "account", pgettext_lazy("privacy request", "In the account")
    MAIL = "mail", pgettext_lazy("privacy request", "By e-mail")
    CASE = "case", pgettext_lazy("privacy request", "In a case")
    API = "api", pgettext_lazy("privacy request", "By a program")
    PHONE = "phone", pgettext_lazy("privacy request", "By telephone")
    LETTER = "letter", pgettext_lazy("privacy request", "By letter")
    WEBSITE = "website", pgettext_lazy("privacy request", "On the website")


STATE_WORDS = {
    State.RECEIVED: pgettext_lazy("privacy request", "Received"),
    State.IDENTITY_PENDING: _("Asked who they are"),
    State.VERIFIED: _("Identity certain"),
    State.PLANNED: pgettext_lazy("privacy request", "Planned"),
    State.CONFIRMED: pgettext_lazy("privacy request", "Confirmed"),
    State.EXECUTING: pgettext_lazy("privacy request", "Being carried out"),
    State.VERIFYING: pgettext_lazy("privacy request", "Being verified"),
    State.FULFILLED: pgettext_lazy("privacy request", "Fulfilled"),
    State.FULFILLED_IN_PART: _("Fulfilled in part"),
    State.REFUSED: pgettext_lazy("privacy request", "Refused"),
    State.WITHDRAWN: _("Taken back"),
    State.CLOSED_UNVERIFIED: _("Closed: identity not certain"),
}
STATES = [(state.value, words) for state, words in STATE_WORDS.items()]


class IdentityProof(models.TextChoices):
    """How we came to know for sure who asks; never by a scan of an identity card."""

    LOGIN = "login", _("Signed in to their account")
    MAILBOX = "mailbox", _("Answers from a mailbox on file that is theirs alone")
    CALL_BACK = "call-back", _("Called back on a number on file")
    LETTER = "letter", _("A code by letter to an address on file")
    SECOND = "second", _("A second thing on file, such as an invoice number")
    KNOWN = "known", _("Known in person")


class StepKind(models.TextChoices):
    """What happened to a request."""

    RECEIVED = "received", pgettext_lazy("step", "Received")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("step", "Receipt acknowledged")
    IDENTITY_ASKED = "identity-asked", pgettext_lazy("step", "Asked who they are")
    IDENTITY_ANSWERED = "identity-answered", pgettext_lazy("step", "The question was answered")
    IDENTIFIED = "identified", pgettext_lazy("step", "Identity certain")
    EXTENDED = "extended", pgettext_lazy("step", "Time extended")
    MOVED = "moved", pgettext_lazy("step", "Went on")
    LETTER = "letter", pgettext_lazy("step", "Letter or mail sent")
    ANSWER_SENT = "answer-sent", pgettext_lazy("step", "Answer sent")
    NOTE = "note", pgettext_lazy("step", "Note")
    ESCALATED = "escalated", pgettext_lazy("step", "Handed to the officer")
    PASSED_ON = "passed-on", pgettext_lazy("step", "Passed on to the client that decides")
    REMINDED = "reminded", pgettext_lazy("step", "The office was reminded")
    SETTLED = "settled", pgettext_lazy("step", "Answered")


class SubjectRequestQuerySet(models.QuerySet["SubjectRequest"]):
    def visible_to(self, actor: Actor) -> SubjectRequestQuerySet:
        """The privacy office and the software itself; everybody their own. Who administers the desk sees none."""
        if actor.is_the_house or actor.may(OFFICE):
            return self
        if actor.is_customer and actor.id is not None:
            return self.of_person(actor.id)
        return self.none()

    def of_person(self, number: int) -> SubjectRequestQuerySet:
        """Theirs, and those of records that became part of theirs."""
        return self.filter(about(number))

    def open(self) -> SubjectRequestQuerySet:
        """Not answered and not closed."""
        return self.filter(answered_at=None)


class SubjectRequest(models.Model):
    """What somebody has asked for about their data: from receipt to the answer, with its clock.

    `number` is what people are told. Whose it is, `subject_number` says once that is certain; it has no foreign key,
    because the request file outlasts the person's row. `name`, `address` (an e-mail address or telephone number) and
    `postal_address` are as they were given with the request, `said` is what was asked for in their words. `origin_kind`
    and `origin_id` name the row that it came with, such as a case, which lives on a floor above.

    It came in on `received_on`, a day at the house. While `paused_since` is set the clock stands still; the days for
    which it stood before are counted in `paused_days`, and `due_on` follows from all of that.

    What carries it out (`erasures`, `copies`, `locks`) points here.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    number = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=13, choices=RequestKind.choices)
    channel = models.CharField(max_length=7, choices=RequestChannel.choices)
    state = models.CharField(max_length=17, choices=STATES, default=State.RECEIVED.value)
    language = models.CharField(max_length=5, blank=True)
    subject_number = models.BigIntegerField(null=True)
    name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=254, blank=True)
    postal_address = models.TextField(blank=True)
    said = models.TextField(blank=True)
    origin_kind = models.CharField(max_length=60, blank=True)
    origin_id = models.BigIntegerField(null=True)
    received_at = models.DateTimeField()
    received_on = models.DateField()
    entered_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    """Who of us noted it; None where it came by itself."""
    due_on = models.DateField()
    extended_at = models.DateTimeField(null=True)
    extension_reason = models.TextField(blank=True)
    paused_since = models.DateField(null=True)
    paused_days = models.PositiveIntegerField(default=0)
    identity_how = models.CharField(max_length=9, choices=IdentityProof.choices, blank=True)
    identity_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    identity_at = models.DateTimeField(null=True)
    officer = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    """To whom a complaint was handed."""
    confirmed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    """Who let an answer leave that keeps or refuses something."""
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    """When it was over, whichever way."""
    reminded_on = models.DateField(null=True)
    """The last day on which the office was reminded of it."""
    version = models.PositiveIntegerField(default=0)

    objects = SubjectRequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_number", "-id"], name="privacy_request_subject"),
            models.Index(
                fields=["due_on", "id"], name="privacy_request_due", condition=models.Q(answered_at__isnull=True)
            ),
            models.Index(fields=["kind", "-id"], name="privacy_request_kind"),
            models.Index(fields=["address"], name="privacy_request_address"),
            models.Index(fields=["origin_kind", "origin_id"], name="privacy_request_origin"),
        ]

    @property
    def stands(self) -> State:
        return State(self.state)

    @property
    def is_over(self) -> bool:
        return self.stands in OVER

    @property
    def is_from_account(self) -> bool:
        """Whether the person entered it themselves, signed in; else somebody of us did, or it came by mail."""
        return self.channel in {RequestChannel.ACCOUNT, RequestChannel.API} and self.entered_by_id is None

    @property
    def is_complaint(self) -> bool:
        return self.kind == RequestKind.COMPLAINT


class RequestStep(models.Model):
    """One step of a request's history, only ever added: what happened, when, by whom, and where it stood afterwards.

    `by` is who of us, None for the person and for the software. `note` is what there is to say about it.
    """

    request = models.ForeignKey(SubjectRequest, models.CASCADE, related_name="steps", db_index=False)
    kind = models.CharField(max_length=17, choices=StepKind.choices)
    state = models.CharField(max_length=17, choices=STATES)
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[RequestStep]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["request", "id"], name="privacy_request_steps")]


class RefusedItem(models.Model):
    """One thing that was asked for and is refused or kept: on what ground, and until when where that is known."""

    request = models.ForeignKey(SubjectRequest, models.CASCADE, related_name="refused", db_index=False)
    what = models.CharField(max_length=200)
    ground = models.TextField()
    until = models.DateField(null=True)

    objects: ClassVar[models.Manager[RefusedItem]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["request", "id"], name="privacy_request_refused")]
