"""What the ledger tells since a backup, deed by deed, in the order in which it counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from candor.privacy.ledger import Deed, Entry, State, our_files, read_line
from candor.privacy.ledger.registers import LIFTED, SET

AT_THE_END = 1 << 62


@dataclass(frozen=True, slots=True)
class Told:
    """One deed: how it was begun, and how it was done (None: its end is not known)."""

    begun: Entry
    done: Entry | None

    @property
    def deed(self) -> Deed:
        return self.begun.deed

    @property
    def ref(self) -> str:
        return self.begun.deed_id

    @property
    def at(self) -> datetime:
        """When it counted, or was begun."""
        return datetime.strptime((self.done or self.begun).at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)

    @property
    def order(self) -> int:
        """A hold or lock protects from its setting on, all else counts when it is done, what is open comes last.

        So nothing goes that was held when it went, and nothing stays because of a hold that came after it had gone.
        """
        if self.deed in {Deed.HOLD, Deed.LOCK} and SET in self.begun.counts and LIFTED not in self.begun.counts:
            return self.begun.number
        return self.done.number if self.done else AT_THE_END


def told_since(entries: int) -> list[Told]:
    """The deeds that were not done when the ledger had so many entries, in their order."""
    begun: dict[str, Entry] = {}
    since: dict[str, Told] = {}
    for line in our_files().lines():
        entry = read_line(line)
        if entry.state is State.BEGUN:
            begun[entry.deed_id] = entry
            since[entry.deed_id] = Told(entry, None)
        elif entry.number > entries:
            since[entry.deed_id] = Told(begun[entry.deed_id], entry)
        else:
            since.pop(entry.deed_id, None)
    return sorted(since.values(), key=lambda told: (told.order, told.begun.number))
