"""The demo's people: Lindwurm Software, its queues and categories, and its customers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.conf import settings

from candor.helpdesk.actions.categories import CategoryDetails, change_category, create_category
from candor.helpdesk.actions.queues import QueueDetails, change_queue, create_queue
from candor.helpdesk.demo import story
from candor.helpdesk.demo.logins import PASSWORD
from candor.helpdesk.demo.story import Entry
from candor.helpdesk.models import Category, Queue
from candor.kernel import clock, instance
from candor.kernel.actor import SYSTEM, Actor, ActorKind
from candor.people.public import (
    IdentifierKind,
    NewPerson,
    Organisation,
    OrganisationDetails,
    OwnOrganisation,
    Person,
    Role,
    Source,
    account_of,
    actor_of,
    add_domain,
    add_member,
    add_organisation,
    add_person,
    change_own_organisation,
    change_signature,
    confirm_identifier,
    hashed,
    make_contact,
    make_staff,
    note_activity,
    set_password,
    take_in_list,
)


@dataclass(slots=True)
class Cast:
    """Everybody and everything that the cases name, by the key in the texts."""

    people: dict[str, Person] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)


def found_company(now: datetime) -> Cast:
    """Set the instance up as Lindwurm Software and let everybody come in their order.

    `now` is the moment the demo is loaded.
    """
    company, cast = story.company(), Cast()
    hashed_password = hashed(PASSWORD)
    arrivals: list[tuple[str, Callable[[], None]]] = [
        (company["since"], partial(_open_house, company)),
        (company["queues_since"], partial(_make_queues, company, cast)),
        *((entry["since"], partial(hire, entry, cast, hashed_password, now)) for entry in company["staff"]),
        *((entry["since"], partial(_win_customer, entry, cast, hashed_password)) for entry in company["customers"]),
    ]
    for since, arrive in sorted(arrivals, key=lambda arrival: story.duration(arrival[0]), reverse=True):
        with clock.at(now - story.duration(since)):
            arrive()
    return cast


def notes_of_staff(cast: Cast, now: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """What staff do about people beside the cases: when, and the action."""
    company = story.company()
    notes = [_note_of_staff(entry, cast, now - story.duration(entry["age"])) for entry in company["activity"]]
    return [*notes, *(_list_taken_in(entry, cast, now - story.duration(entry["age"])) for entry in company["list"])]


def _list_taken_in(entry: Entry, cast: Cast, at: datetime) -> tuple[datetime, Callable[[], object]]:
    by, content = cast.actors[entry["by"]], entry["content"].lstrip("\n")
    return at, partial(take_in_list, entry["name"], content, entry["source_name"], by=by)


def _note_of_staff(entry: Entry, cast: Cast, at: datetime) -> tuple[datetime, Callable[[], object]]:
    person, by = cast.people[entry["about"]], cast.actors[entry["by"]]
    return at, partial(note_activity, person, entry["kind"], entry["text"], at=at, by=by)


def _open_house(company: Entry) -> None:
    instance.finish_set_up(company["organisation_name"])
    instance.forget()
    row = instance.current()
    details = OwnOrganisation(
        organisation_name=company["organisation_name"],
        brand_hue=row.brand_hue,
        language=row.language,
        time_zone=row.time_zone,
        postal_address=company["postal_address"],
        contact_email=company["contact_email"],
        contact_phone=company["contact_phone"],
    )
    change_own_organisation(row.version, details, by=SYSTEM)


def hire(entry: Entry, cast: Cast, hashed_password: str, now: datetime) -> None:
    """Let a member of staff begin today, who may sign in."""
    person = _write_down(entry, language="")
    ends_on = (now + story.duration(entry["ends_in"])).date() if "ends_in" in entry else None
    account = account_of(person)
    member = make_staff(account, Role(entry["role"]), ends_on=ends_on, by=SYSTEM)
    change_signature(member, entry.get("signature", ""), by=SYSTEM)
    set_password(account, hashed_password, by=SYSTEM)
    account.refresh_from_db()
    cast.people[entry["key"]], cast.actors[entry["key"]] = person, actor_of(account)


def _make_queues(company: Entry, cast: Cast) -> None:
    for entry in company["queue"]:
        cast.queues[entry["key"]] = _make_queue(entry, cast)
    for entry in company["category"]:
        parent = cast.categories[entry["below"]] if "below" in entry else None
        category = create_category(_named(entry), by=SYSTEM, parent=parent)
        details = CategoryDetails(
            name=category.name,
            is_offered_to_customers=entry.get("is_offered_to_customers", True),
            queue=cast.queues[entry["queue"]] if "queue" in entry else category.queue,
            parent=parent,
        )
        change_category(category, details, by=SYSTEM)
        cast.categories[entry["key"]] = category


def _make_queue(entry: Entry, cast: Cast) -> Queue:
    """A queue as in the texts; one with members is closed to everybody else."""
    queue = create_queue(_named(entry), by=SYSTEM)
    members = [cast.people[key] for key in entry.get("members", ())]
    details = QueueDetails(
        name=queue.name,
        is_open_to_all=not members,
        members=members,
        default_assignee=None,
        follow_up_hours=entry["follow_up_hours"],
        is_default=entry.get("is_default", False),
    )
    change_queue(queue, details, by=SYSTEM)
    return queue


def _named(entry: Entry) -> str:
    names: dict[str, str] = entry["name"]
    return names.get(settings.LANGUAGE_CODE, names["en"])


def _win_customer(entry: Entry, cast: Cast, hashed_password: str) -> None:
    named = ("name", "website", "phone", "address", "country")
    organisation = add_organisation(
        OrganisationDetails(**{name: entry[name] for name in named if name in entry}), by=SYSTEM
    )
    if "domain" in entry:
        add_domain(organisation, entry["domain"], by=SYSTEM)
    for person in entry["person"]:
        _join(person, organisation, cast, entry["language"])
        if person.get("signs_in"):
            set_password(account_of(cast.people[person["key"]]), hashed_password, by=SYSTEM)


def _join(entry: Entry, organisation: Organisation, cast: Cast, language: str) -> None:
    person = _write_down(entry, language=entry.get("language", language))
    role = entry.get("role", "member")
    membership = add_member(organisation, person, by=SYSTEM, role=role, position=entry["position"])
    if entry.get("is_contact"):
        make_contact(membership, by=SYSTEM)
    cast.people[entry["key"]] = person
    seen = frozenset({organisation.pk}) if role == "super" else frozenset()
    cast.actors[entry["key"]] = Actor(ActorKind.CUSTOMER, person.pk, organisation_ids=seen)


def _write_down(entry: Entry, *, language: str) -> Person:
    """A person whose address is theirs: everybody in the demo has been in touch for a while."""
    person = add_person(
        NewPerson(entry["name"], entry["email"], entry.get("phone", ""), language=language, source=Source.DEMO),
        by=SYSTEM,
    )
    confirm_identifier(person.identifiers.get(kind=IdentifierKind.EMAIL), by=SYSTEM)
    return person
