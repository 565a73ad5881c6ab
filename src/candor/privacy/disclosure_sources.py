"""Work of the house that hands people's data to a recipient by itself, such as the export for the accountant.

Whoever has such work says so in `panels.py`, or in a module that it imports; the office then chooses for each which
recipient it goes to. While none is chosen, nothing is noted: to whom it went we would only guess.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

_sources: dict[str, str | Promise] = {}


def register_source(key: str, title: str | Promise) -> None:
    """Add one; the key stands in the disclosures that it leaves, the title in the form of a recipient."""
    _sources[key] = title


def sources() -> Mapping[str, str | Promise]:
    return _sources
