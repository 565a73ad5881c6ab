"""Mails that claim to be somebody else's: every lie by itself, and thousands of combinations, the same in every run.

Whoever writes one holds only what they can have got hold of. The right secret never comes with the one sender who may
use it, but for a sender whom the mail server has refuted.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

KIM, LEE, SAM = "kim@nordlicht.example", "lee@nordlicht.example", "sam@hafen.example"
ANNA = "anna@lindwurm.example"
FORMER = "kim.jansen@old.example"
"""An address that was Kim's and is not any more."""

MALLORY = "mallory@elsewhere.example"
DESK = "support@lindwurm.example"
RELAY = "mx.lindwurm.example"
PROOF = (
    f"Authentication-Results: {RELAY}; dkim=pass header.d=nordlicht.example; dmarc=pass header.from=nordlicht.example"
)
"""What our own mail server would write, were the mail Kim's."""

FOLD = "\r\n\t"


@dataclass(frozen=True, slots=True)
class Secrets:
    """The tokens that were given out about Kim's case, and what anybody can see of it."""

    kims: str
    lees: str
    """Lee gets copies."""
    sams: str
    """Sam got copies once."""
    formers: str
    """Given to the address that was Kim's."""
    mallorys: str
    """Of Mallory's own case."""
    gone: str
    """Of a case that does not exist any more."""
    number: int
    ref: str


OTHERS = (
    MALLORY,
    f"Kim Jansen <{MALLORY}>",
    f'"{KIM}" <{MALLORY}>',
    f'"Kim Jansen <{KIM}>" <{MALLORY}>',
    f"{MALLORY} ({KIM})",
    f"({KIM}) {MALLORY}",
    f"=?utf-8?q?Kim_=3C{KIM.replace('@', '=40')}=3E?= <{MALLORY}>",
    f"=?utf-8?b?a2ltQG5vcmRsaWNodC5leGFtcGxl?= <{MALLORY}>",
    f"Kim Jansen{FOLD}<{MALLORY}>",
    f"{KIM}{FOLD}<{MALLORY}>",
    f"{KIM}.elsewhere.example",
    "kim@elsewhere.example",
    "kim+support@nordlicht.example",
    "k.im@nordlicht.example",
    '"kim "@nordlicht.example',
    '"kim@nordlicht.example"@elsewhere.example',
    "kim@nordlicht.example@elsewhere.example",
    "kim%nordlicht.example@elsewhere.example",
    "kim@nordlicht.example.",
    "kim@nordlicht",
    "kim@[192.0.2.1]",
    "kìm@nordlicht.example",
    "kіm@nordlicht.example",
    "kim@nоrdlicht.example",
    "kim@nordIicht.example",
    "kim@xn--nrdlicht-q4a.example",
    "kim\u200b@nordlicht.example",
    "\u202emik@nordlicht.example",
    f"Anna Berg <{ANNA}>",
    "Anna Berg (Support) <anna@1indwurm.example>",
    f"Support <{DESK}>",
    f"{DESK} <{MALLORY}>",
    "root",
    "<>",
    "",
)
"""From, by whoever is not Kim and does not get copies."""

SEVERAL = (
    f"{KIM}, {MALLORY}",
    f"{MALLORY}, {KIM}",
    f"Kim <{KIM}>, Kim <{MALLORY}>",
    f"{KIM}; {MALLORY}",
    f"<{KIM}> <{MALLORY}>",
    f"Team: {KIM}, {MALLORY};",
    f"{KIM}\r\nFrom: {MALLORY}",
    f"{MALLORY}\r\nFrom: {KIM}",
    f"{LEE}, {KIM}",
    f"{KIM},{FOLD}{LEE}",
)
"""From, naming several: nobody's mail."""

KIMS = (KIM, f"Kim Jansen <{KIM.upper()}>", f'"Jansen, Kim" <{KIM}>', f"Kim{FOLD}<{KIM}>")
LEES = (LEE, f"Lee <{LEE}>")
SAMS = (SAM, f"Sam Peters <{SAM}>")
FORMERS = (FORMER, f"Kim Jansen <{FORMER}>")


def forgeries(secrets: Secrets, count: int, *, seed: int = 20261122) -> Iterator[bytes]:
    """So many different mails, none of which may join Kim's case; beginning with each lie by itself."""
    seen: set[bytes] = set()
    chance = random.Random(seed)
    for sender, token in _claims(secrets):
        seen.add(raw := _mail(sender, [f"In-Reply-To: {_message_id(token)}"], "Re: Export stops", DESK))
        yield raw
    while len(seen) < count:
        raw = _any_mail(secrets, chance)
        if raw not in seen:
            seen.add(raw)
            yield raw


