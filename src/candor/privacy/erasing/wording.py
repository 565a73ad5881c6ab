"""What a place of the map is called where people read of it."""

from __future__ import annotations

from candor.kernel.registries.personal_data import stores, tables


def what_it_is(place: str) -> str:
    """A table by the name of its model, anything else by its own name."""
    table = tables().get(place)
    if table is None or table.model is None:
        return stores()[place].name if place in stores() else place
    return str(table.model._meta.verbose_name_plural)
