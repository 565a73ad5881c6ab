"""What mail does beside requests: reading mailboxes, sending the outbox, taking up what a crash left."""

from __future__ import annotations

import threading

from django.db import connection
from django.utils.translation import gettext_lazy as _

from candor.kernel.jobs import loops, task
from candor.mail.actions import alarms
from candor.mail.actions.automatic import forget_old_claims
from candor.mail.actions.grants import renew_due
from candor.mail.actions.intake import resume
from candor.mail.actions.sending import send_batch
from candor.mail.imap.watching import watch_mailboxes
from candor.mail.listener.server import listen
from candor.mail.smtp import ServerUnreachable

LOOK_EVERY = 1.0
TAKE_UP_EVERY = 5.0
WAIT_FOR_SERVER = 30.0
"""Seconds before a mail server that could not be reached is asked for the next mail."""


def send_outbox(stop: threading.Event) -> None:
    """Send what is due, about once a second."""
    while not stop.is_set():
        try:
            pause = 0.0 if send_batch() else LOOK_EVERY
        except ServerUnreachable:
            pause = WAIT_FOR_SERVER
        connection.close_if_unusable_or_obsolete()
        stop.wait(pause)


def take_up_stored_mail(stop: threading.Event) -> None:
    """Handle messages that were stored and not settled, because a process ended or the database was busy."""
    while not stop.is_set():
        resume()
        connection.close_if_unusable_or_obsolete()
        stop.wait(TAKE_UP_EVERY)


@task(_("Forget to whom automatic mail went"))
def forget_old_automatic_mail() -> None:
    """Forget to whom automatic mail went, once no limit asks for it. Comes round every hour."""
    forget_old_claims()


@task(_("Tell administrators that mail stands still, or goes again"))
def watch_over_mail() -> None:
    """Tell of outages of mail that last, and of their end. Comes round every minute."""
    alarms.watch_over_mail()


@task(_("Renew the permission to read mailboxes"))
def renew_permissions() -> None:
    """Renew what has passed half of its life. Comes round every 15 seconds where there is something."""
    renew_due()


mail_stands_still = alarms.something_is_to_be_told

loops.register("mailboxes", watch_mailboxes)
loops.register("listener", listen)
loops.register("outbox", send_outbox)
loops.register("stored-mail", take_up_stored_mail)
