"""Remembering which messages were taken in, without a word of them."""

from __future__ import annotations

import hashlib
import hmac

from candor.kernel import clock
from candor.kernel.db.inserting import insert_unless_there
from candor.mail.models import SeenMessage
from candor.mail.sealing import keyed_digest_key


def is_new(identity: str) -> bool:
    """Remember the message; False when it was seen before. In the caller's transaction: what fails was not seen."""
    return insert_unless_there(SeenMessage(digest=digest_of(identity), on=clock.now().date()))


def digest_of(identity: str) -> str:
    """`identity` is the hash of Message-ID and content (`RawMessage.original_key`)."""
    return hmac.new(keyed_digest_key(), f"seen:{identity}".encode(), hashlib.sha256).hexdigest()
