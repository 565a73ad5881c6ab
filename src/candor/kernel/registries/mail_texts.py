"""The mails that Candor writes by itself: each slice says which it sends, and what their words may hold.

A slice declares its mails in `mail_texts.py`. The original words of a mail lie in `templates/<slice>/mail/NAME.txt`;
administrators put words of their own in their place, with the placeholders that are declared here and no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.kernel.registries import advertising

Text = str | Promise


class Shape(StrEnum):
    """What a placeholder stands for: a word or a few on one line, a web address of ours, a secret, or many lines."""

    LINE = "line"
    LINK = "link"
    SECRET = "secret"  # noqa: S105 - a kind of placeholder
    WORDS = "words"


class Reader(StrEnum):
    """Who reads a mail."""

    CUSTOMERS = "customers"
    STAFF = "staff"


class MailClass(StrEnum):
    """Why a mail is written: for a contract or an account, in answer to somebody, or to advertise (mission B4).

    A survey is advertising, and so is every question how content somebody is, whatever else stands in the mail and
    though it follows a case or an order: the Federal Court of Justice counts it so (VI ZR 225/17, 10 July 2018). It
    needs the right to advertise and a way to stop it, and is never declared an answer. Candor sends none.
    """

    CONTRACT = "contract"
    ANSWER = "answer"
    ADVERTISING = "advertising"


ASKED_FOR = "asked-for"
"""How a contract's or an answer's mail may leave as well: its owner's own act asks for it."""


class WrongClass(ValueError):
    """A mail was to leave as something that it is not declared to be."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`{name}` in a mail's words. `sample` is what a preview shows; `may_lack`: there is not always a value."""

    name: str
    label: Text
    sample: Text
    shape: Shape = Shape.LINE
    may_lack: bool = False


@dataclass(frozen=True, slots=True)
class MailText:
    """One mail: `key` is where its original lies (`people/mail/reset_code`), `when` says on what occasion it leaves.

    `required` are the placeholders without which it would be of no use. One that is `by_hand` frames what a person
    wrote and looks like a letter.
    """

    key: str
    name: Text
    when: Text
    reader: Reader
    kind: MailClass
    placeholders: Mapping[str, Placeholder]
    required: tuple[str, ...] = ()
    by_hand: bool = False

    @property
    def slug(self) -> str:
        """Its name in addresses: `people.reset_code`."""
        return self.key.replace("/mail/", ".")

    @property
    def slice_name(self) -> str:
        return self.key.partition("/")[0]


OURS = (
    Placeholder("our_name", _("Our name"), "Candor"),
    Placeholder("imprint", _("Our name and address"), "Candor · Turm 1 · 24103 Kiel"),
)
"""What every mail may hold. Previews show what the instance is really called."""

_texts: dict[str, MailText] = {}
_by_hand: dict[str, MailClass] = {}


def declare(  # noqa: PLR0913 - a mail has this many independent facts, each named by its slice
    key: str,
    name: Text,
    when: Text,
    *,
    reader: Reader,
    kind: MailClass,
    placeholders: Iterable[Placeholder] = (),
    required: tuple[str, ...] = (),
    by_hand: bool = False,
) -> None:
    """Declare a mail that the slice sends. Raises ValueError for a required placeholder that it has not."""
    offered = MappingProxyType({each.name: each for each in (*placeholders, *OURS)})
    if missing := [each for each in required if each not in offered]:
        raise ValueError(f"{key} requires {missing}, which it does not offer")
    _texts[key] = MailText(key, name, when, reader, kind, offered, required, by_hand)


def declare_written(key: str, kind: MailClass) -> None:
    """Declare a mail whose words are nobody's original: a person writes each one, as a newsletter."""
    _by_hand[key] = kind


def class_of(key: str) -> MailClass:
    """What the mail is declared to be. Raises KeyError for one that nobody declared."""
    return _by_hand[key] if key in _by_hand else _texts[key].kind


def of_class(kind: MailClass) -> set[str]:
    """The keys of all mails that are declared to be of this class."""
    return {key for key, each in _by_hand.items() if each is kind} | {
        key for key, text in _texts.items() if text.kind is kind
    }


def check_class(key: str, leaves_as: str) -> None:
    """Raises WrongClass where the mail would leave as advertising and is none, or is and would not, or has no check.

    Asked for each mail that is written into the outbox.
    """
    declared = class_of(key)
    if declared is MailClass.ADVERTISING and key not in advertising.checked():
        raise WrongClass(
            f"{key} is advertising, and no slice says whose right to it stands (kernel.registries.advertising)"
        )
    fitting = {declared} if declared is MailClass.ADVERTISING else {declared, ASKED_FOR}
    if leaves_as not in fitting:
        raise WrongClass(f"{key} is declared {declared}, and was to leave as {leaves_as}")


def text_of(key: str) -> MailText:
    """The mail whose original lies there. Raises KeyError."""
    return _texts[key]


def all_texts() -> list[MailText]:
    """Every mail, in the order of declaration: from the ground floor up."""
    return list(_texts.values())
