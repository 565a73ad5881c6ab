"""Requests of people whose data we process for clients: each is told, once a request, and its word is waited for.

Which clients have a say, and what they have said, belongs to the plan: where it has changed since, the plan is not
begun any more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.mail.public import OutboxMessage
from candor.privacy.done_again import had_begun
from candor.privacy.erasing.freezing import subject_of_erasure
from candor.privacy.erasing.noted import are_noted
from candor.privacy.erasing.standing import stands_of
from candor.privacy.models import ClientRequest, ClientWord, Erasure, ErasurePiece, ErasureState, ToldHow
from candor.privacy.passing_requests_on import take_over_from_request
from candor.privacy.rules.deciding import Client, Ground
from candor.privacy.telling_clients import TO_CLIENTS, pass_on_by_mail
from candor.privacy.telling_requests import UNSENT


def clients_of_erasure(erasure: Erasure) -> tuple[Client, ...]:
    """Who has a say in what is planned, with their words as they are now."""
    return stands_of(erasure, subject_of_erasure(erasure)).clients


def with_clients(plan: str, clients: Sequence[Client]) -> str:
    """The plan's hash with the clients that it was made for; the same as before where there are none."""
    if not clients:
        return plan
    told = [[one.organisation, one.word, *(day and day.isoformat() for day in (one.until, one.ended_on))]
            for one in clients]  # fmt: skip
    return hashlib.sha256(json.dumps([plan, told], separators=(",", ":")).encode()).hexdigest()


def note_clients(erasure: Erasure) -> None:
    """Enter which clients are to answer, where anything waits for that. Part of the transaction that ends the planning.

    Those that the request knows of already are not asked twice.
    """
    take_over_from_request(erasure)
    if not ErasurePiece.objects.filter(erasure=erasure, ground=Ground.CLIENT_ASKED).exists():
        return
    known = set(ClientRequest.objects.of_the_request(erasure).values_list("organisation", flat=True))
    for organisation in sorted({one.organisation for one in clients_of_erasure(erasure) if one.organisation} - known):
        ClientRequest.objects.create(
            erasure=erasure, subject_number=erasure.subject_number, organisation_id=organisation, begun_at=clock.now()
        )


def take_over(erasure: Erasure, earlier: Sequence[Erasure]) -> None:
    """Whom an earlier plan of the same request was passed on to, and what they said, counts for this one too."""
    same = [one.pk for one in earlier if (one.right, one.received_on) == (erasure.right, erasure.received_on)]
    if not same:
        return
    nothing_yet = {"passed_at": None, "office_told_at": None, "word": ClientWord.NOTHING_YET}
    ClientRequest.objects.filter(erasure__in=same).exclude(**nothing_yet).update(erasure=erasure)


def mail_has_to_leave(erasure: Erasure) -> bool:
    """Whether a mail to a client about them waits in the outbox: it would be taken away unsent, and count as told.

    One that has answered has no need of it. Of an erasure that a restored backup brings back nothing is waited for.
    """
    if erasure.state != ErasureState.CONFIRMED or had_begun(erasure):
        return False
    unheard = ClientRequest.objects.filter(
        subject_number__in=subject_of_erasure(erasure).numbers,
        passed_how=ToldHow.MAIL,
        word=ClientWord.NOTHING_YET,
    )
    mails = OutboxMessage.objects.filter(
        about_kind=ClientRequest._meta.label_lower, about_id__in=unheard.values("pk"), template__in=TO_CLIENTS
    )
    return mails.filter(state__in=UNSENT).exists()


def pass_on(erasure: Erasure) -> None:
    """Write to every client that was not told yet and has said nothing. Part of the transaction that begins it.

    Where nobody can be written to, the office is shown that somebody has to pass it on.
    """
    if not any(are_noted(erasure, ClientRequest)):
        return
    untold = ClientRequest.objects.of_the_request(erasure).untold()
    for row in untold.select_related("organisation").order_by("pk"):
        pass_on_by_mail(row, by=JOB)
