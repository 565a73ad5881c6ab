"""A person in texts, and any other span: found in whatever way it is written, and replaced everywhere alike."""

from __future__ import annotations

from candor.privacy.redacting.folding import PLACEHOLDER
from candor.privacy.redacting.replacing import redacted, speaks_of, times_in, told_apart
from candor.privacy.redacting.variants import Variants, variants_of, variants_of_span

__all__ = [
    "PLACEHOLDER",
    "Variants",
    "redacted",
    "speaks_of",
    "times_in",
    "told_apart",
    "variants_of",
    "variants_of_span",
]
