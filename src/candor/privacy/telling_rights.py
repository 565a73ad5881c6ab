"""How a copy speaks of what somebody said was wrong about them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.kernel.registries.telling import Telling, everything, tell
from candor.privacy.models import Contest, ContestOutcome


def tell_contests(chapter: str) -> None:
    tell(
        Contest,
        Telling(
            chapter,
            69,
            _("You said that this is wrong"),
            columns={
                "what": _("What it is about"),
                "wrong": _("What is wrong"),
                "should": _("What it should say"),
                "wished": _("What you want there, field by field"),
                "written": _("What we wrote there"),
                "outcome": _("What was decided"),
                "answer": _("What we answered"),
                "decided_at": _("Decided"),
            },
            values={"outcome": dict(ContestOutcome.choices)},
            heads=("what",),
            seen=everything,
        ),
    )
