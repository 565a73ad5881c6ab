"""Remembering which messages were taken in, without a word of them."""

from __future__ import annotations

import hashlib
import hmac

from django.db import IntegrityError, transaction

from candor.kernel import clock
from candor.mail.models import SeenMessage
from candor.mail.sealing import keyed_digest_key


def is_new(identity: str) -> bool:
    """Remember the message; False when it was seen before. In the caller's transaction: what fails was not seen."""
    try:
        with transaction.atomic():
            SeenMessage.objects.create(digest=digest_of(identity), on=clock.now().date())
    except IntegrityError:
        return False
    return True


def digest_of(identity: str) -> str:
    """`identity` is the hash of Message-ID and content (`RawMessage.original_key`)."""
    return hmac.new(keyed_digest_key(), f"seen:{identity}".encode(), hashlib.sha256).hexdigest()
