"""Routes and their policies: who may knock at a URL at all. What of it they may see is decided by `visible_to`.

Every route is made by `route(...)` with a policy; the start is refused when one has none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from candor.kernel.actor import Actor, ActorKind

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may use a route. `face` is the audience whose sign-in a stranger is sent to ("" answers 404)."""

    name: str
    allows: Callable[[Actor], bool]
    face: str = ""
    fresh_sign_in: bool = False
    """Whether it asks who signed in a while ago for a proof again. In a public sandbox such a route is closed."""
    carries_token: bool = True
    """Whether its forms carry the session's token. Public forms cannot: their pages know no session."""


def anyone() -> Policy:
    """The public site: no sign-in, no cookie."""
    return Policy("anyone", lambda actor: True)


def visitor() -> Policy:
    """A form of the public site. Its page carries no token, so none is asked for, not even of who has signed in."""
    return Policy("visitor", lambda actor: True, carries_token=False)


def customer() -> Policy:
    """A signed-in customer (staff have a customer side too, under their own person)."""
    return Policy("customer", lambda actor: actor.kind in {ActorKind.CUSTOMER, ActorKind.STAFF}, face="customer")


def signed_in() -> Policy:
    """Anyone who has signed in, customer or staff."""
    return Policy("signed in", lambda actor: actor.kind in {ActorKind.CUSTOMER, ActorKind.STAFF}, face="customer")


def staff(permission: str, *, face: str = "tech", fresh: bool = False) -> Policy:
    """Staff whose role has the permission. `fresh` demands that they signed in within the last minutes."""
    return Policy(
        f"staff: {permission}",
        lambda actor: actor.is_staff and actor.may(permission),
        face=face,
        fresh_sign_in=fresh,
    )


def route(pattern: str, view: View, *, name: str, policy: Policy) -> URLPattern:
    """A URL with its policy. One view may stand behind several routes with different policies."""

    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    guarded.policy = policy  # type: ignore[attr-defined] # read by the Policies middleware and the route check
    guarded.__name__ = getattr(view, "__name__", "view")
    guarded.__module__ = view.__module__
    guarded.__doc__ = view.__doc__
    return path(pattern, guarded, name=name)
