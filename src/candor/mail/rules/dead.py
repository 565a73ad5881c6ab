"""Whether a server's refusal says that an address does not exist. Pure.

RFC 3463 has codes for it, and many servers send them; without one the words decide. In doubt an address lives: a desk
that is refused as a whole (relaying, spam, policy) must not lose all its customers' addresses at once.
"""

from __future__ import annotations

import re

DEAD = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""No such mailbox, no such host, no valid address, moved away, takes no mail at all, disabled (RFC 3463, RFC 7505)."""

_STATUS = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
_NO_SUCH = re.compile(
    r"no such (user|mailbox|recipient|address)|(user|mailbox|recipient|account|address)[^.]{0,40}"
    r"(unknown|not found|does ?n[o']t exist|not exist|disabled|inactive)|unknown (user|mailbox|recipient|address)"
    r"|invalid (user|mailbox|recipient)",
    re.IGNORECASE,
)


def says_dead(code: int, words: str) -> bool:
    """`code` and `words` as a server answers RCPT TO: 550 and "5.1.1 no such user"."""
    if not 500 <= code < 600:
        return False
    status = _STATUS.match(words)
    if status is not None:
        return status[1] in DEAD
    return bool(_NO_SUCH.search(words))
