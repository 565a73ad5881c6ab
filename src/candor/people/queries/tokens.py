"""Tokens of the API as pages list them. Their texts are nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Actor
from candor.kernel.registries.restricted import is_hidden
from candor.people.actions.tokens import reason_it_ended
from candor.people.models import Account, ApiToken
from candor.people.scopes import GRANTS, Scope

PAGE = 50
KNOWN = frozenset(scope.value for scope in Scope)

ENDED_WORDS: Mapping[str, Promise] = {
    "revoked": _("revoked"),
    "expired": _("expired"),
    "locked": _("account locked"),
    "owner-changed": _("ended with its owner's role or password"),
}


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token, with what it may do in words, and why it ended ("" while it counts)."""

    token: ApiToken
    may: list[str]
    ended: str


@dataclass(frozen=True, slots=True)
class TokenPage:
    """One page of all tokens, the newest first; `after` names the next one, "" at the end."""

    rows: list[TokenRow]
    after: str


def tokens_of(account: Account) -> list[TokenRow]:
    """The account's latest tokens, at most a hundred. One query."""
    return _rows(ApiToken.objects.filter(account=account), most=100)


def tokens_page(after: str, *, by: Actor) -> TokenPage:
    """All tokens of the instance: restricted people's too, because they can be revoked, but nameless. Two queries."""
    mark = ApiToken.objects.filter(ref=after).values_list("pk", flat=True).first() if after else None
    found = ApiToken.objects.filter(pk__lt=mark) if mark is not None else ApiToken.objects.all()
    hidden = is_hidden("account__person", by) or Value(False)
    rows = _rows(found.annotate(is_restricted=hidden), most=PAGE + 1)
    return TokenPage(rows[:PAGE], rows[PAGE - 1].token.ref if len(rows) > PAGE else "")


def all_rows() -> Iterator[TokenRow]:
    """All tokens, a page at a time."""
    found = tokens_page("", by=SYSTEM)
    yield from found.rows
    while found.after:
        found = tokens_page(found.after, by=SYSTEM)
        yield from found.rows


def _rows(tokens: QuerySet[ApiToken], *, most: int) -> list[TokenRow]:
    now = clock.now()
    found = tokens.select_related("account__person", "account__staff").order_by("-pk")[:most]
    return [
        TokenRow(
            _covered(token),
            [str(GRANTS[Scope(scope)].words) for scope in token.scopes if scope in KNOWN],
            str(ENDED_WORDS.get(reason_it_ended(token, now), "")),
        )
        for token in found
    ]


def _covered(token: ApiToken) -> ApiToken:
    """Without the names of somebody restricted. Not to be saved."""
    if getattr(token, "is_restricted", False):
        token.name, token.account.person.name = "", str(_("Somebody whose data is restricted"))
    return token
