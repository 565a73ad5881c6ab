"""What a request file holds, read once in the shape of the folder: facts by name, in the order of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from candor.kernel.actor import Actor
from candor.mail.public import OutboxMessage
from candor.privacy.actions.request_letters import HOLD_SECRETS
from candor.privacy.models import (
    ClientRequest,
    Copy,
    Erasure,
    IdentityCheck,
    Lock,
    PaperLetter,
    RecipientTask,
    RefusedItem,
    RequestLetter,
    RequestStep,
    SubjectRequest,
)
from candor.privacy.queries.letters import waiting_mails
from candor.privacy.words_asking import DELIVERY

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A mail or letter of ours: the file that holds it, what is known of it, its words, and what is printed of it."""

    name: str
    facts: Facts
    text: str
    paper: PaperLetter | None = None

    @property
    def pdf(self) -> str:
        """The file with the letter as it is printed; "" for a mail, and for a letter that has no address."""
        return self.name.replace(".txt", ".pdf") if self.paper is not None and self.paper.address else ""


@dataclass(frozen=True, slots=True)
class ShownCertificate:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class RequestFile:
    """All of it. Names of ours stand in `history` and `checks`: the authority asks who did what."""

    number: int
    title: str
    request: Facts
    history: Sequence[Facts]
    checks: Sequence[Facts]
    refused: Sequence[Facts]
    carriers: Sequence[Facts]
    passed_on: Sequence[Facts]
    recipients: Sequence[Facts]
    letters: Sequence[ShownLetter]
    certificates: Sequence[ShownCertificate]


def request_file(request: SubjectRequest, *, by: Actor) -> RequestFile:
    """The file of a request that the actor may read. A dozen queries, whatever it holds."""
    erasures = list(Erasure.objects.visible_to(by).filter(request=request).order_by("pk"))
    return RequestFile(
        number=request.number,
        title=request.get_kind_display(),
        request=_about(request),
        history=[
            _step(step) for step in RequestStep.objects.filter(request=request).select_related("by").order_by("pk")
        ],
        checks=[
            _check(one)
            for one in IdentityCheck.objects.visible_to(by).filter(request=request).select_related("by").order_by("pk")
        ],
        refused=[
            {"what": item.what, "ground": item.ground, "until": item.until}
            for item in RefusedItem.objects.filter(request=request).order_by("pk")
        ],
        carriers=_carriers(request, erasures, by),
        passed_on=_passed_on(request, by),
        recipients=_recipients(request, by),
        letters=_letters(request, by),
        certificates=[
            ShownCertificate(f"certificate-{erasure.ref}.json", _bytes(erasure.certificate))
            for erasure in erasures
            if erasure.certificate
        ],
    )


def _about(request: SubjectRequest) -> Facts:
    return {
        "number": request.number,
        "reference": request.ref,
        "kind": request.get_kind_display(),
        "channel": request.get_channel_display(),
        "state": request.get_state_display(),
        "received_at": request.received_at,
        "received_on": request.received_on,
        "due_on": request.due_on,
        "extended_at": request.extended_at,
        "extension_reason": request.extension_reason,
        "paused_days": request.paused_days,
        "name": request.name,
        "address": request.address,
        "postal_address": request.postal_address,
        "said": request.said,
        "identity": request.get_identity_how_display() if request.identity_how else "",
        "identity_at": request.identity_at,
        "entered_by": _name(request.entered_by),
        "confirmed_by": _name(request.confirmed_by),
        "confirmed_at": request.confirmed_at,
        "answered_at": request.answered_at,
        "answer": request.answer,
    }


def _step(step: RequestStep) -> Facts:
    return {
        "at": step.at,
        "what": step.get_kind_display(),
        "state": step.get_state_display(),
        "by": _name(step.by),
        "note": step.note,
    }


def _check(check: IdentityCheck) -> Facts:
    return {
        "at": check.at,
        "way": check.get_way_display(),
        "place": check.place,
        "by": _name(check.by),
        "note": check.note,
        "passed_at": check.passed_at,
        "failed_at": check.failed_at,
    }


