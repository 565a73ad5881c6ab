"""Whether an erasure is only done again, because a backup from before it is restored."""

from __future__ import annotations

from candor.kernel.backup import gate
from candor.privacy import ledger
from candor.privacy.models import Erasure


def had_begun(erasure: Erasure) -> bool:
    """Whether it had begun before the machine was lost, and the gate is closed until it is done again.

    Whatever leaves before an erasure begins had left then, by mail or by post, or was given up. In the backup it may
    lie unsent all the same, and behind the gate nobody is written to: nothing of it is waited for.
    """
    return gate.is_closed() and (erasure.replayed or ledger.is_begun(erasure.ref))
