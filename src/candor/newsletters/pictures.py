"""The pictures of an issue: they travel in each letter (ADR 0027), and stand on our pages where past issues do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from candor.kernel.files import content_for_others
from candor.kernel.models import StoredFile
from candor.kernel.picture_files import picture_alone
from candor.mail.public import Picture, picture_of
from candor.newsletters.models import Issue

MOST_BYTES, MOST_TOGETHER = 200_000, 600_000
"""Of one picture, and of all of an issue: each reader gets them, and each letter is signed."""


def pictures_among(issue: Issue, refs: Sequence[str]) -> list[Picture]:
    """Those of the issue's pictures with these references, ready for any number of letters."""
    if not refs:
        return []
    return [_ready(ref) for ref in issue.pictures.filter(file__ref__in=refs).values_list("file__ref", flat=True)]


def as_data(issue: Issue, refs: Sequence[str]) -> Mapping[str, str]:
    """Their addresses for a frame that fetches nothing: by reference, each holds its picture."""
    return {
        each.name: f"data:{each.content_type};base64,{b''.join(each.in_base64.split()).decode('ascii')}"
        for each in pictures_among(issue, refs)
    }


@lru_cache(maxsize=16)
def _ready(ref: str) -> Picture:
    """Without what cameras write beside a picture, place and time among it.

    Remembered by its reference: SQLite gives the number of a row that is gone to the next one.
    """
    file = StoredFile.objects.get(ref=ref)
    content_type, content = picture_alone(content_for_others(file))
    return picture_of(ref, content_type, content)