def _carriers(request: SubjectRequest, erasures: Sequence[Erasure], by: Actor) -> list[Facts]:
    """Erasures, copies and locks that carry it out."""
    found: list[Facts] = [
        {"what": "erasure", "reference": one.ref, "state": one.get_state_display(), "at": one.planned_at,
         "done_at": one.done_at} for one in erasures
    ]  # fmt: skip
    copies = Copy.objects.visible_to(by).filter(request=request).order_by("pk")
    found += [
        {"what": "copy", "reference": one.ref, "state": one.state, "at": one.asked_at, "done_at": one.fetched_at}
        for one in copies
    ]
    locks = Lock.objects.visible_to(by).filter(request=request).order_by("pk")
    found += [
        {"what": "lock", "reference": one.ref, "state": one.get_ground_display(), "at": one.set_at,
         "done_at": one.lifted_at} for one in locks
    ]  # fmt: skip
    return found


def _passed_on(request: SubjectRequest, by: Actor) -> list[Facts]:
    """To clients for whom we process the data, and what they said."""
    rows = ClientRequest.objects.visible_to(by).filter(request=request).select_related("organisation")
    return [
        {"to": row.organisation.name, "passed_at": row.passed_at, "how": row.get_passed_how_display(),
         "answer": row.get_word_display(), "answered_on": row.said_on} for row in rows.order_by("pk")
    ]  # fmt: skip


def _recipients(request: SubjectRequest, by: Actor) -> list[Facts]:
    """Each to whom data of theirs went, what it was told, and what proves that (Art. 19). `mails` are those of ours."""
    rows = RecipientTask.objects.visible_to(by).filter(request=request).select_related("recipient", "answered_by")
    return [
        {"recipient": task.recipient.name, "done": task.get_right_display(), "state": task.get_state_display(),
         "details": task.details, "opened_at": task.opened_at, "answer_by": task.answer_by, "mails": task.mails,
         "told_on": task.told_on, "told_how": task.told_how, "replied_at": task.answered_at, "reply": task.answer,
         "noted_by": _name(task.answered_by) or (_("The recipient") if task.answered_at else "")}
        for task in rows.order_by("pk")
    ]  # fmt: skip


def _letters(request: SubjectRequest, by: Actor) -> list[ShownLetter]:
    """Mails on file, those that have not left the outbox yet, then letters by post."""
    kept = list(RequestLetter.objects.visible_to(by).filter(request=request).order_by("pk"))
    papers = PaperLetter.objects.visible_to(by).filter(request=request)
    rows: list[tuple[Facts, str, PaperLetter | None]] = [
        *((_letter(one.queued_at, one), one.text, None) for one in kept),
        *(
            (_letter(one.created_at, one), "" if one.template in HOLD_SECRETS else one.text, None)
            for one in waiting_mails(request, kept)
        ),
        *(
            (_by_post(one), one.text, one)
            for one in papers.select_related("settled_by", "written_by", "request").order_by("pk")
        ),
    ]
    return [ShownLetter(f"letters/{number:02}.txt", *row) for number, row in enumerate(rows, 1)]


def _by_post(letter: PaperLetter) -> Facts:
    return {
        "to": ", ".join(letter.address_lines),
        "subject": letter.subject,
        "language": letter.language,
        "enclosures": ", ".join(letter.enclosure_lines),
        "queued_at": letter.written_at,
        "posted_on": letter.posted_on,
        "posted_by": _name(letter.settled_by) if letter.posted_on else "",
        "unsent_because": letter.unsent_because,
    }


def _letter(at: Any, mail: RequestLetter | OutboxMessage) -> Facts:
    return {
        "to": mail.to_address,
        "subject": mail.subject,
        "language": mail.language,
        "queued_at": at,
        "delivery": DELIVERY[mail.state],
        "settled_at": mail.settled_at,
    }


def _name(person: Any) -> str:
    return person.name if person is not None else ""


def _bytes(content: Any) -> bytes:
    return content.encode() if isinstance(content, str) else bytes(content)
