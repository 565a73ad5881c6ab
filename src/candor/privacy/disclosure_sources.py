"""Work of the house that hands people's data to a recipient by itself, such as the export for the accountant.

Whoever has such work says so in `panels.py`, or in a module that it imports; the office then chooses for each which
recipient it goes to. While none is chosen, nothing is noted: to whom it went we would only guess.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_sources: dict[str, str | Promise] = {}
_where_addresses_are: dict[str, str | Promise] = {}

ENTER_ONE = _("Enter the e-mail address or the postal address to which notices about personal data go.")


def register_source(key: str, title: str | Promise, *, where_its_address_is: str | Promise = "") -> None:
    """Add one; the key stands in the disclosures that it leaves, the title in the form of a recipient.

    `where_its_address_is` is a sentence for a recipient who is the same everywhere: where the office learns by which
    address they are reached, and that it has to enter it.
    """
    _sources[key] = title
    if where_its_address_is:
        _where_addresses_are[key] = where_its_address_is


def what_to_enter(key: str) -> str:
    """What the office does about a recipient without any address who gets this."""
    return str(_where_addresses_are.get(key, ENTER_ONE))


def sources() -> Mapping[str, str | Promise]:
    return _sources
