"""Writing an issue: a draft that changes until it is sent, and a test to oneself."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.files import delete_file
from candor.mail.public import Addressed, TemplateClass, queue_many
from candor.newsletters.letters import TEST, name_of, subject_for
from candor.newsletters.models import Issue, IssueState, MailingList
from candor.people.public import Identifier


class StaleIssue(Exception):
    """Somebody else has changed the issue meanwhile, or it is on its way."""


@dataclass(frozen=True, slots=True)
class IssueWords:
    """Subject and Markdown in each language; a language without words is left out."""

    subject_en: str = ""
    body_en: str = ""
    subject_de: str = ""
    body_de: str = ""


@transaction.atomic
def write_issue(each: MailingList, words: IssueWords, *, key: str, by: Actor) -> Issue:
    """A new draft; the same `key` twice is one."""
    now = clock.now()
    issue, is_new = Issue.objects.get_or_create(
        key=key, defaults={"list": each, "created_at": now, "changed_at": now, **asdict(words)}
    )
    if is_new:
        record("newsletters.issue.written", issue, by=by, list=each.pk)
    return issue


@transaction.atomic
def change_issue(issue: Issue, each: MailingList, words: IssueWords, *, by: Actor, expected_version: int) -> None:
    """Raises StaleIssue."""
    rows = Issue.objects.filter(pk=issue.pk, state=IssueState.DRAFT, version=expected_version)
    if not rows.update(list=each, changed_at=clock.now(), version=F("version") + 1, **asdict(words)):
        raise StaleIssue
    record("newsletters.issue.changed", issue, by=by)


@transaction.atomic
def throw_away(issue: Issue, *, by: Actor) -> None:
    """A draft that nobody needs. Raises StaleIssue for one that went out."""
    record("newsletters.issue.thrown_away", issue, by=by)
    files = [held.file for held in issue.pictures.select_related("file")]
    if not Issue.objects.filter(pk=issue.pk, state=IssueState.DRAFT).delete()[0]:
        raise StaleIssue
    for file in files:
        delete_file(file)


@transaction.atomic
def send_test(issue: Issue, identifier: Identifier, *, by: Actor) -> None:
    """The letter in each of its languages to one's own address."""
    name = name_of(identifier)
    letters = [
        Addressed(identifier.value, name, language, f"[Test] {subject_for(issue, language, name)}", issue.pk)
        for language in issue.languages()
    ]
    queue_many(TEST, letters, about_kind="newsletters.issue", kind=TemplateClass.ASKED_FOR)
    record("newsletters.issue.tested", issue, by=by)
