"""Programs note what shall restore a licence after its holder's data is erased, and restore one (mission G8)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query
from pydantic import Field

from candor.kernel.api.forms import cleaned
from candor.kernel.api.paging import Page
from candor.kernel.api.refusals import no_such
from candor.kernel.api.schemas import Input, Named, Output, PathRef, Ref
from candor.licences import access, queries
from candor.licences.actions import restoring as actions
from candor.licences.api.licences import ONE, shown_again
from candor.licences.api.operations import LICENCES, WRITE
from candor.licences.api.schemas import LicenceOut
from candor.licences.forms import ChoiceForm, ReceiptForm
from candor.licences.models import Licence
from candor.people.public import Person

ByName = Literal["name", "receipt", "nothing"]
Text = Annotated[str, Query(..., min_length=3, max_length=100, description="How a name or an address begins.")]


class ChoiceIn(Input):
    """What the holder wants to be able to come back with."""

    restore_by: ByName
    years: Annotated[Literal[3, 5, 10], Field(description="For how long a name is kept.")] = 5


class ChoiceOut(Output):
    """What was chosen. `code` is the receipt's, which nobody sees again: hand it on at once."""

    restore_by: ByName
    until: date | None
    code: str | None = None


class KeptOut(Output):
    """What was kept of a former holder, for the restoring alone."""

    ref: str
    name: str
    email: str
    licence: Named
    until: date | None


class ReceiptIn(Input):
    """The code of a receipt, and the person who brings it."""

    code: Annotated[str, Field(min_length=1, max_length=60)]
    person: Ref


class ReturnIn(Input):
    """The person who is back, whom one of us has recognised by what was kept."""

    person: Ref


@LICENCES.write(
    "PUT",
    f"{ONE}/after-erasure",
    scope=WRITE,
    response=ChoiceOut,
    summary="Note what shall restore a licence",
    example={"restore_by": "receipt"},
)
def choose_restoring(request: HttpRequest, ref: PathRef, payload: ChoiceIn) -> ChoiceOut:
    """As its holder wants it. A new choice ends the earlier one; a company's licence has none."""
    asking: Any = request
    licence = _of_a_person(asking, ref)
    access.note_look(asking, licence)
    form = ChoiceForm({"restore_by": payload.restore_by, "years": str(payload.years)})
    cleaned(form)
    match payload.restore_by:
        case "receipt":
            code = actions.make_receipt(licence, by=asking.actor)
            return ChoiceOut(restore_by="receipt", until=None, code=code)
        case "name":
            actions.keep_name(licence, form.until, by=asking.actor)
            return ChoiceOut(restore_by="name", until=form.until)
        case "nothing":
            actions.keep_nothing(licence, by=asking.actor)
    return ChoiceOut(restore_by="nothing", until=None)


@LICENCES.write(
    "DELETE", f"{ONE}/after-erasure", scope=WRITE, status=204, summary="Take the choice back", takes_body=False
)
def take_choice_back(request: HttpRequest, ref: PathRef) -> None:
    """What was kept for it goes. Doing it twice changes nothing."""
    asking: Any = request
    choice = queries.choice_of(access.workable_licence(asking.actor, ref))
    if choice is not None:
        actions.take_choice_back(choice, by=asking.actor)


@LICENCES.read(
    "kept-licences", scope=WRITE, response=Page[KeptOut], summary="Find what was kept of former holders", is_one=False
)
def find_kept_licences(request: HttpRequest, q: Text) -> Any:
    """Of those who chose to come back by their name. For whoever may issue licences alone."""
    asking: Any = request
    items = [
        KeptOut(
            ref=row.ref,
            name=row.name,
            email=row.email,
            licence=Named(ref=row.licence.ref, name=row.licence.number),
            until=row.until,
        )
        for row in queries.kept_names(asking.actor, q)
    ]
    return Page[KeptOut](items=items, next=None)


@LICENCES.write(
    "POST",
    "kept-licences/{slug:kept}/restoration",
    scope=WRITE,
    response=LicenceOut,
    summary="Restore a licence by a kept name",
    problems=["conflict"],
    example={"person": "1v7n2m5ax0f3kq8z"},
)
def restore_kept_licence(request: HttpRequest, kept: PathRef, payload: ReturnIn) -> LicenceOut:
    """With a new key, to the person who is back. A conflict while somebody holds it."""
    asking: Any = request
    row = access.kept_name(asking.actor, kept)
    licence = actions.restore_by_name(row, _person(asking, payload.person), by=asking.actor)
    return shown_again(request, licence.ref)


@LICENCES.write(
    "POST",
    "licence-restorations",
    scope=WRITE,
    response=LicenceOut,
    summary="Restore a licence by its receipt",
    is_one=False,
    problems=["conflict"],
    example={"code": "4x7k 9m2p 6w3n 8q5r", "person": "1v7n2m5ax0f3kq8z"},
)
def restore_licence_by_receipt(request: HttpRequest, payload: ReceiptIn) -> LicenceOut:
    """With a new key. A code counts once; one that no licence waits for is refused."""
    asking: Any = request
    code = cleaned(ReceiptForm({"code": payload.code}))["code"]
    licence = actions.restore_by_receipt(code, _person(asking, payload.person), by=asking.actor)
    return shown_again(request, licence.ref)


def _person(request: Any, ref: str) -> Person:
    found = Person.objects.visible_to(request.actor).filter(ref=ref).first()
    if found is None:
        raise no_such("person")
    return found


def _of_a_person(request: Any, ref: str) -> Licence:
    """A company's licence, or one that is nobody's, has no holder whose data could be erased."""
    licence = access.workable_licence(request.actor, ref)
    if licence.organisation_id is not None or licence.person_id is None:
        raise Http404
    return licence
