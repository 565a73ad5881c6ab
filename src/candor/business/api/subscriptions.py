"""Programs read what is bought by term, begin a subscription and change what is agreed. Each look is noted."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Query

from candor.business import access_subscriptions as access
from candor.business import queries_subscriptions as queries
from candor.business.actions import subscriptions as actions
from candor.business.actions.pricing import line_of_term
from candor.business.api.naming import known_person
from candor.business.api.operations import SUBSCRIPTIONS
from candor.business.api.schemas import named, typed
from candor.business.api.subscription_schemas import (
    CancellationOut,
    NewSubscriptionIn,
    NoticeSpan,
    ReminderOut,
    SubscriptionIn,
    SubscriptionOut,
    SubscriptionRow,
    TermOut,
    TermSpan,
    YearlyContact,
)
from candor.business.forms_subscriptions import ChangeForm, NewSubscriptionForm
from candor.business.models import Subscription
from candor.business.models.subscriptions import VIEW
from candor.business.queries_leads import today
from candor.business.rules.terms import last_notice_day
from candor.catalogue.public import sold_editions
from candor.kernel.api.forms import as_typed, cleaned
from candor.kernel.api.headers import answer_with, must_match, tagged, version_of
from candor.kernel.api.looks import note_people
from candor.kernel.api.paging import After, Limit, Page, cursor_at, page_by, place_in
from candor.kernel.api.refusals import no_such
from candor.kernel.api.schemas import REF, Named, PathRef
from candor.kernel.http.problems import ROOT
from candor.kernel.ids import new_ref
from candor.people.public import Person, organisations_of, staff_people

READ, WRITE = "subscriptions:read", "subscriptions:write"
ONE = "subscriptions/{slug:ref}"
Show = Literal["due", "overdue", "active", "cancelled", "ended", "all"]
Days = Annotated[int, Query(queries.SOON, ge=1, le=366, description="How far ahead `due` looks.")]
Whose = Annotated[str, Query("", pattern=f"{REF}|^$", description="A person's or an organisation's; empty: anybody's.")]


@SUBSCRIPTIONS.read(
    "subscriptions", scope=READ, response=Page[SubscriptionRow], summary="List subscriptions", is_one=False
)
def list_subscriptions(  # noqa: PLR0913 - the filters of a list, each a part of its address
    request: HttpRequest, show: Show = "due", days: Days = queries.SOON, of: Whose = "", limit: Limit = 50,
    cursor: After = "",
) -> Any:  # fmt: skip
    """The next renewal first."""
    asking: Any = request
    rows = queries.of_customer(queries.of_view(Subscription.objects.visible_to(asking.actor), show, days), of)
    page, later = page_by(request, queries.shown(rows), ("renews_on", "id"), limit, cursor)
    note_people(request, Person.objects.filter(pk__in=[row.person_id for row in page]))
    return Page[SubscriptionRow](items=[SubscriptionRow(**_row(row)) for row in page], next=later)


@SUBSCRIPTIONS.read(ONE, scope=READ, is_tagged=True, response=SubscriptionOut, summary="Read a subscription")
def read_subscription(request: HttpRequest, ref: PathRef) -> SubscriptionOut:
    """What is agreed, its terms, reminders and the quote for the next one. The look is noted for its person."""
    return shown_again(request, ref)


@SUBSCRIPTIONS.read(
    "subscription-contacts",
    scope=READ,
    response=Page[YearlyContact],
    summary="List whom to ask about support and upgrades",
    is_one=False,
)
def list_subscription_contacts(request: HttpRequest, limit: Limit = 50, cursor: After = "") -> Any:
    """A contact of each subscription that runs, by renewal. Looks at people are noted."""
    asking: Any = request
    found, later = queries.yearly_contacts(asking.actor, place_in(request, cursor), limit)
    people = [contact.person.pk for contact in found if contact.person is not None]
    note_people(request, Person.objects.filter(pk__in=people))
    items = [
        YearlyContact(
            subscription=Named(ref=contact.subscription.ref, name=contact.subscription.number),
            person=named(contact.person),
            email=contact.email,
            renews_on=contact.subscription.renews_on,
        )
        for contact in found
    ]
    return Page[YearlyContact](items=items, next=cursor_at(request, later))


@SUBSCRIPTIONS.write(
    "POST",
    "subscriptions",
    scope=WRITE,
    response=SubscriptionOut,
    status=201,
    summary="Begin a subscription",
    is_one=False,
    problems=["conflict"],
    example={"person": "1v7n2m5ax0f3kq8z", "edition": "0f3kq8z1v7n2m5ax", "currency": "EUR", "quantity": 5},
)
def begin_one_subscription(request: HttpRequest, payload: NewSubscriptionIn) -> SubscriptionOut:
    """Send an Idempotency-Key: each request begins one."""
    asking: Any = request
    person = known_person(asking, payload.person, ())
    if person is None:
        raise no_such("person")
    company = organisations_of([person.pk]).get(person.pk) if payload.is_of_organisation else None
    editions = {row.ref: row for row in sold_editions(asking.actor)}
    licences = queries.licences_for(asking.actor, person.pk, company.pk if company is not None else None)
    sent = payload.model_dump(exclude={"is_of_organisation"})
    data = typed(sent) | {"price": as_typed(payload.price), "key": new_ref(), "starts_on": payload.starts_on or today()}
    form = NewSubscriptionForm([(ref, ref) for ref in editions], _refs(licences), _ticked(data))
    clean = cleaned(form)
    new = actions.NewSubscription(
        person,
        company,
        editions[clean["edition"]],
        clean["quantity"],
        clean["starts_on"],
        form.deal(),
        licence=next((row for row in licences if row.ref == clean["licence"]), None),
        key=clean["key"],
    )
    made = actions.begin_subscription(new, by=asking.actor)
    answer_with(request, "Location", f"{ROOT}subscriptions/{made.ref}")
    return shown_again(request, made.ref)


@SUBSCRIPTIONS.write(
    "PATCH",
    ONE,
    scope=WRITE,
    response=SubscriptionOut,
    summary="Change what is agreed",
    match="must",
    example={"price": "49.90", "renews_itself": True},
)
def change_one_subscription(request: HttpRequest, ref: PathRef, payload: SubscriptionIn) -> SubscriptionOut:
    """It counts from the next renewal on; terms that were agreed stay as they were."""
    asking: Any = request
    found = as_read(asking, ref)
    licences = queries.licences_for(asking.actor, found.person_id, found.organisation_id)
    present = {
        "price": None if found.price is None else str(found.price),
        "owner": found.owner.ref if found.owner is not None else "",
        "licence": found.licence.ref if found.licence is not None else "",
        **{name: getattr(found, name) for name in ("renews_itself", "notice_count", "notice_unit")},
    }
    sent = payload.model_dump(exclude_unset=True)
    takes_none = {"price", "owner", "licence"}
    wanted = present | {name: value for name, value in sent.items() if value is not None or name in takes_none}
    data = typed(wanted) | {"price": as_typed(wanted["price"]), "version": found.version}
    form = ChangeForm(found, queries.owners(), _refs(licences), _ticked(data))
    clean = cleaned(form)
    care = actions.Care(
        clean["price"],
        clean["renews_itself"],
        form.notice(),
        staff_people(VIEW).filter(ref=clean["owner"]).first() if clean["owner"] else None,
        next((row for row in licences if row.ref == clean["licence"]), None),
    )
    actions.change_subscription(found, found.version, care, by=asking.actor)
    return shown_again(request, ref)


def as_read(request: Any, ref: str) -> Subscription:
    """A subscription as the program has read it. Raises Problem without its present ETag."""
    found = access.workable_subscription(request.actor, ref)
    must_match(request, version_of(_out(found)))
    return found


def shown_again(request: Any, ref: str) -> SubscriptionOut:
    """The subscription as it stands now, with its ETag; the look is noted."""
    found = access.readable_subscription(request.actor, ref)
    out = _out(found)
    tagged(request, version_of(out))
    access.note_look(request, found)
    return out


def _refs(licences: Any) -> list[tuple[str, str]]:
    return [(row.ref, row.number) for row in licences]


def _ticked(data: dict[str, Any]) -> dict[str, Any]:
    """As a form is sent: a box that is not ticked is left out."""
    return {name: value for name, value in data.items() if value is not False}


def _out(found: Subscription) -> SubscriptionOut:
    line, declared = line_of_term(found, found.renews_on), queries.cancellation_of(found)
    same = ("starts_on", "next_quantity", "next_quantity_on", "version")
    said = ("kind", "way", "name", "reason", "received_at", "ends_on")
    return SubscriptionOut(
        **_row(found),
        **{name: getattr(found, name) for name in same},
        notice=NoticeSpan(count=found.notice_count, unit=found.notice_unit),  # type: ignore[arg-type] # its choices
        last_notice_day=last_notice_day(found.renews_on, found.notice),
        next_price=line.price if line is not None else None,
        licence=_numbered(found.licence),
        order=_numbered(found.order),
        quote=_numbered(found.quote),
        cancellation=CancellationOut(**{name: getattr(declared, name) for name in said}) if declared else None,
        terms=[_term(term) for term in queries.terms_of(found)],
        reminders=[
            ReminderOut(step=row.step, fate=row.fate, at=row.at)  # type: ignore[arg-type] # a column with these choices
            for row in queries.reminders_of(found)
        ],
    )


def _term(term: Any) -> TermOut:
    same = ("begins_on", "ends_on", "quantity", "price", "way", "paid_at")
    return TermOut(**{name: getattr(term, name) for name in same}, quote=_numbered(term.quote))


def _row(found: Subscription) -> dict[str, Any]:
    same = ("ref", "number", "quantity", "price", "currency", "renews_on", "renews_itself", "state", "ends_on")
    return {
        **{name: getattr(found, name) for name in same},
        "person": named(found.person),
        "organisation": named(found.organisation),
        "owner": named(found.owner),
        "edition": Named(ref=found.edition.ref, name=found.edition.name_in(get_language() or "en")),
        "term": TermSpan(count=found.term_count, unit=found.term_unit),  # type: ignore[arg-type] # its choices
        "is_overdue": found.is_overdue(today()),
    }


def _numbered(row: Any) -> Named | None:
    return None if row is None else Named(ref=row.ref, name=row.number)
