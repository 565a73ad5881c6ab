"""The privacy ledger: what was begun and what is done, outside the database and its backups.

`ledger.begin(...)` before the first destructive step, `ledger.done(...)` when every operation has been verified.

What `restore` replays, entry by entry, oldest first, for all that is newer than the archive:

- `subject` is the random reference of a row (`Person.ref`, for holds also `Organisation.ref` or a case's): the same in
  every copy of the database. A reference that the archive does not hold came after it; there is nothing to do for it.
- HOLD and LOCK: a deed that was done with `set: 1` puts the entry back into the register under its own id. The ground
  stands in `counts` as `ground.<value>` (`reason.<value>` of a hold, with `kind.<model>` and `review-on` as 20270301).
  A deed with `set: 0` never came about. Lifting is another deed: `registers.lifting_of(<id of the setting>)`, done.
  Notes and names are in no ledger: the office adds them again. Of a setting that is begun and not done the register of
  the database that was lost is not known: restore puts it back, because what is held too long can be lifted.
- OBJECTION, NO_ADVERTISING and WITHDRAWAL are carried out again as an erasure is, by the right that they name. The
  addresses to which nobody advertises have deeds of their own (SUPPRESSION).
- LEAVING is somebody's leaving one list of several: `subject` is the reference of the row that said they got it.
- Such a deed that was done with `refused: 1` never came about: its plan was dropped before the first step. Nothing of
  it is replayed.
- A hold or lock counts from its setting on, everything else when it is done: so nothing goes that was protected when it
  went, and nothing stays because of a hold that came when it had gone. What is open comes last (`restoring.deeds`).
- `also.<reference>` in the counts of an erasure names records that were merged into the person's: a backup from before
  the merge has them by themselves.
"""

from candor.privacy.ledger.entries import Deed, Entry, NotAnEntry, State, Verdict, read_line
from candor.privacy.ledger.files import LedgerBroken, LedgerBusy, LedgerFiles
from candor.privacy.ledger.writing import NeverBegun, begin, done, examine, is_begun, many_deeds, our_files, still_open

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
    "is_begun",
    "many_deeds",
    "our_files",
    "read_line",
    "still_open",
]
