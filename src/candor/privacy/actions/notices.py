"""Publishing versions of the privacy notice and the terms (mission H1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, models, transaction

from candor.kernel import audit, clock
from candor.kernel.actor import SYSTEM, Actor
from candor.kernel.models import AuditFact
from candor.privacy.models import NoticeKind, NoticeVersion

SHIPPED_TEXTS = Path(__file__).parent.parent / "texts"
FIRST_VERSION = {"en": "First version.", "de": "Erste Fassung."}


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A version's words in one language: Markdown, and a sentence on what changed since the version before."""

    text: str
    what_changed: str


class NothingToPublish(ValueError):
    """A version needs a text in at least one language, and each text a word on what changed."""


@transaction.atomic
def publish_version(kind: NoticeKind, texts: Mapping[str, NoticeText], *, by: Actor) -> int:
    """Publish the next version in all languages given; returns its number. Earlier versions stay readable.

    Raises NothingToPublish. Two at once cannot both win: the number is unique for each kind and language.
    """
    if not texts or not all(words.text.strip() and words.what_changed.strip() for words in texts.values()):
        raise NothingToPublish(kind)
    number = _last_version(kind) + 1
    moment = clock.now()
    versions = [
        NoticeVersion.objects.create(
            kind=kind,
            version=number,
            language=language,
            text=words.text,
            what_changed=words.what_changed,
            published_at=moment,
        )
        for language, words in sorted(texts.items())
    ]
    audit.record("privacy.notice.published", versions[0], by=by, kind=kind.value, version=number)
    return number


def publish_shipped_versions() -> None:
    """Publish the texts that Candor brings along, where the organisation has published nothing of that kind yet."""
    for kind in NoticeKind:
        if not NoticeVersion.objects.filter(kind=kind).exists():
            publish_version(kind, shipped_texts(kind), by=SYSTEM)


def shipped_texts(kind: NoticeKind) -> dict[str, NoticeText]:
    """The texts in the package, one for each language."""
    return {
        language: NoticeText((SHIPPED_TEXTS / f"{kind.value}.{language}.md").read_text("utf-8"), first_version)
        for language, first_version in FIRST_VERSION.items()
    }


def tables_exist() -> bool:
    """False while a database is only partly migrated, as `migrate kernel` leaves it."""
    needed = {NoticeVersion._meta.db_table, AuditFact._meta.db_table}
    return needed <= set(connection.introspection.table_names())


def _last_version(kind: NoticeKind) -> int:
    last = NoticeVersion.objects.filter(kind=kind).aggregate(last=models.Max("version"))["last"]
    return int(last or 0)
