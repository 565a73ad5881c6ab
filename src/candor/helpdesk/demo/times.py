"""Time and costs in the demo: estimates, one of them authorised, and work that waits to be invoiced."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from candor.catalogue.public import kinds_of_work
from candor.helpdesk.actions.times import NewTime, answer_time, change_time_settings, write_time
from candor.helpdesk.demo import story
from candor.helpdesk.demo.company import Cast
from candor.helpdesk.demo.story import Entry
from candor.helpdesk.models import Ticket, TimeAnswer, TimeKind
from candor.helpdesk.rules.times import minutes_in
from candor.kernel.actor import SYSTEM

QUARTER, AN_HOUR = 15, 60


def write_times(cast: Cast, now: datetime) -> None:
    """What `together.toml` says of it, each for its day."""
    change_time_settings({"round_to": QUARTER, "authorise_above": AN_HOUR}, 0, by=SYSTEM)
    for entry in sorted(story.together()["time"], key=lambda entry: -entry["days_ago"]):
        _write(cast, entry, (now - timedelta(days=entry["days_ago"])).date())


def _write(cast: Cast, entry: Entry, day: date) -> None:
    works = {edition.sku: edition for edition in kinds_of_work()}
    ticket, is_internal = Ticket.objects.get(subject=entry["case"]), entry.get("internal", False)
    new = NewTime(
        kind=entry.get("kind", TimeKind.DONE.value),
        day=day,
        worker=cast.people[entry["by"]],
        note=entry["note"],
        minutes=minutes_in(entry["duration"]),
        edition=works.get(entry.get("work", "")),
        is_billable=not is_internal,
        is_internal=is_internal,
        asks=entry.get("asks", False),
    )
    made = write_time(ticket, new, by=cast.actors[entry["by"]])
    if who := entry.get("authorised_by"):
        answer = TimeAnswer(version=made.version, name=cast.people[who].name, is_authorised=True)
        answer_time(made, answer, by=cast.actors[who])
