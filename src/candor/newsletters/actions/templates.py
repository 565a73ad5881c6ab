"""Saving an issue's words to begin others with."""

from __future__ import annotations

import re
from dataclasses import asdict

from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time
from candor.newsletters.actions.writing import IssueWords
from candor.newsletters.models import Issue, IssueTemplate
from candor.newsletters.rules.letters import OWN_PICTURE

TURN = "newsletters.template"
_PICTURE = re.compile(r"!\[[^\]]*\]\(" + OWN_PICTURE + r"[0-9A-Za-z]*\)[ \t]*\n?")


class NameTaken(Exception):
    """Another template has this name."""


@transaction.atomic
def save_as_template(issue: Issue, name: str, *, by: Actor) -> IssueTemplate:
    """Its words without its pictures, which are the issue's. Pressing twice saves one. Raises NameTaken."""
    one_at_a_time(TURN)
    words = asdict(
        IssueWords(issue.subject_en, without_pictures(issue.body_en), issue.subject_de, without_pictures(issue.body_de))
    )
    twin = IssueTemplate.objects.filter(name=name).first()
    if twin is not None and any(getattr(twin, column) != said for column, said in words.items()):
        raise NameTaken
    if twin is not None:
        return twin
    made = IssueTemplate.objects.create(name=name, created_at=clock.now(), **words)
    record("newsletters.template.saved", made, by=by, issue=issue.pk)
    return made


@transaction.atomic
def forget_template(template: IssueTemplate, *, by: Actor) -> None:
    """Nobody begins with it any more; issues that began with it stay. Doing it twice changes nothing."""
    if IssueTemplate.objects.filter(pk=template.pk).delete()[0]:
        record("newsletters.template.forgotten", template, by=by)


def without_pictures(body: str) -> str:
    """The Markdown without the issue's own pictures."""
    return _PICTURE.sub("", body)
