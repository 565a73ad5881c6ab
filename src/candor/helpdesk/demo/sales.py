"""What the demo's customers wrote to sales: mail on their timelines, beside all cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from candor.business.public import Answer, Correspondence, NewMail, begin, send_answer
from candor.helpdesk.demo import story
from candor.helpdesk.demo.company import Cast
from candor.helpdesk.demo.playing import files_of
from candor.helpdesk.demo.story import Entry
from candor.kernel.actor import Actor, ActorKind, Channel
from candor.people.public import primary_email


def mail_to_sales(cast: Cast, now: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """When somebody wrote to sales or was answered, and the action."""
    happenings: list[tuple[datetime, Callable[[], object]]] = []
    for entry in story.sales()["mail"]:
        age = story.duration(entry["age"])
        at = story.in_office_hours(now - age) if age > story.RECENT else now - age
        happenings.append((at, partial(_write, cast, entry)))
        if "answer" in entry:
            happenings.append((at + story.duration(entry["answer"]["after"]), partial(_answer, cast, entry)))
    return happenings


def _write(cast: Cast, entry: Entry) -> None:
    person = cast.people[entry["by"]]
    by = Actor(ActorKind.MAIL_SENDER, person.pk, channel=Channel.MAIL)
    begin(person, entry["subject"], NewMail(entry["text"].strip(), primary_email(person)), None, by=by)


def _answer(cast: Cast, entry: Entry) -> None:
    found = Correspondence.objects.get(person=cast.people[entry["by"]], subject=entry["subject"])
    answer = entry["answer"]
    send_answer(found, Answer(answer["text"].strip(), files=files_of(answer)), by=cast.actors[answer["by"]])
