"""Routes and their policies: who may knock at a URL at all. What of it they may see is decided by `visible_to`.

Every route is made by `route(...)` with a policy; no web process starts when one has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, path
from django.urls.resolvers import RoutePattern
from django.utils.functional import cached_property

from candor.kernel.actor import Actor, ActorKind, Channel
from candor.kernel.purposes import ALL_BUT_ADVERTISING, reading_for
from candor.kernel.registries.personal_data import Purpose

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
    takes_from_elsewhere: bool = False
    """Whether forms on other sites may post here. Such a view acts as nobody, whoever's browser it is."""
    purposes: frozenset[Purpose] = ALL_BUT_ADVERTISING
    """What its view may read personal data for."""


def anyone() -> Policy:
    """The public site: no sign-in, no cookie."""
    return Policy("anyone", lambda actor: True)


def visitor(*, also_for: Iterable[Purpose] = ()) -> Policy:
    """A form of the public site. Its page carries no token, so none is asked for, not even of who has signed in."""
    return Policy("visitor", lambda actor: True, carries_token=False, purposes=ALL_BUT_ADVERTISING.union(also_for))


def foreign_form(*, also_for: Iterable[Purpose] = ()) -> Policy:
    """A form of ours that stands on another site: no sign-in, no cookie, no token, and no look at where it stands."""
    return Policy(
        "foreign form",
        lambda actor: True,
        carries_token=False,
        takes_from_elsewhere=True,
        purposes=ALL_BUT_ADVERTISING.union(also_for),
    )


def customer(*, also_for: Iterable[Purpose] = ()) -> Policy:
    """A signed-in customer (staff have a customer side too, under their own person)."""
    return Policy(
        "customer",
        lambda actor: actor.kind in {ActorKind.CUSTOMER, ActorKind.STAFF},
        face="customer",
        purposes=ALL_BUT_ADVERTISING.union(also_for),
    )


def signed_in() -> Policy:
    """Anyone who has signed in, customer or staff."""
    return Policy("signed in", lambda actor: actor.kind in {ActorKind.CUSTOMER, ActorKind.STAFF}, face="customer")


def staff(*permissions: str, face: str = "tech", fresh: bool = False, also_for: Iterable[Purpose] = ()) -> Policy:
    """Staff whose role has one of the permissions. `fresh` demands that they signed in within the last minutes.

    `also_for` are purposes that go beyond serving people who came to us: sales and marketing are asked for by name.
    """
    return Policy(
        f"staff: {', '.join(permissions)}",
        lambda actor: actor.is_staff and any(actor.may(permission) for permission in permissions),
        face=face,
        fresh_sign_in=fresh,
        purposes=ALL_BUT_ADVERTISING.union(also_for),
    )


def api(*scopes: str, also_for: Iterable[Purpose] = ()) -> Policy:
    """A program whose token has one of the scopes. Each method of the route asks for its own once more."""
    wanted = [f"api:{scope}" for scope in scopes]
    return Policy(
        f"api: {', '.join(scopes)}",
        lambda actor: actor.channel is Channel.API and any(actor.may(scope) for scope in wanted),
        face="api",
        carries_token=False,
        purposes=ALL_BUT_ADVERTISING.union(also_for),
    )


def route(pattern: str, view: View, *, name: str, policy: Policy) -> URLPattern:
    """A URL with its policy. One view may stand behind several routes with different policies."""

    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with reading_for(*policy.purposes):
            return view(request, *args, **kwargs)

    guarded.policy = policy  # type: ignore[attr-defined] # read by the Policies middleware and the route check
    guarded.__name__ = getattr(view, "__name__", "view")
    guarded.__module__ = view.__module__
    guarded.__doc__ = view.__doc__
    return path(pattern, guarded, name=name)


class LateRoutes(URLResolver):
    """The routes of a module that is loaded with the first request for one of them, because loading it is dear.

    A route without a policy is found then, as the check at the start finds others: the module is refused whole.
    """

    def __init__(self, prefix: str, module: str, *, namespace: str) -> None:
        self.module = module
        super().__init__(RoutePattern(prefix, is_endpoint=False), module, app_name=namespace, namespace=namespace)

    @cached_property
    def url_patterns(self) -> list[URLPattern | URLResolver]:
        patterns: list[URLPattern] = list(import_module(self.module).urlpatterns)
        if not all(hasattr(entry.callback, "policy") for entry in patterns):
            raise ImproperlyConfigured(f"{self.module} has a route without policy; make it with `route`.")
        return [*patterns]

    def _populate(self) -> None:
        """Nothing to learn in advance: names of this namespace are looked up when somebody asks for one."""
