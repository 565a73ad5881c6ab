"""Reads in the shape of the pages about the words of mails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from candor.kernel.actor import Actor
from candor.kernel.models import AuditFact
from candor.kernel.registries.mail_texts import MailText, Reader, all_texts
from candor.mail.actions.words import KEPT
from candor.mail.composing import Edition, Source, is_usable, original_of
from candor.mail.models import MailWords
from candor.people.public import people_by_ids


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A mail in one language: its own words if it has any, and whether they can still be used."""

    code: str
    language: str
    own: MailWords | None
    is_usable: bool


@dataclass(frozen=True, slots=True)
class Listed:
    text: MailText
    languages: list[InLanguage]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the words, and who wrote it; "" for somebody who is not known any more."""

    words: MailWords
    who: str


@dataclass(frozen=True, slots=True)
class Present:
    """The words that count, the version they are, and whether they are the house's own."""

    source: Source
    version: int
    is_own: bool


def listed(actor: Actor) -> Mapping[str, list[Listed]]:
    """Every mail, by who reads it. One query."""
    own = MailWords.objects.visible_to(actor).in_use().exclude(body="")
    by_place = {(row.key, row.language): row for row in own}
    every = [Listed(text, _languages(text, by_place)) for text in all_texts()]
    return {reader.value: [each for each in every if each.text.reader is reader] for reader in Reader}


def present(actor: Actor, edition: Edition) -> Present:
    """What is sent now."""
    latest = MailWords.objects.visible_to(actor).of(edition.text.key, edition.language).in_use().first()
    version = latest.version if latest is not None else 0
    if latest is None or not latest.body:
        return Present(original_of(edition.text.key, edition.language), version, is_own=False)
    return Present(Source(latest.subject, latest.body), version, is_own=True)


def asked_for(actor: Actor, edition: Edition, version: str) -> Source | None:
    """The words of an earlier version by its number, or the "original"; None where there is none."""
    if version == "original":
        return original_of(edition.text.key, edition.language)
    if not (version.isascii() and version.isdecimal() and len(version) < 10):
        return None
    rows = MailWords.objects.visible_to(actor).of(edition.text.key, edition.language).exclude(body="")
    row = rows.filter(version=int(version)).first()
    return Source(row.subject, row.body) if row is not None else None


def versions_of(actor: Actor, edition: Edition) -> list[Version]:
    """The history, newest first. Three queries."""
    rows = list(MailWords.objects.visible_to(actor).of(edition.text.key, edition.language).order_by("-version")[:KEPT])
    facts = AuditFact.objects.filter(
        object_kind="mail.mailwords", object_id__in=[row.pk for row in rows], name__startswith="mail.words."
    )
    writers = dict(facts.values_list("object_id", "actor_id"))
    people = people_by_ids({pk for pk in writers.values() if pk})
    names = {row.pk: people[who].name for row in rows if (who := writers.get(row.pk)) in people}
    return [Version(row, names.get(row.pk, "")) for row in rows]


def _languages(text: MailText, own: Mapping[tuple[str, str], MailWords]) -> list[InLanguage]:
    return [_in_language(text, code, name, own.get((text.key, code))) for code, name in settings.LANGUAGES]


def _in_language(text: MailText, code: str, language: str, own: MailWords | None) -> InLanguage:
    return InLanguage(code, language, own, own is None or is_usable(text, Source(own.subject, own.body)))
