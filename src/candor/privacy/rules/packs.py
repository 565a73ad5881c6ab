"""Rule packs: the periods of one country as data, with their sources, in versions. Pure: texts in, values out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from candor.privacy.rules.periods import BINDING, Begin, Force, Rule

COUNTRY = re.compile(r"[A-Z]{2}")
KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")
LONGEST_YEARS = 100
LONGEST_TEXT = 300
TEMPLATE = "ZZ"
"""The country of the empty template, which is for copying and is never adopted."""

Words = Mapping[str, str]
Choice = TypeVar("Choice", bound=StrEnum)


class BadPack(ValueError):
    """A pack that cannot be used. The text names the place and says what is expected there."""


@dataclass(frozen=True, slots=True)
class PackRule:
    """A rule with its words, each by language."""

    rule: Rule
    title: Words
    note: Words = field(default_factory=dict)

    @property
    def name(self) -> tuple[str, Force]:
        """What makes it the same rule in another version."""
        return self.rule.key, self.rule.force


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules of one country in one version, as they stood in law on `as_of`."""

    country: str
    version: int
    as_of: date
    title: Words
    rules: tuple[PackRule, ...]


class Change(StrEnum):
    """What a new version does to a rule."""

    NEW = "new"
    SAME = "same"
    LONGER = "longer"
    SHORTER = "shorter"
    GONE = "gone"
    ENDS = "ends"
    """A limit of what had no end under the rules in force."""


SHORTENS = frozenset({Change.SHORTER, Change.GONE, Change.ENDS})
"""What is never done without a confirmation of its own."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule beside the one in force. Either may be missing, never both."""

    change: Change
    offered: PackRule | None
    in_force: PackRule | None

    @property
    def shown(self) -> PackRule:
        rule = self.offered or self.in_force
        if rule is None:
            raise ValueError("a difference between nothing and nothing")
        return rule

    @property
    def key(self) -> str:
        """Its name in a form: `voucher.duty`."""
        return ".".join(str(part) for part in self.shown.name)

    @property
    def needs_confirmation(self) -> bool:
        return self.change in SHORTENS


def read_pack(text: str, *, source: str) -> Pack:
    """The pack that a TOML text holds. Raises BadPack with a sentence that names `source` and the place."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadPack(f"{source} is not TOML: {error}") from None
    return pack_of(found, source=source)


def pack_of(found: Mapping[str, Any], *, source: str) -> Pack:
    """The pack in a mapping, as `as_mapping` gives it. Raises BadPack."""
    _only(found, {"country", "version", "as_of", "title", "rule"}, source)
    country = found.get("country")
    if not isinstance(country, str) or not COUNTRY.fullmatch(country):
        raise BadPack(f"{source}: country must be two capital letters such as DE.")
    version = _number(found, "version", source, most=10_000)
    as_of = found.get("as_of")
    if not isinstance(as_of, date):
        raise BadPack(f"{source}: as_of must be a day such as 2026-11-01.")
    rules = found.get("rule", [])
    if not isinstance(rules, list):
        raise BadPack(f"{source}: rules stand under [[rule]].")
    read = tuple(_rule(rule, f"{source}, rule {number}") for number, rule in enumerate(rules, 1))
    names = [rule.name for rule in read]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BadPack(f"{source}: the rule {twice[0][0]} ({twice[0][1]}) stands there twice.")
    return Pack(country, version, as_of, _words(found, "title", source), read)


def rules_as_json(rules: tuple[PackRule, ...]) -> list[dict[str, Any]]:
    """Rules in the shape of a pack's [[rule]]s, for storing what was adopted."""
    return [
        {
            "key": one.rule.key,
            "force": str(one.rule.force),
            "months": one.rule.months,
            "begins": str(one.rule.begins),
            "sources": list(one.rule.sources),
            "title": dict(one.title),
            **({"note": dict(one.note)} if one.note else {}),
        }
        for one in rules
    ]


