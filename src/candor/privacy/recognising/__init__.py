"""Whether somebody's own words ask for a right of theirs: the law knows no form, so a request may stand in any mail.

The answer only suggests. Whoever reads the case decides; until then nothing follows from it.
"""

from __future__ import annotations

from candor.privacy.recognising.scoring import Recognised, recognise

__all__ = ["Recognised", "recognise"]
