"""What a failed delivery means: its RFC 3463 status, and whether the address itself is dead.

Servers abuse codes (a full mailbox as 5.1.1, a spam verdict as 550), so their words count before their numbers.
"""

from __future__ import annotations

import re

_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.,/-])(?<!\d:)([45]\d\d)(?=[ \-:;,.)#\]]|$)(?!\.\d)")

_FULL = re.compile(
    r"quota|(?:mailbox|mail box|inbox|account|folder|user'?s? disk|disk)\s+(?:is\s+|size\s+|storage\s+)?(?:full|exceeded)|exceed\w*\s+(?:\S+\s+){0,4}(?:storage|space|mailbox|quota|limit of mail)"
    r"|insufficient\s+(?:\w+\s+)?(?:storage|space)|out\s+of\s+(?:storage|space|disk)|not\s+enough\s+(?:\w+\s+){0,2}(?:space|storage)|too\s+much\s+(?:mail|data)|full\s+mailbox|mailbox\s+size\s+limit|user\s+is\s+overdrawn"
    r"|no\s+space\s+left|disk\s+full|boîte\s+pleine|voll\b|storage\s+(?:limit|allocation)|容量",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\bblock(?:ed|ing|list)?\b|black-?list|deny-?list|\bspam|\bjunk|unsolicited|reputation|dnsbl|\brbl\b|spamhaus|spamcop|barracuda|\bspf\b|dkim|dmarc|reverse\s+dns|\bptr\b|\brdns\b|rate\s*limit|throttl|too\s+(?:many|fast)"
    r"|greylist|grey-list|graylist|virus|malware|infected|relay(?:ing)?\s+(?:denied|not|access|prohibited)|not\s+(?:permitted|allowed)\s+to\s+relay|unable\s+to\s+relay|policy|content\s+(?:rejected|refused)|attachment\s+(?:type|blocked)"
    r"|authentication|not\s+authori[sz]ed|unauthenticated|sender\s+(?:address\s+)?(?:rejected|denied|verify|verification|domain|unknown|not)|access\s+denied|client\s+host|rejected\s+by\s+(?:filter|policy|recipient)"
    r"|message\s+(?:size|too\s+(?:large|big|long))|size\s+(?:limit|exceed)|too\s+(?:large|big)|mail\s+loop|looping|too\s+many\s+hops|tls|encryption|permission|restricted|suspicious|after\s+mail\s+from|\[mail_from\]|did\s+not\s+like\s+our\s+mail|bulk|not\s+accept\w*\s+(?:mail|message)s?\s+from|prohibit"
    r"|rule\s+imposed|transport\s+rule|receiver'?s?\s+(?:does\s+not\s+want|filter)|not\s+a\s+member|no\s+permission|cannot\s+accept|syntax\s+error|bad\s+(?:sequence|header)|rfc\s*-?\d{3,4}|bare\s+<?lf|non-?compliant|8bit",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"time[d]?[\s-]*out|temporar|deferred|try\s+again|retry\s+(?:time|timeout)|could\s+not\s+(?:be\s+)?connect|unable\s+to\s+connect|connection\s+(?:refused|reset|timed|closed|lost|dropped|failed)|connect\s+to\s+\S+.{0,40}(?:refused|timed)"
    r"|network\s+(?:is\s+)?(?:unreachable|error)|no\s+route|too\s+long\s+in\s+queue|expired|queue\s+too\s+long|delivery\s+time|delayed|undelivered\s+(?:after|for)|give\s+up|giving\s+up|not\s+responding|no\s+(?:answer|response)|unreachable|has\s+been\s+in\s+the\s+queue"
    r"|transport\s+endpoint|dns\s+(?:failure|error|timeout)|name\s+server|lookup\s+failure|system\s+error|mailer\s+error|command\s+failed|command\s+died|internal\s+(?:software\s+)?error|service\s+(?:un|not\s+)available",
    re.IGNORECASE,
)
_SUSPENDED = re.compile(
    r"(?:account|mailbox|user|recipient|address|email)\s+(?:\S+\s+){0,5}(?:suspended|disabled|inactive|deactivated|not\s+active|locked|closed|terminated|expired|over\s+the\s+limit)|disabled\s+(?:account|mailbox|user)|inactive\s+(?:user|account|mailbox)"
    r"|receiving\s+(?:mail|messages)?\s*(?:at\s+a\s+rate|too)|not\s+(?:currently\s+)?accepting\s+(?:mail|messages)",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"user\s*unknown|unknown\s+(?:user|recipient|address|local|mailbox|account|or\s+illegal\s+(?:alias|user|recipient))|no\s+such\s+(?:user|mailbox|recipient|address|person|account|local|id|virtual|e-?mail)|(?<!may\s)(?:does\s*n[o']t|do\s+not|did\s+not|not)\s+exist|nonexist|non-exist"
    r"|(?:user|mailbox|recipient|address|account|alias|person)\s+(?:\S+\s+){0,4}(?:not\s+(?:be\s+)?(?:found|known|exist\w*|valid|recognized|registered|listed)|unknown|unavailable|invalid|is\s+invalid|undeliverable|no\s+longer)"
    r"|(?:invalid|bad|illegal|unrouteable|unroutable|undeliverable|incorrect|wrong)\s+(?:destination\s+)?(?:recipient|mailbox|user|address|alias|local|account|destination)"
    r"|not\s+a\s+(?:valid|known|local)\s+(?:mailbox|user|recipient|address|account)|isn'?t\s+(?:a\s+)?(?:known|registered)|no\s+mailbox\s+(?:here|by|found)|not\s+listed\s+in|not\s+(?:our\s+)?(?:a\s+)?customer|unknown\s+in\s+(?:local|virtual|relay)"
    r"|recipient\s*not\s*found|can(?:no|')t\s+find\s+(?:the\s+)?(?:user|recipient|mailbox)|no\s+(?:valid\s+)?recipients?\b|user\s+(?:\S+\s+)?(?:is\s+)?not\s+(?:here|found|known|local)|this\s+user\s+doesn|(?:address|recipient|user)\s+(?:\S+\s+)?rejected:\s*(?:user|unknown|no\s|undeliver)"
    r"|mailbox\s+(?:not\s+found|unavailable)|no\s+one\s+by\s+that|nonexistent|couldn'?t\s+be\s+found|wasn'?t\s+found|address\s+not\s+(?:found|present)|email\s+address\s+(?:you\s+entered\s+)?(?:couldn|could\s+not)|final\s+delivery\s+userid|リストにありません|宛先|存在しません|unbekannt|inconnu|desconocido|sconosciuto|не\s+найден",
    re.IGNORECASE,
)
_NOWHERE = re.compile(
    r"host\s+(?:\S+\s+)?(?:unknown|not\s+found|or\s+domain\s+name\s+not\s+found)|unknown\s+(?:host|domain|server)|(?:domain|host)(?:\s+name)?\s+(?:\S+\s+){0,3}(?:does\s*n[o']t\s+exist|not\s+found|could\s?n[o']t\s+be\s+found|is\s+invalid|invalid|not\s+exist)|no\s+such\s+(?:host|domain)"
    r"|unrouteable\s+mail\s+domain|name\s+(?:or\s+)?service\s+not\s+known|non-?existent\s+(?:host|domain)|nxdomain|illegal\s+host|bad\s+destination\s+(?:host|system)|all\s+relevant\s+mx\s+records\s+point\s+to\s+non|does\s+not\s+accept\s+mail|null\s*mx"
    r"|no\s+(?:valid\s+)?(?:mx|mail\s+exchanger)|couldn'?t\s+find\s+any\s+host|cannot\s+find\s+(?:your|the)?\s*(?:domain|host)|responsible\s+mail\s+system\s+was\s+not\s+found",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"has\s+moved|moved\s+to|address\s+(?:has\s+)?changed|new\s+(?:e-?mail\s+)?address\s+is|no\s+longer\s+(?:with|at|works|employed)",
    re.IGNORECASE,
)
_CERTAINLY_NOBODY = re.compile(r"recipient\s+address\s+rejected:\s+access\s+denied|account\s+or\s+domain\s+may\s+not\s+exist", re.I)
_OTHER_STAGE = re.compile(
    r"after\s+mail\s+from|in\s+reply\s+to\s+mail\s+from|\[mail_from\]|like\s+our\s+mail\s+from|after\s+end\s+of\s+data|\[data\]"
    re.I,
)
_UNSURE = re.compile(r"may\s+not\s+(?:exist|have\s+permission)", re.I)
_GIVEN_UP = re.compile(
    r"(?:give|giving|gave)\s+up|not\s+going\s+to\s+try|(?:retry|time)\s*(?:time)?out\s+exceeded|too\s+long\s+in|in\s+the\s+queue\s+too\s+long", re.I
)
_DEAD_STATUS = re.compile(r"5\.1\.(?:1|2|3|4|6|10)$|5\.4\.4$|5\.1\.351$")
_REFUSED_STATUS = re.compile(r"5\.(?:7\.\d+|1\.[789]|3\.\d|5\.[1-9]|6\.\d|4\.[67])$")


def status_of(declared: str, words: str) -> str:
    """The RFC 3463 status: as declared unless it says nothing, else from the diagnosis, else only its class."""
    match = _ENHANCED.search(declared)
    known = match[1] if match else ""
    found = _ENHANCED.search(words)
    if known and not known.endswith(".0.0"):
        return known
    if found and (not known or found[1][0] == known[0]):
        return found[1]
    return known or _class_of(words)


def _class_of(words: str) -> str:
    """A status from words without one: the class of an SMTP reply, else whether the server still tries."""
    if reply := _REPLY.search(words):
        return f"{reply[1][0]}.0.0"
    if _GIVEN_UP.search(words):
        return "5.4.7"
    return "4.0.0" if _DELAYED.search(words) and not _NOBODY.search(words) else "5.0.0"


def is_dead(status: str, words: str) -> bool:
    """Is the address itself dead, so that nothing should be sent there again?

    A server that knew the recipient and says "unknown user" only after the message itself (DATA) has a filter, and one
    that refuses the sender (MAIL FROM) says nothing about the recipient.
    """
    if status.startswith("4") or _FULL.search(words) or _OTHER_STAGE.search(words):
        return False
    if _CERTAINLY_NOBODY.search(words) or _MOVED.search(words):
        return True
    if status.startswith("5.7.") or (_REFUSED_STATUS.match(status) and _REFUSED.search(words)):
        return False
    if _NOWHERE.search(words):
        return True
    if _SUSPENDED.search(words) or _UNSURE.search(words):
        return False
    if _NOBODY.search(words):
        return True
    return bool(_DEAD_STATUS.match(status)) and not (_REFUSED.search(words) or _DELAYED.search(words))