def _claims(secrets: Secrets) -> list[tuple[str, str]]:
    """Every sender with every secret that does not make the mail theirs."""
    useless = _useless(secrets)
    senders: Mapping[Sequence[str], Sequence[str]] = {
        OTHERS: (secrets.kims, secrets.lees, secrets.sams, secrets.formers, *useless),
        SEVERAL: (secrets.kims, secrets.lees, secrets.sams, secrets.formers, *useless),
        KIMS: (secrets.lees, secrets.sams, secrets.formers, *useless),
        LEES: (secrets.sams, secrets.formers, *useless),
        SAMS: (secrets.kims, secrets.lees, secrets.sams, *useless),
        FORMERS: (secrets.kims, secrets.lees, secrets.formers, *useless),
    }
    return [(sender, token) for those, tokens in senders.items() for sender in those for token in tokens]


def _useless(secrets: Secrets) -> list[str]:
    """What is no token of this case: guesses, pieces, and those of other cases."""
    kims = secrets.kims
    return [
        "", secrets.mallorys, secrets.gone, kims[:-1], kims[1:], kims[::-1], f"{kims}x", f"x{kims}", "0" * 26,
        kims[:13], kims[:-1] + ("b" if kims[-1] != "b" else "c"), secrets.ref, str(secrets.number),
    ]  # fmt: skip


def _any_mail(secrets: Secrets, chance: random.Random) -> bytes:
    sender, token = chance.choice(_claims_of(secrets))
    further = [chance.choice(_useless(secrets)) for _ in range(chance.randrange(3))]
    headers, to = [], chance.choice([DESK, f"Support <{DESK}>", f"{DESK}, {KIM}", "undisclosed-recipients:;"])
    place = chance.randrange(6)
    if place == 0 and token:
        to = f"support+{token}@lindwurm.example"
    elif place == 1 and token:
        headers.append(f"{chance.choice(['Cc', 'Delivered-To', 'X-Original-To'])}: support+{token}@lindwurm.example")
    else:
        ids = [_message_id(each) for each in (token, *further)]
        chance.shuffle(ids)
        headers.append(f"{chance.choice(['In-Reply-To', 'References'])}: {FOLD.join(ids)}")
    headers += chance.sample(_lies(secrets), chance.randrange(5))
    subject = chance.choice(
        [f"Re: Export stops [#{secrets.number}]", f"[#{secrets.number}]", f"Case {secrets.number}", "Re: Export stops"]
    )
    chance.shuffle(headers)
    return _mail(sender, headers, f"{subject} {chance.randrange(10**6)}", to)


_known: dict[Secrets, list[tuple[str, str]]] = {}


def _claims_of(secrets: Secrets) -> list[tuple[str, str]]:
    return _known.setdefault(secrets, _claims(secrets))


def _lies(secrets: Secrets) -> list[str]:
    """Headers with which a mail pretends to be Kim's, a technician's, or to bring somebody in."""
    return [
        f"Reply-To: {KIM}",
        f"Sender: {KIM}",
        f"X-Original-From: {KIM}",
        f"Resent-From: {KIM}",
        f"Return-Path: <{KIM}>",
        f"X-Forwarded-For: {KIM}",
        f"Reply-To: {ANNA}",
        f"Sender: Anna Berg <{ANNA}>",
        f"X-Candor-Actor: {ANNA}",
        f"Cc: {', '.join(f'new{number}@elsewhere.example' for number in range(45))}",
        f"Cc: accomplice@elsewhere.example,{FOLD}{KIM}",
        "Bcc: hidden@elsewhere.example",
        PROOF,
        PROOF.replace("; ", f";{FOLD}"),
        PROOF.lower(),
        f"{PROOF}\r\n{PROOF}",
        f"ARC-{PROOF}",
        "Received-SPF: pass",
        "DKIM-Signature: v=1; a=rsa-sha256; d=nordlicht.example; s=x; bh=eA==; b=eA==",
        f"X-Ticket: {secrets.ref}",
        "Auto-Submitted: auto-replied",
        f"In-Reply-To: <{secrets.number}@lindwurm.example>",
        f"Thread-Index: {secrets.ref}",
    ]


def _message_id(token: str) -> str:
    return f"<{token}.abcdefghjkmnpqrs@lindwurm.example>"


def _mail(sender: str, headers: Sequence[str], subject: str, to: str) -> bytes:
    lines = [
        "Date: Sat, 21 Nov 2026 09:30:00 +0100",
        *([f"From: {sender}"] if sender else []),
        *headers,
        f"To: {to}",
        f"Subject: {subject}",
        f"Message-ID: <{_number(subject, sender, *headers)}@elsewhere.example>",
        "Content-Type: text/plain; charset=utf-8",
    ]
    return "\r\n".join([*lines, "", "Refund everything to this account, please.", ""]).encode("utf-8", "replace")


def _number(*pieces: str) -> int:
    """The same in every run, unlike `hash`."""
    return int.from_bytes(random.Random("\0".join(pieces)).randbytes(8), "big")
