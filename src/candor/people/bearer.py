"""From the Authorization header to the actor: how programs sign in. Nothing else opens the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import CharField

from candor.kernel import clock
from candor.kernel.actor import ANONYMOUS, Actor, ActorKind, Channel
from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.http.allowance import Allowance
from candor.kernel.http.networks import network_of
from candor.kernel.http.problems import Problem
from candor.people.actions.tokens import digest_of, note_refusal, note_use, reason_it_ended
from candor.people.actors import organisations_seen_by, staff_row
from candor.people.models import ApiToken
from candor.people.scopes import permissions_through

TOKEN_WITH_OWNER = Prepared(
    lambda: ApiToken.objects.select_related("account__person", "account__staff").filter(
        digest=Given("digest", CharField())
    )
)
wrong_tokens = Allowance("api-wrong-token", most=300, per=timedelta(minutes=15), portion=10)
"""From one network. A token cannot be guessed; this keeps the noise of programs that try from filling anything."""


def recognise(request: Any) -> None:
    """Give the request its `actor`, `person` and `token` by its header; `why_unknown` is the problem where it has none.

    Token, account, person and staff row come in one query, so that whatever ends the token counts at once. A customer's
    organisations cost one more.
    """
    request.actor, request.person, request.token = ANONYMOUS, None, None
    request.why_unknown = Problem("no-token")
    text = _token_in(request)
    if not text:
        return
    found = TOKEN_WITH_OWNER.one(digest=digest_of(text))
    if found is None:
        standing = wrong_tokens.take(network_of(request))
        if not standing.is_within:
            request.why_unknown = Problem("too-many", headers={"Retry-After": str(standing.seconds)})
        return
    if reason_it_ended(found, clock.now()):
        request.why_unknown = Problem("token-ended")
        note_refusal(found, by=Actor(ActorKind.TOKEN, found.pk, channel=Channel.API))
        return
    request.actor, request.person, request.token = actor_behind(found), found.account.person, found
    note_use(found)


def actor_behind(token: ApiToken) -> Actor:
    """Who acts through the token: its owner, with no more than its scopes and the owner's present role give."""
    staff = staff_row(token.account)
    kind = ActorKind.STAFF if staff is not None else ActorKind.CUSTOMER
    return Actor(
        kind,
        token.account.person_id,
        permissions_through(staff.role if staff is not None else "", token.scopes),
        frozenset() if staff is not None else organisations_seen_by(token.account.person_id),
        Channel.API,
    )


def _token_in(request: Any) -> str:
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""
