"""Addresses behind which nobody reads."""

from __future__ import annotations

import re

from candor.mail.parsing.model import Mailbox

_DAEMON = re.compile(
    r"""^(?:mailer-?_?daemon\w*|mail-?daemon|daemon|post_?master|mdaemon|majordomo|listserv|listmaster|list-?manager|mailman|newsletters?
    |(?:.*[-._+])?(?:no|not|non|never|nao|do-?_?not|donot|ne-?pas|bitte-?nicht|nicht|keine?)[-_.]?(?:reply|repl|responder|respond|response|repondre
    |rispondere|antworten|antwort|responda)(?:[-._+].*)?|noreply.*|no\.?reply.*|autoreply|auto-?responder|auto-?reply|automailer|bounces?(?:[-+_=.].*)?
    |.*-bounces?|owner-.*|.*-(?:owner|request|admin-bounces)|notifications?|notify|alerts?|nobody|root|cron|uucp|www-data|apache|system-?message
    |mail-?er|delivery|undeliver\w*|mail-?delivery.*|mail-?system|microsoftexchange[0-9a-f]{20,})$""",
    re.IGNORECASE | re.VERBOSE,
)
_DAEMON_NAME = re.compile(
    r"mailer.?daemon|mail delivery (?:sub)?system|mail delivery service|delivery (?:sub)?system|mail system|postmaster|mail administrator"
    r"|système de distribution|mail-?zustellung|internet mail delivery|microsoft outlook$",
    re.IGNORECASE,
)


def is_daemon(mailbox: Mailbox) -> bool:
    """Is this an address behind which nobody reads: mailer-daemon, postmaster, no-reply and their like?"""
    local = mailbox.address.rpartition("@")[0] or mailbox.address
    return bool(_DAEMON.match(local.strip('"')[:200]) or (mailbox.name and _DAEMON_NAME.search(mailbox.name[:200])))
