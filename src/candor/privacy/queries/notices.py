"""Reading the published versions."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from candor.privacy.models import NoticeKind, NoticeVersion


def current_version(kind: NoticeKind, language: str) -> NoticeVersion | None:
    """The version that counts today, in the language or the next best; None before the first is published."""
    last = NoticeVersion.objects.filter(kind=kind).order_by("-version").values_list("version", flat=True).first()
    return None if last is None else version_numbered(kind, last, language)


def version_numbered(kind: NoticeKind, number: int, language: str) -> NoticeVersion | None:
    """One version in the language, else in the instance's, else in any it was published in."""
    return _best(list(NoticeVersion.objects.filter(kind=kind, version=number)), language)


def all_versions(kind: NoticeKind, language: str) -> list[NoticeVersion]:
    """Every version, newest first, each in the language or the next best. Their texts are not loaded."""
    by_number: dict[int, list[NoticeVersion]] = {}
    for version in NoticeVersion.objects.filter(kind=kind).defer("text").order_by("-version"):
        by_number.setdefault(version.version, []).append(version)
    return [best for texts in by_number.values() if (best := _best(texts, language))]


def _best(texts: Sequence[NoticeVersion], language: str) -> NoticeVersion | None:
    wishes = (language, settings.LANGUAGE_CODE)
    return min(
        texts,
        key=lambda text: wishes.index(text.language) if text.language in wishes else len(wishes),
        default=None,
    )
