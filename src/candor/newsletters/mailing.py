"""How letters that wait in the outbox are made when they are sent. An issue on its way never changes its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from candor.mail.public import MailWords, OutboxMessage, Picture, Sheet
from candor.newsletters.grounds import grounds_of
from candor.newsletters.letters import headers_for, letter_for, pictures_for
from candor.newsletters.models import Fate, Issue, Recipient
from candor.people.public import Identifier, IdentifierKind


def make_letters(mails: Sequence[OutboxMessage]) -> Mapping[int, Sheet]:
    """Those of recipients who are still known, by their number in the outbox.

    Three queries, one more for pictures and two where the law's exception for customers is the ground.
    """
    rows = Recipient.objects.filter(pk__in=[mail.about_id for mail in mails], identifier__person__erased_at=None)
    recipients = {row.pk: row for row in rows.select_related("identifier__person")}
    issues = _issues({row.issue_id for row in recipients.values()})
    shown, grounds = _pictures(issues, mails), grounds_of(recipients.values(), issues)
    made = {}
    for mail in mails:
        recipient = recipients.get(mail.about_id)
        if recipient is not None:
            issue, identifier = issues[recipient.issue_id], recipient.identifier
            pictures = shown[issue.pk, mail.language]
            words = letter_for(issue, identifier, mail.language, grounds.get(recipient.pk))
            made[mail.pk] = Sheet(words, headers_for(issue, identifier), pictures)
    return made


def note_sent(recipients: Sequence[int]) -> None:
    """The mail server has taken their letters."""
    Recipient.objects.filter(pk__in=recipients, fate=Fate.HANDED).update(fate=Fate.SENT)


def make_tests(mails: Sequence[OutboxMessage]) -> Mapping[int, Sheet]:
    """A test goes the way of the letters, so that its reader sees what they will see."""
    issues, made = _issues({mail.about_id for mail in mails}), {}
    shown = _pictures(issues, mails)
    for mail in mails:
        identifier = _whose(mail)
        if identifier is not None and mail.about_id in issues:
            words = letter_for(issues[mail.about_id], identifier, mail.language)
            marked = MailWords(mail.subject, words.text, words.html)
            made[mail.pk] = Sheet(marked, {}, shown[mail.about_id, mail.language])
    return made


def note_nothing(_issues: Sequence[int]) -> None:
    """Nobody counts tests."""


def _issues(numbers: set[int]) -> dict[int, Issue]:
    return Issue.objects.select_related("list").in_bulk(numbers)


def _pictures(issues: Mapping[int, Issue], mails: Sequence[OutboxMessage]) -> dict[tuple[int, str], Sequence[Picture]]:
    languages = {mail.language for mail in mails}
    return {(each.pk, language): pictures_for(each, language) for each in issues.values() for language in languages}


def _whose(mail: OutboxMessage) -> Identifier | None:
    mine = Identifier.objects.filter(kind=IdentifierKind.EMAIL, value=mail.to_address, verified_at__isnull=False)
    return (
        mine.select_related("person").filter(person__name=mail.to_name).first() or mine.select_related("person").first()
    )
