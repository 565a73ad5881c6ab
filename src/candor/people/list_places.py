"""Lists whose filters can be saved under a name. The slices that own them hand them in, with what may be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from re import compile as pattern
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise

REF = pattern("[0-9A-Za-z_-]{1,16}")


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A list: its title, the name of its route, who may see it, and for each filter which values there are.

    The name stands in stored views: it never changes its meaning.
    """

    name: str
    title: Promise
    route: str
    permission: str
    filters: Mapping[str, Callable[[str], bool]]
    shown_first: str = ""
    """What the filter "show" means where nothing is said: it is never kept."""

    def asked(self, said: Mapping[str, str]) -> dict[str, str]:
        """The filters that an address or a stored view names; what means nothing is left out."""
        return {
            name: said[name]
            for name, accepts in self.filters.items()
            if isinstance(said.get(name), str) and said[name] and accepts(said[name])
            if (name, said[name]) != ("show", self.shown_first)
        }

    def address(self, asked: Mapping[str, str]) -> str:
        """The list with these filters."""
        kept = self.asked(asked)
        return reverse(self.route) + (f"?{urlencode(kept)}" if kept else "")


_places: dict[str, ListPlace] = {}


def register_list(place: ListPlace) -> ListPlace:
    """Let views of this list be saved."""
    _places[place.name] = place
    return place


def list_places() -> Mapping[str, ListPlace]:
    return _places


def is_ref(value: str) -> bool:
    """Whether it may name a row."""
    return REF.fullmatch(value) is not None
