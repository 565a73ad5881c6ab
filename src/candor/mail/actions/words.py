"""The house's own words for the mails that Candor writes by itself: written, and taken back to the original."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.mail.composing import Edition, Source
from candor.mail.models import MailWords
from candor.mail.rules.wording_faults import Finding, faults_in

KEPT = 12
"""Versions of a mail's words in one language; older ones go."""

ORIGINAL = Source("", "")


class StaleWords(Exception):
    """Somebody else wrote other words since the actor looked. Nothing was changed."""


class FaultyWords(ValueError):
    """The words cannot be used, for the reasons in `findings`. Nothing was changed."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(", ".join(f"{each.field} {each.fault}" for each in findings))
        self.findings = findings


def change_words(edition: Edition, source: Source, *, by: Actor, expected_version: int) -> None:
    """Send the mail with these words from now on; saying the same again changes nothing.

    Raises FaultyWords and StaleWords.
    """
    if findings := faults_in(edition.text, source.subject, source.body):
        raise FaultyWords(findings)
    try:
        _change(edition, source, by, expected_version)
    except IntegrityError as error:  # somebody else was quicker by less than a moment
        raise StaleWords from error


@transaction.atomic
def reset_words(edition: Edition, *, by: Actor) -> None:
    """Send the mail with its original words again; the house's own stay in the history. Twice changes nothing."""
    latest = MailWords.objects.of(edition.text.key, edition.language).in_use().select_for_update().first()
    if latest is not None and latest.body:
        record("mail.words.reset", _write(latest, edition, ORIGINAL), by=by, language=edition.language)


@transaction.atomic
def _change(edition: Edition, source: Source, by: Actor, expected_version: int) -> None:
    latest = MailWords.objects.of(edition.text.key, edition.language).in_use().select_for_update().first()
    if latest is not None and Source(latest.subject, latest.body) == source:
        return
    if (latest.version if latest else 0) != expected_version:
        raise StaleWords
    record("mail.words.changed", _write(latest, edition, source), by=by, language=edition.language)


def _write(latest: MailWords | None, edition: Edition, source: Source) -> MailWords:
    """The next version, in the place of the latest; the oldest of many goes."""
    version = latest.version + 1 if latest is not None else 1
    versions = MailWords.objects.of(edition.text.key, edition.language)
    versions.in_use().update(is_latest=False)
    versions.filter(version__lte=version - KEPT).delete()
    transaction.on_commit(instance.forget)
    return MailWords.objects.create(
        key=edition.text.key,
        language=edition.language,
        version=version,
        subject=source.subject,
        body=source.body,
        written_at=clock.now(),
    )
