"""Requests of people whose data we process for clients (Art. 28(3)(e) GDPR): entered as soon as it is certain who asks.

Whatever kind it is, the client hears of it the same day (`rules.forwarding`). A plan or a copy that is made for the
same request later takes the client's row over, so that nobody is told twice.
"""

from __future__ import annotations

from candor.kernel import clock
from candor.privacy.copies_for_clients import organisations_that_decide
from candor.privacy.models import ClientRequest, Erasure, SubjectRequest


def enter_clients_of(request: SubjectRequest) -> None:
    """Note which clients are to hear of it. Part of the transaction in which it became certain who asks."""
    if request.subject_number is None:
        return
    known = set(ClientRequest.objects.filter(request=request).values_list("organisation", flat=True))
    for organisation in sorted(organisations_that_decide(request.subject_number) - known):
        ClientRequest.objects.create(
            request=request, subject_number=request.subject_number, organisation_id=organisation, begun_at=clock.now()
        )


def take_over_from_request(erasure: Erasure) -> None:
    """What clients were told of the request, and said, counts for the plan that carries it out."""
    if erasure.request_id is not None:
        alone = ClientRequest.objects.filter(request=erasure.request_id, erasure=None, copy=None)
        alone.update(erasure=erasure)
