"""Long lists, a page at a time: an opaque, signed cursor, and a Link header to the next page (RFC 8288)."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, Field

from candor.kernel.api.headers import answer_with
from candor.kernel.http.problems import not_valid

SALT = "candor.api.cursor"
USUAL, MOST = 50, 100

Item = TypeVar("Item")

Limit = Annotated[int, Query(USUAL, ge=1, le=MOST, description="How many items a page has at most.")]
After = Annotated[
    str, Query("", max_length=300, description="`next` of the page before. It counts for the same list and filters.")
]


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(None, description="The cursor of the next page; null on the last one.")


def place_in(request: HttpRequest, cursor: str) -> str:
    """The place that a cursor of this list names; "" for the beginning. Raises Problem for one that is not ours."""
    if not cursor:
        return ""
    try:
        return str(signing.Signer(salt=f"{SALT}:{request.path}").unsign(cursor))
    except signing.BadSignature:
        raise not_valid(("cursor", _("This is no cursor of this list. Begin again without one."))) from None


def cursor_at(request: HttpRequest, place: str) -> str | None:
    """The cursor that names a place in this list, told in a Link header too; None at the end of the list."""
    if not place:
        return None
    cursor = signing.Signer(salt=f"{SALT}:{request.path}").sign(place)
    query = urlencode({**request.GET.dict(), "cursor": cursor})
    answer_with(request, "Link", f'<{settings.INSTANCE.base_url}{request.path}?{query}>; rel="next"')
    return cursor
