"""What sales shows on others' pages: the mail that waits, on the page after sign-in."""

from __future__ import annotations

from candor.business.models.sales_mail import WORK
from candor.business.queries import MOST_FOUND, longest_waiting
from candor.business.words import state_of
from candor.kernel.actor import Actor
from candor.kernel.registries.panels import Context, register


def waiting(actor: Actor, _subject: object) -> Context | None:
    if not actor.may(WORK):
        return None
    return {"rows": [(row, *state_of(row)) for row in longest_waiting(actor, MOST_FOUND)], "most": MOST_FOUND}


register(
    "business.waiting", place="tech.start", template="business/tech/panels/waiting.html", context=waiting, order=20
)
