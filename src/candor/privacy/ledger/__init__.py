"""The privacy ledger: what was begun and what is done, outside the database and its backups.

`ledger.begin(...)` before the first destructive step, `ledger.done(...)` when every operation has been verified.
"""

from candor.privacy.ledger.entries import Deed, Entry, NotAnEntry, State, Verdict, read_line
from candor.privacy.ledger.files import LedgerBroken, LedgerBusy, LedgerFiles
from candor.privacy.ledger.writing import NeverBegun, begin, done, examine, our_files, still_open

__all__ = [
    "Deed",
    "Entry",
    "LedgerBroken",
    "LedgerBusy",
    "LedgerFiles",
    "NeverBegun",
    "NotAnEntry",
    "State",
    "Verdict",
    "begin",
    "done",
    "examine",
    "our_files",
    "read_line",
    "still_open",
]
