"""Who may become a customer of the demo company: enquiries, calls, what sales did about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from candor.business.public import (
    Enquiry,
    EntryKind,
    Lead,
    LeadDetails,
    LostReason,
    NewLead,
    NewTask,
    Stage,
    Stranger,
    TaskKind,
    Told,
    change_lead,
    look_after,
    lose_lead,
    move_lead,
    note,
    note_told,
    plan_follow_up,
    plan_task,
    receive_enquiry,
    win_lead,
    write_down,
)
from candor.helpdesk.demo import story
from candor.helpdesk.demo.company import Cast
from candor.helpdesk.demo.story import Entry
from candor.kernel import clock, instance
from candor.kernel.actor import ANONYMOUS
from candor.people.public import AddressKind, Organisation, PlaceOfOrganisation, add_organisation_address
from candor.privacy.public import current_notice_version

A_LITTLE_LATER = timedelta(minutes=40)
SELLER = "felix"


def leads_of_sales(cast: Cast, now: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """When somebody asked, and what became of it."""
    happenings: list[tuple[datetime, Callable[[], object]]] = []
    for entry in story.leads()["lead"]:
        at = now - story.duration(entry["age"])
        happenings.append((at, partial(_ask, cast, entry)))
        if "owner" in entry:
            happenings.append((at + A_LITTLE_LATER, partial(_work_on, cast, entry, now)))
        if "won" in entry:
            happenings.append((now - story.duration(entry["won"]), partial(_win, cast, entry)))
        if "lost" in entry:
            happenings.append((now - story.duration(entry["lost"]), partial(_lose, cast, entry)))
    happenings.extend(
        (now - story.duration(entry["age"]), partial(_look_after, cast, entry, now))
        for entry in story.leads()["looked_after"]
    )
    return happenings


def _look_after(cast: Cast, entry: Entry, now: datetime) -> None:
    """A customer gets their owner, tags, addresses, and what is to be done."""
    found, by = Organisation.objects.get(name=entry["name"]), cast.actors[SELLER]
    look_after(found, cast.people[SELLER], entry["tags"], by=by)
    for place in entry.get("address", ()):
        add_organisation_address(found, PlaceOfOrganisation(**{**place, "kind": AddressKind(place["kind"])}), by=by)
    if "vat_number" in entry:
        Organisation.objects.filter(pk=found.pk).update(vat_number=entry["vat_number"])
        note_told(found, entry["vat_number"], Told(**entry["vies"]))
    if "task" in entry:
        plan_follow_up(found, _task(entry["task"], now), by=by)


def _ask(cast: Cast, entry: Entry) -> None:
    if entry["way"] == "form":
        receive_enquiry(
            Enquiry(
                entry["name"],
                entry["email"],
                entry["text"],
                company=entry["company"],
                notice_version=current_notice_version(),
            ),
            by=ANONYMOUS,
        )
        return
    caller = Stranger(entry["name"], entry["email"], organisation=entry["company"])
    write_down(caller, NewLead(None, entry["text"]), by=cast.actors[SELLER])


def _work_on(cast: Cast, entry: Entry, now: datetime) -> None:
    lead, by = _lead(entry), cast.actors[entry["owner"]]
    value, currency = Decimal(entry["value"]), entry.get("currency", "EUR")
    worth = LeadDetails(lead.interest, cast.people[entry["owner"]], value, currency)
    change_lead(lead, lead.version, worth, by=by)
    move_lead(lead, Stage.objects.all()[entry["stage"]], by=by)
    if "note" in entry:
        note(lead, EntryKind.CALL, entry["note"], by=by)
    if "task" in entry:
        plan_task(lead, _task(entry["task"], now), by=by)


def _task(task: Entry, now: datetime) -> NewTask:
    with clock.at(now):
        due = clock.today(instance.current().time_zone) + timedelta(days=task["in"])
    return NewTask(TaskKind(task["kind"]), task["text"], due)


def _win(cast: Cast, entry: Entry) -> None:
    win_lead(_lead(entry), entry["company"], by=cast.actors[SELLER])


def _lose(cast: Cast, entry: Entry) -> None:
    lose_lead(_lead(entry), LostReason.objects.first(), entry["lost_text"], by=cast.actors[SELLER])


def _lead(entry: Entry) -> Lead:
    return Lead.objects.select_related("person").get(person__name=entry["name"])
