"""Mail domains: which one an address has, and which can never be one organisation's own."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.people.rules.identifiers import NotAnIdentifier, normalise_email

EVERYBODYS = frozenset(
    [
        "aol.com",
        "arcor.de",
        "bluewin.ch",
        "fastmail.com",
        "freenet.de",
        "free.fr",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "hotmail.de",
        "icloud.com",
        "laposte.net",
        "libero.it",
        "live.com",
        "live.de",
        "mac.com",
        "mail.com",
        "mail.de",
        "mail.ru",
        "mailbox.org",
        "me.com",
        "msn.com",
        "online.de",
        "orange.fr",
        "outlook.com",
        "outlook.de",
        "posteo.de",
        "posteo.net",
        "proton.me",
        "protonmail.com",
        "seznam.cz",
        "sfr.fr",
        "t-online.de",
        "tuta.com",
        "tutanota.com",
        "vodafone.de",
        "wanadoo.fr",
        "web.de",
        "wp.pl",
        "yahoo.com",
        "yahoo.de",
        "yahoo.fr",
        "yandex.ru",
        "ymail.com",
        "zoho.com",
    ]
)
"""Large providers at whom anybody has an address. The list cannot be whole: staff check each domain that they add."""


class NotADomain(ValueError):
    """What was written is no mail domain of one organisation. `reason` is a translatable sentence."""

    def __init__(self, reason: Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


def domain_of(email: str) -> str:
    """The domain of a normalised address."""
    return email.rpartition("@")[2]


def normalise_domain(written: str) -> str:
    """A mail domain as addresses have it: `@Bücher.de` → `xn--bcher-kva.de`. Raises NotADomain."""
    text = written.strip().lstrip("@")
    try:
        domain = domain_of(normalise_email(f"someone@{text}"))
    except NotAnIdentifier:
        raise NotADomain(_("This is not a mail domain. It should look like example.com.")) from None
    if "." not in domain or "@" in text or domain.startswith("["):
        raise NotADomain(_("This is not a mail domain. It should look like example.com."))
    if domain in EVERYBODYS:
        raise NotADomain(_("Anybody can have an address at this provider: it is no organisation's own domain."))
    return domain
