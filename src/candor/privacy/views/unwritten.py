"""What the office reads when the ledger could not be written, so that nothing was done."""

from __future__ import annotations

from django.utils.translation import gettext as _

from candor.privacy.ledger import LedgerBroken, LedgerBusy

UNWRITTEN = (LedgerBusy, LedgerBroken)


def words_for(problem: LedgerBusy | LedgerBroken) -> str:
    """A sentence that says what was kept and what to do."""
    if isinstance(problem, LedgerBusy):
        return _("The privacy ledger is being written by somebody else. Nothing was changed: try again in a moment.")
    return _(
        "The privacy ledger cannot be written. Nothing was changed. Tell whoever runs this installation:"
        " “candor doctor” says what is wrong."
    )
