"""Boxes that upper floors put on the forms of lower ones: each is unticked, and none is a condition of anything.

    boxes.register("newsletters", boxes.ENQUIRY, offer=lists_to_choose, take=ask_for_the_ticked)

The form asks for what is offered and draws it; its action hands over what was ticked, in its own transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from candor.kernel.actor import Actor

if TYPE_CHECKING:
    from django.db.models import Model

ENQUIRY, DOWNLOAD, QUOTE = "business.enquiry", "catalogue.download", "business.quote"
LINKED_DOWNLOAD = "catalogue.linked-download"
"""The page behind the mailed link: whoever presses its button has shown that the address is theirs."""


@dataclass(frozen=True, slots=True)
class Form:
    """Which form is drawn, in which language, for whom, and about what: the quote that is to be accepted, the release
    that is asked for, the request behind a link.
    """

    place: str
    language: str
    actor: Actor
    about: Model | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """One box. `name` comes back where it was ticked; `words` are all that stands beside it."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a floor puts on a form: boxes, and sentences that have to be read beside them. `ticked` are the boxes that
    the same person ticked a step before.
    """

    boxes: Sequence[Box] = ()
    notices: Sequence[str] = ()
    ticked: Sequence[str] = ()

    @property
    def digest(self) -> str:
        """Of the very sentences: a form that comes back says which were read."""
        return hashlib.sha256("\0".join(self.notices).encode()).hexdigest()[:32] if self.notices else ""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What came back. `key` is the form's one-time key, `about` what the form led to. `told` are the sentences that
    stood beside the form when it was drawn, as long as they are the ones of now; none where they have changed since.
    """

    form: Form
    email: str
    names: frozenset[str] = field(default_factory=frozenset)
    key: str = ""
    about: Model | None = None
    told: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    offer: Callable[[Form], Offer]
    take: Callable[[Ticked], None]


_entries: dict[tuple[str, str], _Entry] = {}


def register(name: str, place: str, *, offer: Callable[[Form], Offer], take: Callable[[Ticked], None]) -> None:
    """Put boxes on the form of that place. `take` is called whenever it was sent, whatever was ticked."""
    _entries[place, name] = _Entry(offer, take)


def offered(form: Form) -> Offer:
    """All that stands on the form."""
    offers = [entry.offer(form) for (place, _name), entry in _entries.items() if place == form.place]
    return Offer(
        list(chain.from_iterable(each.boxes for each in offers)),
        list(chain.from_iterable(each.notices for each in offers)),
        list(chain.from_iterable(each.ticked for each in offers)),
    )


def take(ticked: Ticked) -> None:
    """Hand over what was ticked, within the transaction of the form's own action."""
    for (place, _name), entry in _entries.items():
        if place == ticked.form.place:
            entry.take(ticked)
