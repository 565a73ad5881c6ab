"""What the knowledge base does by the clock. Every one may run twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.kernel.jobs import task
from candor.knowledge.actions.feedback import forget_old_feedback
from candor.knowledge.actions.missed import forget_old_missed


@task(_("Delete old words about articles"))
def forget_readers_words() -> None:
    """Delete what readers said half a year ago, and what they looked for in vain a quarter of a year ago."""
    forget_old_feedback()
    forget_old_missed()
