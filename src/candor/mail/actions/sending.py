"""A turn of the outbox: what is due goes out over one connection, single mails before mailings."""

from __future__ import annotations

from django.conf import settings

from candor.mail.actions.alarms import note_sending_fails, note_sending_works
from candor.mail.actions.delivery import claim, due, send_all, settle
from candor.mail.actions.grants import NotUsable, sending_token
from candor.mail.actions.mailing import keep_mailings, send_mailings
from candor.mail.models import OutboxState
from candor.mail.smtp import Connection, Server, ServerUnreachable


def send_due(most: int = 50) -> int:
    """Send what is due; returns how many mails were claimed. Where the server cannot be reached they wait."""
    try:
        return send_batch(most)
    except ServerUnreachable:
        return 0


def send_batch(most: int = 50) -> int:
    """Send what is due, over one connection; returns how many mails were claimed. Nothing while no server is named.

    A demo sends nothing and says so on each mail. Raises ServerUnreachable once the mail at hand is put off, so that
    the others are not tried in vain one by one.
    """
    if settings.INSTANCE.demo:
        return _keep_here(most)
    if not settings.INSTANCE.smtp:
        return 0
    with Connection(Server.from_url(settings.INSTANCE.smtp), token_for) as server:
        try:
            claimed = send_all(due(most), server)
            claimed += send_mailings(server, is_other_mail_due=lambda: bool(due(1)))
        except ServerUnreachable as trouble:
            note_sending_fails(trouble.reason)
            raise
        if server.is_open:
            note_sending_works()
    return claimed


def token_for(user: str) -> str:
    """The token of the mailbox by which we send, where a provider lets us in. Raises ServerUnreachable."""
    try:
        return sending_token(user)
    except NotUsable as refusal:
        raise ServerUnreachable("no-permission") from refusal


def _keep_here(most: int) -> int:
    """Settle what is due without sending it."""
    kept = [mail for mail in due(most) if claim(mail)]
    for mail in kept:
        settle(mail, OutboxState.KEPT, "")
    return len(kept) + keep_mailings(most)
