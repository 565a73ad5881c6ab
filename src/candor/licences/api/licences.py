"""Programs read licences, issue them and change their terms. Each look is noted for the person."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Query

from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with, must_match, tagged, version_of
from candor.kernel.api.looks import note_people
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.refusals import no_such
from candor.kernel.api.schemas import REF, Named, PathRef
from candor.kernel.http.problems import ROOT
from candor.licences import access, queries
from candor.licences.actions import changing
from candor.licences.actions.issuing import NewLicence, issue_licence
from candor.licences.api.operations import LICENCES, READ, WRITE
from candor.licences.api.schemas import (
    KeyOut,
    LicenceEntryOut,
    LicenceIn,
    LicenceOut,
    LicenceRow,
    MachineOut,
    NewLicenceIn,
)
from candor.licences.forms import ChangeForm, NewLicenceForm
from candor.licences.models import ISSUE, Licence
from candor.licences.rules.licences import state_of
from candor.people.public import Organisation, Person, organisations_of

ONE = "licences/{slug:ref}"
TERMS = ("seats", "features", "expires_on", "maintenance_until", "activation_limit", "is_named")
Show = Literal["all", "ending", "revoked", "unheld"]
Whose = Annotated[str, Query("", pattern=f"{REF}|^$", description="A person's or an organisation's; empty: anybody's.")]


@LICENCES.read("licences", scope=READ, response=Page[LicenceRow], summary="List licences", is_one=False)
def list_licences(
    request: HttpRequest, show: Show = "all", of: Whose = "", limit: Limit = 50, cursor: After = ""
) -> Any:  # fmt: skip
    """The latest issued first. `ending` are those whose maintenance or use ends within sixty days."""
    asking: Any = request
    rows = queries.told(queries.of_view(Licence.objects.visible_to(asking.actor), show))
    if of:
        rows = rows.filter(Q(person__ref=of) | Q(organisation__ref=of))
    page, later = page_by(request, rows, ("-issued_at", "-id"), limit, cursor)
    note_people(request, Person.objects.filter(pk__in=[licence.person_id for licence in page]))
    return Page[LicenceRow](items=[LicenceRow(**_row(licence)) for licence in page], next=later)


@LICENCES.read(ONE, scope=READ, is_tagged=True, response=LicenceOut, summary="Read a licence")
def read_licence(request: HttpRequest, ref: PathRef) -> LicenceOut:
    """One licence with its machines. The look is noted for its person."""
    return shown_again(request, ref)


@LICENCES.read(f"{ONE}/entries", scope=READ, response=Page[LicenceEntryOut], summary="List what happened to a licence")
def list_licence_entries(request: HttpRequest, ref: PathRef) -> Any:
    """The hundred latest, with who of us did it."""
    asking: Any = request
    licence = access.readable_licence(asking.actor, ref)
    access.note_look(asking, licence)
    items = [
        LicenceEntryOut(kind=row.kind, revision=row.revision, by=_named(row.by), at=row.at)  # type: ignore[arg-type] # its choices
        for row in queries.entries_of(licence)
    ]
    return Page[LicenceEntryOut](items=items, next=None)


@LICENCES.read(f"{ONE}/keys", scope=WRITE, response=Page[KeyOut], summary="List the keys of a licence")
def list_licence_keys(request: HttpRequest, ref: PathRef) -> Any:
    """Every version, the newest first, for tokens that may issue licences. The look is noted."""
    asking: Any = request
    licence = access.workable_licence(asking.actor, ref)
    access.note_look(asking, licence)
    same = ("revision", "text", "issued_at")
    items = [KeyOut(**{name: getattr(row, name) for name in same}) for row in queries.keys_of(licence)]
    return Page[KeyOut](items=items, next=None)


@LICENCES.write(
    "POST",
    "licences",
    scope=WRITE,
    response=LicenceOut,
    status=201,
    summary="Issue a licence",
    is_one=False,
    problems=["conflict"],
    example={"edition": "0f3kq8z1v7n2m5ax", "person": "1v7n2m5ax0f3kq8z", "seats": 5},
)
def issue_one_licence(request: HttpRequest, payload: NewLicenceIn) -> LicenceOut:
    """With its first signed key. Send an Idempotency-Key: each request issues one."""
    asking: Any = request
    person, organisation = holder_of(asking, payload.person, is_of_organisation=payload.is_of_organisation)
    edition = next((row for row in queries.licensed_editions(asking.actor) if row.ref == payload.edition), None)
    if edition is None:
        raise no_such("edition")
    begun = NewLicenceForm(person, organisation, edition).initial
    sent = payload.model_dump(exclude_unset=True, include=set(TERMS))
    holder = organisation.ref if organisation is not None else ""
    form = NewLicenceForm(person, organisation, edition, _typed({**begun, **sent, "holder": holder}))
    clean = cleaned(form)
    terms = form.terms.as_columns() | {"features": clean["features"]}
    licence = issue_licence(NewLicence(edition, person, organisation, **terms), by=asking.actor)
    answer_with(request, "Location", f"{ROOT}licences/{licence.ref}")
    return shown_again(request, licence.ref)


@LICENCES.write(
    "PATCH",
    ONE,
    scope=WRITE,
    response=LicenceOut,
    summary="Change the terms of a licence",
    match="must",
    example={"activation_limit": 4},
)
def change_licence(request: HttpRequest, ref: PathRef, payload: LicenceIn) -> LicenceOut:
    """What stands in keys makes a new key; earlier ones go on counting."""
    asking: Any = request
    licence = as_read(asking, ref)
    sent = payload.model_dump(exclude_unset=True)
    form = ChangeForm(licence, _typed({**ChangeForm(licence).initial, **sent}))
    cleaned(form)
    changing.change_terms(licence, licence.version, form.terms, by=asking.actor)
    return shown_again(request, ref)


def as_read(request: Any, ref: str) -> Licence:
    """A licence as the program has read it. Raises Problem without its present ETag."""
    licence = access.workable_licence(request.actor, ref)
    must_match(request, version_of(_out(request, licence)))
    return licence


def holder_of(request: Any, ref: str, *, is_of_organisation: bool) -> tuple[Person, Organisation | None]:
    """The person named, with the organisation that holds the licence in their place. Raises Problem."""
    person = Person.objects.visible_to(request.actor).filter(ref=ref).first()
    if person is None:
        raise no_such("person")
    return person, organisations_of([person.pk]).get(person.pk) if is_of_organisation else None


def shown_again(request: Any, ref: str) -> LicenceOut:
    """The licence as it stands now, with its ETag; the look is noted."""
    licence = access.readable_licence(request.actor, ref)
    out = _out(request, licence)
    tagged(request, version_of(out))
    access.note_look(request, licence)
    return out


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """As the page's form is filled in: features one on a line, a box that is not ticked left out."""
    features = values.get("features")
    lines = "\n".join(features) if isinstance(features, list) else features or ""
    typed = {name: "" if value is None else value for name, value in values.items()} | {"features": lines}
    return {name: value for name, value in typed.items() if name != "is_named" or value}


