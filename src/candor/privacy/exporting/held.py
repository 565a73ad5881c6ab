"""Why something is held, in plain words from the map: source, purpose, lawful basis, recipients and retention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from candor.kernel.registries.personal_data import (
    LAWFUL_BASIS,
    PURPOSE_WORDS,
    RECIPIENT_WORDS,
    Author,
    Column,
    Export,
    Purpose,
    retentions,
    tables,
)

BASIS_WORDS: Mapping[str, Promise] = {
    "6(1)(a)": gettext_lazy("you have consented"),
    "6(1)(b)": gettext_lazy("a contract with you, or steps before one that you asked for"),
    "6(1)(c)": gettext_lazy("the law obliges us"),
    "6(1)(f)": gettext_lazy("a legitimate interest; you may object"),
}
AUTHOR_WORDS: Mapping[Author, Promise] = {
    Author.SUBJECT: gettext_lazy("from you"),
    Author.SENDER: gettext_lazy("from whoever wrote the message"),
    Author.STAFF: gettext_lazy("from our staff"),
    Author.OTHER: gettext_lazy("from others"),
    Author.SOFTWARE: gettext_lazy("noted by the software when something happens"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """What the map says of some tables together, each a list of sentences or words without repetition."""

    sources: list[str]
    purposes: list[str]
    recipients: list[str]
    retention: list[str]


def held(places: Iterable[str]) -> Held:
    """The words for these tables, as far as a copy shows them, in the language that is active."""
    named = [name for name in places if name in tables()]
    columns = [answers for name in named for answers in _shown(name)]
    authors = {answers.author for answers in columns}
    purposes = {purpose for answers in columns for purpose in answers.purposes}
    recipients = {recipient for answers in columns for recipient in answers.recipients}
    return Held(
        [str(words) for author, words in AUTHOR_WORDS.items() if author in authors],
        [_purpose(purpose) for purpose in Purpose if purpose in purposes],
        [_(words) for recipient, words in RECIPIENT_WORDS.items() if recipient in recipients],
        sorted({how_long(tables()[name].keep) for name in named}),
    )


def how_long(key: str) -> str:
    """A retention key in words: when its period begins, and how long it is where the software itself ends it."""
    retention = retentions()[key]
    if retention.period is None:
        return _(retention.begins)
    days, minutes = retention.period.days, retention.period.seconds // 60
    ends = (
        ngettext("It ends by itself after %(n)d day.", "It ends by itself after %(n)d days.", days) % {"n": days}
        if days
        else ngettext("It ends by itself after %(n)d minute.", "It ends by itself after %(n)d minutes.", minutes)
        % {"n": minutes}
    )
    return f"{_(retention.begins)} {ends}"


def _shown(name: str) -> Iterator[Column]:
    return (answers for answers in tables()[name].columns.values() if answers.export is Export.YES)


def _purpose(purpose: Purpose) -> str:
    basis = LAWFUL_BASIS[purpose]
    return _("%(purpose)s – Art. %(basis)s GDPR: %(words)s") % {
        "purpose": _(PURPOSE_WORDS[purpose]), "basis": _(basis), "words": BASIS_WORDS[basis],
    }  # fmt: skip
