"""What of the privacy engine's own can be due: each kind with the rows that wait, and their pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.kernel.actor import Actor
from candor.people.public import AddressChange
from candor.privacy.due import register_due
from candor.privacy.models import (
    Affected,
    Breach,
    BreachClient,
    ClientRequest,
    Erasure,
    ErasureState,
    Hold,
    HoldReason,
    LetterFate,
    PaperLetter,
    ProcessingAgreement,
    RecipientTask,
    RequestKind,
    RetentionRun,
    RunState,
    SubjectRequest,
)
from candor.privacy.queries.registers import today
from candor.privacy.rights import words_of
from candor.privacy.rules.breaches import HOURS

AHEAD = timedelta(days=14)
"""How long before its day something is shown."""

TOLD = (LetterFate.MAILED, LetterFate.GONE)


def _holds(actor: Actor) -> QuerySet[Any]:
    return Hold.objects.visible_to(actor).standing().filter(review_on__lte=today() + AHEAD)


def _runs(actor: Actor) -> QuerySet[Any]:
    return RetentionRun.objects.visible_to(actor).filter(state=RunState.WAITING)


def _lost_mailboxes(actor: Actor) -> QuerySet[Any]:
    """A new address whose old mailbox can no longer agree, as the new one says: only the office can let it pass."""
    if not actor.may("privacy.office"):
        return AddressChange.objects.none()
    return AddressChange.objects.visible_to(actor).open().filter(is_lost=True, takes_effect_at=None)


def _stopped(actor: Actor) -> QuerySet[Any]:
    return Erasure.objects.visible_to(actor).filter(state=ErasureState.FAILED)


def _planned(actor: Actor) -> QuerySet[Any]:
    """Plans that a named person has to confirm."""
    return Erasure.objects.visible_to(actor).filter(state=ErasureState.PLANNED)


def _untold_clients(actor: Actor) -> QuerySet[Any]:
    """Requests that somebody has to pass on, because no mail could."""
    rows = ClientRequest.objects.visible_to(actor).untold().filter(office_told_at__isnull=False)
    return rows.exclude(erasure=None)


def _untold_of_requests(actor: Actor) -> QuerySet[Any]:
    """The same of requests that no plan carries out."""
    rows = ClientRequest.objects.visible_to(actor).untold().filter(office_told_at__isnull=False)
    return rows.filter(erasure=None, copy=None).exclude(request=None)


def _requests(actor: Actor) -> QuerySet[Any]:
    """Each has to be answered by its day, so all that are open stand here."""
    return SubjectRequest.objects.visible_to(actor).open()


def _letters(actor: Actor) -> QuerySet[Any]:
    """Nobody hears of what they say before somebody of us has posted them; an erasure waits for its answer."""
    return PaperLetter.objects.visible_to(actor).waiting()


def _agreements(actor: Actor) -> QuerySet[Any]:
    return ProcessingAgreement.objects.visible_to(actor).filter(ends_on__range=(today(), today() + 2 * AHEAD))


def _to_return(actor: Actor) -> QuerySet[Any]:
    over = ProcessingAgreement.objects.visible_to(actor).filter(ends_on__lt=today())
    return over.filter(at_end="return", returned_on=None)


def _breaches(actor: Actor) -> QuerySet[Any]:
    """Of which the authority has to hear within the hours."""
    return Breach.objects.visible_to(actor).untold()


def _breaches_to_tell(actor: Actor) -> QuerySet[Any]:
    """Whose people were not all told, or whose clients were not."""
    people = Affected.objects.filter(breach=OuterRef("pk"), told_on=None).exclude(fate__in=TOLD)
    clients = BreachClient.objects.filter(breach=OuterRef("pk"), told_on=None).exclude(fate=LetterFate.MAILED)
    return Breach.objects.visible_to(actor).running().filter(Exists(people) | Exists(clients))


def _recipients(actor: Actor) -> QuerySet[Any]:
    """Who received data of somebody and has not confirmed yet (Art. 19)."""
    return RecipientTask.objects.visible_to(actor).waiting()


def _right(code: str) -> str:
    return str(words_of(code).name)


register_due(
    "privacy.breaches", title=gettext_lazy("A breach: tell the authority"), icon="triangle-alert", rows=_breaches,
    by=ExpressionWrapper(F("noticed_at") + HOURS, output_field=DateTimeField()), words="title",
    page=lambda ref: reverse("tech:privacy-breach", args=[ref]),
)  # fmt: skip
register_due(
    "privacy.breaches-people", title=gettext_lazy("A breach: somebody is to be told"), icon="users",
    rows=_breaches_to_tell, by="noticed_at", words="title", since=True,
    page=lambda ref: reverse("tech:privacy-breach", args=[ref]),
)  # fmt: skip
register_due(
    "privacy.requests", title=gettext_lazy("A request to be answered"), icon="shield", rows=_requests,
    by="due_on", words="kind", say=lambda code: str(RequestKind(code).label),
    page=lambda ref: reverse("tech:privacy-request", args=[ref]),
)  # fmt: skip
register_due(
    "privacy.letters", title=gettext_lazy("A letter to be posted"), icon="printer", rows=_letters, by="request__due_on",
    words="subject", page=lambda ref: reverse("tech:privacy-letter", args=[ref]),
)  # fmt: skip
register_due(
    "privacy.recipients", title=gettext_lazy("A recipient has to confirm (Art. 19)"), icon="send", rows=_recipients,
    by="answer_by", words="recipient__name", page=lambda ref: reverse("tech:privacy-recipient-task", args=[ref]),
)  # fmt: skip
register_due(
    "privacy.holds", title=gettext_lazy("A legal hold is due for review"), icon="hand", rows=_holds, by="review_on",
    words="reason", say=lambda code: str(HoldReason(code).label),
    page=lambda ref: reverse("tech:privacy-hold", args=[ref]),
)  # fmt: skip
register_due(
    "privacy.lost-mailbox", title=gettext_lazy("A mailbox is lost: make sure who asks"), icon="at-sign",
    rows=_lost_mailboxes, by="asked_at", words="person__name", since=True,
    page=lambda ref: reverse("tech:privacy-new-address", args=[ref]),
)  # fmt: skip
register_due(
    "privacy.runs", title=gettext_lazy("A retention run waits for you"), icon="history", rows=_runs, by="asked_at",
    since=True, say=lambda _words: _("Look at what it would delete"),
    page=lambda ref: reverse("tech:privacy-retention-run", args=[ref]),
)  # fmt: skip
register_due(
    "privacy.stopped", title=gettext_lazy("An erasure or objection has stopped"), icon="triangle-alert", rows=_stopped,
    by="planned_at", words="right", say=_right, since=True,
    page=lambda ref: reverse("tech:privacy-erasure", args=[ref]),
)  # fmt: skip
register_due(
    "privacy.planned", title=gettext_lazy("A plan waits for confirmation"), icon="eraser", rows=_planned,
    by="planned_at", words="right", say=_right, since=True,
    page=lambda ref: reverse("tech:privacy-erasure", args=[ref]),
)  # fmt: skip
register_due(
    "privacy.untold-clients", title=gettext_lazy("A request to be passed on"), icon="building-2", rows=_untold_clients,
    by="begun_at", ref=F("erasure__ref"), words="organisation__name", since=True,
    page=lambda ref: reverse("tech:privacy-erasure", args=[ref]),
)  # fmt: skip
register_due(
    "privacy.untold-of-requests", title=gettext_lazy("A request to be passed on"), icon="building-2",
    rows=_untold_of_requests, by="begun_at", ref=F("request__ref"), words="organisation__name", since=True,
    page=lambda ref: reverse("tech:privacy-request", args=[ref]),
)  # fmt: skip
register_due(
    "privacy.agreements", title=gettext_lazy("A processing agreement ends"), icon="building-2", rows=_agreements,
    by="ends_on", words="organisation__name", page=lambda ref: reverse("tech:privacy-client", args=[ref]),
)  # fmt: skip
register_due(
    "privacy.to-return", title=gettext_lazy("A client’s data waits to be handed back"), icon="rotate-ccw",
    rows=_to_return, by="ends_on", words="organisation__name", since=True,
    page=lambda ref: reverse("tech:privacy-client", args=[ref]),
)  # fmt: skip