def rules_from_json(found: list[dict[str, Any]]) -> tuple[PackRule, ...]:
    """What `rules_as_json` wrote."""
    return tuple(_rule(rule, f"adopted rule {number}") for number, rule in enumerate(found, 1))


def differences(offered: tuple[PackRule, ...], in_force: tuple[PackRule, ...]) -> list[Difference]:
    """Every rule of either side, the offered ones in their order, then those that would go."""
    before = {rule.name: rule for rule in in_force}
    after = {rule.name for rule in offered}
    return [
        *(
            Difference(_change(rule, before.get(rule.name), is_upgrade=bool(in_force)), rule, before.get(rule.name))
            for rule in offered
        ),
        *(Difference(Change.GONE, None, rule) for rule in in_force if rule.name not in after),
    ]


def merged(found: list[Difference], confirmed: frozenset[str]) -> tuple[PackRule, ...]:
    """The rules in force after adopting: a shorter or missing one only where its key is `confirmed`."""
    chosen = [
        one.in_force if one.needs_confirmation and one.key not in confirmed else one.offered for one in found
    ]  # fmt: skip
    return tuple(rule for rule in chosen if rule is not None)


def _change(offered: PackRule, in_force: PackRule | None, *, is_upgrade: bool) -> Change:
    """Whether anything would end earlier: fewer months, or counted from the day and no more from the year's end.

    So does what had no limit before. Who adopts a country's rules for the first time reads all of them.
    """
    if in_force is None:
        return Change.ENDS if is_upgrade and offered.rule.force is Force.LIMIT else Change.NEW
    new, old = offered.rule, in_force.rule
    if new.months < old.months or (old.begins is Begin.YEAR_END and new.begins is Begin.EVENT):
        return Change.SHORTER
    return Change.SAME if (new.months, new.begins) == (old.months, old.begins) else Change.LONGER


def _rule(found: Any, place: str) -> PackRule:
    if not isinstance(found, dict):
        raise BadPack(f"{place}: rules stand under [[rule]].")
    _only(found, {"key", "force", "years", "months", "begins", "sources", "title", "note"}, place)
    key = found.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise BadPack(f"{place}: key must be a retention key such as voucher, in small letters.")
    place = f"{place} ({key})"
    force, begins = _one_of(Force, found, "force", place), _one_of(Begin, found, "begins", place)
    if ("years" in found) == ("months" in found):
        raise BadPack(f"{place}: give either years or months.")
    months = (
        12 * _number(found, "years", place, most=LONGEST_YEARS)
        if "years" in found
        else _number(found, "months", place, most=12 * LONGEST_YEARS)
    )
    sources = found.get("sources", [])
    if not isinstance(sources, list) or not all(_is_text(source) for source in sources):
        raise BadPack(f"{place}: sources must be a list of citations.")
    if force in BINDING and not sources:
        raise BadPack(f"{place}: what keeps data against a person's wish needs a source.")
    note = _words(found, "note", place) if "note" in found else {}
    return PackRule(Rule(key, months, begins, force, tuple(sources)), _words(found, "title", place), note)


def _only(found: Mapping[str, Any], known: set[str], place: str) -> None:
    if unknown := sorted(set(found) - known):
        raise BadPack(f"{place}: {', '.join(unknown)} is not known here.")


def _number(found: Mapping[str, Any], name: str, place: str, *, most: int) -> int:
    value = found.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise BadPack(f"{place}: {name} must be a whole number from 1 to {most}.")
    return value


def _one_of(kind: type[Choice], found: Mapping[str, Any], name: str, place: str) -> Choice:
    try:
        return kind(str(found.get(name)))
    except ValueError:
        raise BadPack(f"{place}: {name} must be one of {', '.join(kind)}.") from None


def _words(found: Mapping[str, Any], name: str, place: str) -> Words:
    words = found.get(name)
    if not isinstance(words, dict) or "en" not in words or not all(_is_text(text) for text in words.values()):
        raise BadPack(f"{place}: {name} must have a text in each language, English at least.")
    return dict(words)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_TEXT