def _out(request: Any, licence: Licence) -> LicenceOut:
    machine = ("ref", "label", "activated_at", "valid_until")
    newest = queries.keys_of(licence)[:1] if request.actor.may(ISSUE) else []
    for_issuers: dict[str, Any] = {"key": newest[0].text} if newest else {}
    return LicenceOut(
        **_row(licence),
        features=licence.features.split(),
        **{name: getattr(licence, name) for name in ("is_named", "revision", "revoked_at", "revoke_reason", "version")},
        machines=[MachineOut(**{name: getattr(row, name) for name in machine}) for row in queries.machines_of(licence)],
        **for_issuers,
    )


def _row(licence: Licence) -> dict[str, Any]:
    same = (
        "ref", "number", "seats", "expires_on", "maintenance_until", "activations", "activation_limit", "issued_at",
    )  # fmt: skip
    edition = licence.edition
    return {
        **{name: getattr(licence, name) for name in same},
        "edition": Named(ref=edition.ref, name=edition.name_in(get_language() or "en")),
        "person": _named(licence.person),
        "organisation": _named(licence.organisation),
        "state": str(state_of(licence, queries.today())),
    }


def _named(row: Person | Organisation | None) -> Named | None:
    return None if row is None else Named(ref=row.ref, name=row.name)
