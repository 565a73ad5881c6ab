"""Django's own mail functions lead here and no further: every mail goes through the outbox."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Refuses, so that nothing leaves past the outbox with its guards, states and limits."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise RuntimeError("Mail is sent by candor.mail.public.queue_mail, never by Django's own functions.")
