"""Programs do with a licence what staff do: extend, transfer, replace its key, revoke it, free a machine's place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from candor.kernel.api.forms import cleaned
from candor.kernel.api.schemas import PathRef
from candor.kernel.http.problems import not_valid
from candor.licences import access
from candor.licences.actions import changing
from candor.licences.actions.activating import Machine, Refusal, Why, activate, believed, free_place
from candor.licences.api.licences import ONE, as_read, holder_of, shown_again
from candor.licences.api.operations import LICENCES, WRITE
from candor.licences.api.schemas import ExtensionIn, LicenceOut, RequestFileIn, RevocationIn, SignedFile, TransferIn
from candor.licences.forms import ExtendForm, RevokeForm, request_in
from candor.licences.models import RevokeReason


@LICENCES.write(
    "POST",
    f"{ONE}/extension",
    scope=WRITE,
    response=LicenceOut,
    summary="Extend maintenance",
    example={"until": "2037-05-04"},
)
def extend_licence(request: HttpRequest, ref: PathRef, payload: ExtensionIn) -> LicenceOut:
    """With a new key. Maintenance never becomes shorter: an earlier day changes nothing."""
    asking: Any = request
    licence = access.workable_licence(asking.actor, ref)
    until = cleaned(ExtendForm(licence, payload.model_dump()))["until"]
    changing.extend_maintenance(licence, until, by=asking.actor)
    return shown_again(request, ref)


@LICENCES.write(
    "POST",
    f"{ONE}/transfer",
    scope=WRITE,
    response=LicenceOut,
    summary="Transfer a licence",
    match="must",
    problems=["conflict"],
    example={"person": "1v7n2m5ax0f3kq8z"},
)
def transfer_licence(request: HttpRequest, ref: PathRef, payload: TransferIn) -> LicenceOut:
    """Somebody else holds it. Earlier keys and machines count no more."""
    asking: Any = request
    licence = as_read(asking, ref)
    person, organisation = holder_of(asking, payload.person, is_of_organisation=payload.is_of_organisation)
    changing.transfer(licence, person, organisation, by=asking.actor)
    return shown_again(request, ref)


@LICENCES.write(
    "POST",
    f"{ONE}/replacement",
    scope=WRITE,
    response=LicenceOut,
    summary="Replace the key",
    match="must",
    takes_body=False,
)
def replace_licence_key(request: HttpRequest, ref: PathRef) -> LicenceOut:
    """A new key; earlier ones count no more, as when one has leaked."""
    asking: Any = request
    licence = as_read(asking, ref)
    changing.replace_key(licence, licence.version, by=asking.actor)
    return shown_again(request, ref)


@LICENCES.write(
    "POST",
    f"{ONE}/revocation",
    scope=WRITE,
    response=LicenceOut,
    summary="Revoke a licence",
    example={"reason": "refunded"},
)
def revoke_licence(request: HttpRequest, ref: PathRef, payload: RevocationIn) -> LicenceOut:
    """It counts no more, and stands on the list of revocations. Doing it twice changes nothing."""
    asking: Any = request
    licence = access.workable_licence(asking.actor, ref)
    reason = cleaned(RevokeForm(payload.model_dump()))["reason"]
    changing.revoke(licence, RevokeReason(reason), by=asking.actor)
    return shown_again(request, ref)


@LICENCES.write(
    "POST",
    f"{ONE}/reinstatement",
    scope=WRITE,
    response=LicenceOut,
    summary="Take a revocation back",
    takes_body=False,
)
def reinstate_licence(request: HttpRequest, ref: PathRef) -> LicenceOut:
    """It counts again; machines activate themselves anew. Doing it twice changes nothing."""
    asking: Any = request
    changing.reinstate(access.workable_licence(asking.actor, ref), by=asking.actor)
    return shown_again(request, ref)


@LICENCES.write(
    "DELETE",
    f"{ONE}/machines/{{slug:machine}}",
    scope=WRITE,
    status=204,
    summary="Free a machine's place",
    takes_body=False,
)
def free_machine(request: HttpRequest, ref: PathRef, machine: PathRef) -> None:
    """For another machine. Freeing it twice changes nothing."""
    asking: Any = request
    licence = access.workable_licence(asking.actor, ref)
    free_place(access.machine_of(licence, machine), by=asking.actor)


@LICENCES.write(
    "POST",
    f"{ONE}/offline-activations",
    scope=WRITE,
    response=SignedFile,
    status=201,
    summary="Activate a machine without a network",
    problems=["conflict"],
    example={"key": "0BNE6W-G04D9R-…", "machine": "board-7 4711", "label": "Reception"},
)
def activate_offline(request: HttpRequest, ref: PathRef, payload: RequestFileIn) -> SignedFile:
    """The request file comes up, the signed answer goes down. A machine takes one place, however often it asks."""
    asking: Any = request
    licence = access.workable_licence(asking.actor, ref)
    access.note_look(asking, licence)
    try:
        asked = request_in(payload.model_dump())
    except ValueError:
        raise not_valid(("machine", _("This is no request file, or it was changed on the way."))) from None
    if believed(asked["key"]).licence != licence.number:
        raise Refusal(Why.UNKNOWN)
    content = activate(asked["key"], Machine(asked["machine"], asked["label"]), by=asking.actor)
    return SignedFile(name=f"activation-{licence.number}.json", content=content.decode())
