"""The mark of our papers stands at the head of every letter, too."""

from __future__ import annotations

from candor.business.models import PaperLogo
from candor.business.rules.logos import KINDS
from candor.kernel.registries.letterheads import NONE, Mark


def logo() -> Mark:
    """The kind of picture and its bytes."""
    found = PaperLogo.objects.first()
    return (KINDS[found.content_type], bytes(found.content)) if found is not None else NONE
