"""The request as views know it: Django's, with the actor and the session's row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from candor.kernel.actor import Actor

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase


class Request(HttpRequest):
    """What the middleware makes of Django's request before a view sees it."""

    actor: Actor
    session: SessionBase
    csp_nonce: str
    time_zone: str
    """Where this person reads and writes times: an IANA name, their own or else the instance's."""
    person: Any
    """The signed-in `people.Person`, or None."""

    @property
    def is_fragment(self) -> bool:
        """True when HTMX asks for a part of the page."""
        return self.headers.get("HX-Request") == "true" and self.headers.get("HX-Boosted") != "true"
