"""The versions of notice and terms as the office sees them: what changed, who was told, who agreed anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from candor.kernel.actor import Actor
from candor.privacy.models import Announcement, ConsentDeed, ConsentEvent, NoticeKind, NoticeVersion
from candor.privacy.queries.notices import all_versions, version_numbered
from candor.privacy.queries.registers import PAGE
from candor.privacy.rules.differences import Line, differences


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version with its announcement, None where it was published without one."""

    version: NoticeVersion
    announcement: Announcement | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One version beside an earlier one, in the language that both have, and every number to choose from."""

    new: NoticeVersion
    old: NoticeVersion | None
    lines: Sequence[Line]
    numbers: Sequence[int]


def versions_of(actor: Actor, kind: NoticeKind, language: str) -> list[VersionRow]:
    """The last one on top. Two queries."""
    told = {row.number: row for row in Announcement.objects.visible_to(actor).filter(kind=kind)}
    return [VersionRow(version, told.get(version.version)) for version in all_versions(kind, language)]


def compared(kind: NoticeKind, number: int, with_number: int, language: str) -> Compared | None:
    """A version beside another; beside the one before where `with_number` is none. None where there is no such one."""
    new = version_numbered(kind, number, language)
    if new is None:
        return None
    known = NoticeVersion.objects.filter(kind=kind).order_by("-version").values_list("version", flat=True)
    numbers = [each for each in dict.fromkeys(known) if each != number]
    earlier = with_number if with_number in numbers else max((one for one in numbers if one < number), default=0)
    old = version_numbered(kind, earlier, new.language) if earlier else None
    text = _paragraphs(new.text)
    return Compared(new, old, differences(_paragraphs(old.text) if old else text, text), numbers)


def announcement_of(actor: Actor, kind: NoticeKind, number: int) -> Announcement | None:
    """One query."""
    return Announcement.objects.visible_to(actor).filter(kind=kind, number=number).first()


def agreed_since(actor: Actor, announcement: Announcement, *, after: int) -> tuple[list[ConsentEvent], str]:
    """Who has agreed anew since consents were asked for again, the last first. Two queries."""
    rows = ConsentEvent.objects.visible_to(actor).filter(deed=ConsentDeed.GIVEN, at__gte=announcement.begun_at)
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows.select_related("person").order_by("-pk")[: PAGE + 1])
    return found[:PAGE], f"?after={found[PAGE - 1].pk}" if len(found) > PAGE else ""


def _paragraphs(text: str) -> str:
    """A line for each paragraph, heading and item: where the lines of the source were broken says nothing."""
    lines: list[str] = []
    goes_on = False
    for line in text.splitlines():
        is_new = not goes_on or line.startswith(("#", "-", "*", "|", "1"))
        if not line.strip():
            goes_on = False
        elif is_new:
            lines.append(line.strip())
            goes_on = not line.startswith("#")
        else:
            lines[-1] = f"{lines[-1]} {line.strip()}"
    return "\n".join(lines)
