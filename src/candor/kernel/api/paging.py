"""Long lists, a page at a time: an opaque, signed cursor, and a Link header to the next page (RFC 8288)."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, Field

from candor.kernel.api.headers import answer_with
from candor.kernel.http.problems import not_valid

SALT = "candor.api.cursor"
USUAL, MOST = 50, 100

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)

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


def page_by(
    request: HttpRequest, rows: QuerySet[Row], order: tuple[str, ...], limit: int, cursor: str
) -> tuple[list[Row], str | None]:
    """A page of the rows in the order of these columns (`-` before one: from its end), with the next page's cursor.

    The last column tells any two rows apart and none of them is NULL. The cursor holds the `ref` of the row last seen,
    which may have left the list since: the page begins where it would stand, or from the beginning where a column has
    become NULL there.
    """
    place = place_in(request, cursor)
    names = [column.lstrip("-") for column in order]
    mark = rows.model._default_manager.filter(ref=place).values_list(*names).first() if place else None
    if mark is not None and None not in mark:
        rows = rows.filter(_beyond(order, dict(zip(names, mark, strict=True))))
    found: list[Any] = list(rows.order_by(*order)[: limit + 1])
    return found[:limit], cursor_at(request, found[limit - 1].ref if len(found) > limit else "")


def _beyond(order: tuple[str, ...], mark: dict[str, Any]) -> Q:
    """After the mark: equal in the first columns, further on in the next one."""
    steps, same = [], dict[str, Any]()
    for column in order:
        name = column.lstrip("-")
        steps.append(Q(**same, **{f"{name}__{'lt' if column.startswith('-') else 'gt'}": mark[name]}))
        same[name] = mark[name]
    return reduce(or_, steps)
