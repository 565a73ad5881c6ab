"""What programs ask: to be activated, to free their place, which keys verify a licence, which are revoked.

No token: the licence's key proves the right, and machines are counted by licence and network. Errors are the problem
documents of the API, with the name of the refusal as `code`.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from candor.kernel import clock
from candor.kernel.actor import Actor, ActorKind, Channel
from candor.kernel.http.allowance import Allowance
from candor.kernel.http.networks import network_of
from candor.kernel.http.problems import MEDIA_TYPE, Problem, answer, not_valid
from candor.licences import queries
from candor.licences.actions.activating import Machine, Refusal, activate, deactivate
from candor.licences.forms import LARGEST_REQUEST, request_in
from candor.licences.keys.signing import public_keys, signer
from candor.licences.keys.verify_licence import REVOCATIONS
from candor.licences.keys.writing import write_file
from candor.licences.refusals import STATUS, sentence_of

A_MACHINE = Actor(ActorKind.ANONYMOUS, channel=Channel.API)
of_a_network = Allowance("licence-activations", most=1_200, per=timedelta(minutes=1), portion=20)
"""A company that rolls out a program to all its machines is one network."""
refused_of_a_network = Allowance("licence-refusals", most=60, per=timedelta(minutes=1), portion=5)
"""Who tries keys out is refused; this keeps the noise of trying small."""


@require_POST
def activation(request: HttpRequest) -> HttpResponse:
    """Activate a machine, or renew its activation: the signed answer is a file that verifies offline."""

    def act(asked: dict[str, str]) -> HttpResponse:
        told = activate(asked["key"], Machine(asked["machine"], asked["label"]), by=A_MACHINE)
        return HttpResponse(told, content_type="application/json")

    return _done(request, act)


@require_POST
def deactivation(request: HttpRequest) -> HttpResponse:
    """Free the machine's place; a machine that has none is told the same."""

    def act(asked: dict[str, str]) -> HttpResponse:
        deactivate(asked["key"], Machine(asked["machine"]), by=A_MACHINE)
        return HttpResponse(status=204)

    return _done(request, act)


@require_safe
def keys(_request: HttpRequest) -> HttpResponse:
    """Every public key, the retired ones too: what they signed stays valid."""
    present = signer().key_id
    listed = [
        {"id": key_id, "public_key": public.hex(), "present": key_id == present}
        for key_id, public in public_keys().items()
    ]
    return JsonResponse({"keys": listed})


@require_safe
def revocations(_request: HttpRequest) -> HttpResponse:
    """The numbers of all revoked licences, signed."""
    at = clock.now().replace(microsecond=0).isoformat()
    content = {"at": at, "licences": queries.revoked_numbers()}
    return HttpResponse(write_file(REVOCATIONS, content, signer()), content_type="application/json")


def _done(request: HttpRequest, act: Any) -> HttpResponse:
    network = network_of(request)
    standing = of_a_network.take(network)
    if not standing.is_within:
        return answer(request, Problem("too-many", headers={"Retry-After": str(standing.seconds)}))
    try:
        response: HttpResponse = act(_asked(request))
    except Problem as problem:
        return answer(request, problem)
    except Refusal as refusal:
        standing = refused_of_a_network.take(network)
        if not standing.is_within:
            return answer(request, Problem("too-many", headers={"Retry-After": str(standing.seconds)}))
        return _refused(request, refusal)
    response["Cache-Control"] = "no-store"
    return response


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the program sent. Raises Problem."""
    if request.content_type != "application/json":
        raise Problem("media-type")
    if int(request.headers.get("Content-Length") or 0) > LARGEST_REQUEST or len(request.body) > LARGEST_REQUEST:
        raise Problem("too-large")
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Problem("bad-request") from None
    try:
        return request_in(found)
    except ValueError as wrong:
        raise not_valid(("", str(wrong))) from None


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The problem document of a refusal (RFC 9457); `code` is what a program acts on."""
    status = STATUS[refusal.why]
    document = {
        "type": f"{settings.INSTANCE.base_url}{reverse('public:licences')}#{refusal.why}",
        "title": str(refusal.why),
        "status": status,
        "detail": sentence_of(refusal),
        "instance": request.path,
        "code": str(refusal.why),
    }
    return HttpResponse(json.dumps(document), status=status, headers={"Content-Type": MEDIA_TYPE})
