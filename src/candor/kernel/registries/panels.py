"""Panels: what a slice shows on another slice's page, so that the page need not know the slice.

A page names a place (`people.person.tech`); slices above register what they show there. The page includes each
panel's template with its context under the name `panel`:

    {% for entry, panel in panels %}{% include entry.template %}{% endfor %}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from candor.kernel.actor import Actor

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: a template and the function that gives its context, or None where the actor sees nothing of it."""

    name: str
    place: str
    template: str
    context: Callable[[Actor, Any], Context | None]
    order: int


_panels: dict[str, Panel] = {}


def register(
    name: str, *, place: str, template: str, context: Callable[[Actor, Any], Context | None], order: int = 50
) -> None:
    """Show `template` at `place` with what `context(actor, subject)` returns."""
    _panels[name] = Panel(name, place, template, context, order)


def panels_at(place: str, actor: Actor, subject: Any) -> list[tuple[Panel, Context]]:
    """The panels that have something to show to this actor, in their order."""
    chosen = sorted((panel for panel in _panels.values() if panel.place == place), key=lambda panel: panel.order)
    shown = ((panel, panel.context(actor, subject)) for panel in chosen)
    return [(panel, context) for panel, context in shown if context is not None]
