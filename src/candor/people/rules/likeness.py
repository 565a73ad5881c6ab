"""When two names may mean the same person or organisation. Pure, symmetric, and blind to case, accents and order."""

from __future__ import annotations

import re
import unicodedata

GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae", "å": "aa"})
"""As people write them where a keyboard has none; `Müller` and `Mueller` are one name."""

LEGAL_FORMS = frozenset(
    [
        "ag",
        "aps",
        "as",
        "bv",
        "co",
        "corp",
        "corporation",
        "company",
        "ek",
        "eg",
        "ev",
        "gbr",
        "gesellschaft",
        "gmbh",
        "gmbhco",
        "inc",
        "incorporated",
        "kg",
        "kgaa",
        "limited",
        "llc",
        "llp",
        "ltd",
        "mbh",
        "nv",
        "ob",
        "ohg",
        "oy",
        "plc",
        "pty",
        "sa",
        "sarl",
        "sas",
        "se",
        "sl",
        "spa",
        "srl",
        "sro",
        "ug",
        "und",
        "and",
    ]
)

PUBLIC_DOMAINS = frozenset(
    [
        "aol.com",
        "arcor.de",
        "bluewin.ch",
        "freenet.de",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "hotmail.de",
        "icloud.com",
        "live.com",
        "mail.de",
        "mail.ru",
        "mailbox.org",
        "me.com",
        "msn.com",
        "orange.fr",
        "outlook.com",
        "outlook.de",
        "posteo.de",
        "proton.me",
        "protonmail.com",
        "t-online.de",
        "web.de",
        "yahoo.com",
        "yahoo.de",
    ]
)
"""Where anybody has a mailbox: sharing such a domain says nothing."""

Words = tuple[str, ...]
"""Of a name, as `words_of` gives them."""

WORDS = re.compile(r"[^\W_]+")
SHORTEST_NEAR = 6
"""Letters. In shorter names one letter makes another name: Jan and Jon."""


def folded(text: str) -> str:
    """In lower case, without accents: `Änne  MÜLLER` → `aenne  mueller`."""
    lower = unicodedata.normalize("NFC", text.casefold()).translate(GERMAN)
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(mark))
    return plain.casefold()


def words_of(name: str) -> Words:
    """The words of a name in alphabetical order: `Jansen, Kim` → `("jansen", "kim")`."""
    return tuple(sorted(WORDS.findall(folded(name))))


def initials(name: str) -> str:
    """What near names nearly always share, so that only few have to be compared: `Kim Jansen` → `jk`."""
    return "".join(sorted(word[0] for word in words_of(name)))[:12]


def same_name(one: str, other: str) -> bool:
    return bool(words_of(one)) and words_of(one) == words_of(other)


def near_names(one: str, other: str) -> bool:
    """The same name, with one letter wrong in a long one, or with first names shortened to their initials."""
    return near_words(words_of(one), words_of(other))


def near_words(ours: Words, theirs: Words) -> bool:
    """As `near_names`, for who compares a name with many and has taken each apart once."""
    if not ours or not theirs:
        return False
    return ours == theirs or _one_letter_apart(" ".join(ours), " ".join(theirs)) or _shortened(ours, theirs)


def core_of(organisation: str) -> tuple[str, ...]:
    """The words of an organisation's name without its legal form: `Nordlicht GmbH & Co. KG` → `("nordlicht",)`."""
    plain = folded(organisation).replace(".", "")
    return tuple(word for word in WORDS.findall(plain) if word not in LEGAL_FORMS)


def same_organisation(one: str, other: str) -> bool:
    return bool(core_of(one)) and core_of(one) == core_of(other)


def near_organisations(one: str, other: str) -> bool:
    """The same name but for legal form and at most one letter of a long name."""
    ours, theirs = core_of(one), core_of(other)
    if not ours or not theirs:
        return False
    return ours == theirs or _one_letter_apart(" ".join(ours), " ".join(theirs))


def domain_of(email: str) -> str:
    """The domain that tells where somebody works; "" for a public mail service's."""
    domain = email.rpartition("@")[2]
    return "" if domain in PUBLIC_DOMAINS else domain


def site_of(website: str) -> str:
    """The domain of a website: `https://www.nordlicht.example/de` → `nordlicht.example`."""
    host = re.sub(r"^\w+://", "", website.strip().lower()).partition("/")[0].partition(":")[0]
    return host.removeprefix("www.")


def _one_letter_apart(one: str, other: str) -> bool:
    """At most one letter changed, added, left out, or two neighbours exchanged, in names of six letters and more."""
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST_NEAR or len(long) - len(short) > 1:
        return False
    start = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    rest, longer_rest = short[start:], long[start:]
    if len(rest) < len(longer_rest):
        return rest == longer_rest[1:]
    exchanged = rest[:2] == longer_rest[:2][::-1] and rest[2:] == longer_rest[2:]
    return rest[1:] == longer_rest[1:] or exchanged


def _shortened(ours: Words, theirs: Words) -> bool:
    """`K. Jansen` and `Kim Jansen`: one whole word is the same, each other one is the other's initial."""
    shared = [word for word in ours if word in theirs and len(word) > 1]
    if len(ours) != len(theirs) or not shared:
        return False
    rest, other_rest = [w for w in ours if w not in shared], [w for w in theirs if w not in shared]
    pairs = list(zip(rest, other_rest, strict=False))
    return len(rest) == len(other_rest) and all(a[0] == b[0] and 1 in (len(a), len(b)) for a, b in pairs)
