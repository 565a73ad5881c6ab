"""One view for both faces of the help centre: each face binds it to itself."""

from __future__ import annotations

from typing import Any

from django.views.decorators.http import require_POST, require_safe

from candor.knowledge.views.reading import Face


def page_on(face: Face, view: Any) -> Any:
    """The view as a page of this face."""
    return require_safe(_bound(face, view))


def verb_on(face: Face, view: Any) -> Any:
    """The view as a verb of this face, which takes POST only."""
    return require_POST(_bound(face, view))


def _bound(face: Face, view: Any) -> Any:
    def shown(request: Any, **named: str) -> Any:
        return view(request, face, **named)

    shown.__name__, shown.__doc__ = view.__name__, view.__doc__
    return shown
