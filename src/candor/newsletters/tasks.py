"""What newsletters do beside requests."""

from __future__ import annotations

import threading

from django.db import connection
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import SYSTEM
from candor.kernel.jobs import loops, task
from candor.newsletters.actions import free_downloads, remembering, selling, sending, signing_up, undoing
from candor.newsletters.actions.signing_up import mail_confirmation

__all__ = ["forget_old_sign_ups", "mail_confirmation"]

BESIDE_THEIR_VERBS = (
    remembering.remember_leaving,
    remembering.suppress_later,
)  # fmt: skip

LOOK_EVERY, LOOK_WHILE_SENDING = 2.0, 0.2
"""Seconds: the second one while an issue waits for room in the outbox."""


def send_newsletters(stop: threading.Event) -> None:
    """Prepare and hand over the issues that are on their way, bit by bit."""
    pace = sending.Pace()
    while not stop.is_set():
        pause = 0.0 if sending.go_on(pace) else LOOK_WHILE_SENDING if sending.is_under_way() else LOOK_EVERY
        connection.close_if_unusable_or_obsolete()
        stop.wait(pause)


@task(_("Forget newsletter sign-ups that nobody confirmed"))
def forget_old_sign_ups() -> None:
    """Comes round every hour. What ended yesterday is forgotten with them."""
    signing_up.forget_old_sign_ups()
    free_downloads.forget_told()
    while undoing.forget_ended():
        pass
    while selling.end_by_sales_taken_back(by=SYSTEM):
        pass


loops.register("newsletters", send_newsletters)
