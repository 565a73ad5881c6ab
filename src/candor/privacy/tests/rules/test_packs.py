"""Rule packs: what German law says, what a bad pack is told, and that no upgrade shortens anything by itself."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.privacy.rules.packs import (
    BadPack,
    Change,
    Pack,
    PackRule,
    differences,
    merged,
    read_pack,
    rules_as_json,
    rules_from_json,
)
from candor.privacy.rules.periods import BINDING, Begin, Force, Rule, months_later

PACKS = Path(__file__).parents[2] / "packs"


def shipped(name: str) -> Pack:
    return read_pack((PACKS / name).read_text("utf-8"), source=name)


@pytest.mark.parametrize(
    ("key", "anchor", "last_day", "law"),
    [
        ("book", date(2026, 1, 1), date(2036, 12, 31), "§ 257 Abs. 1 Nr. 1"),
        ("voucher", date(2026, 1, 1), date(2034, 12, 31), "§ 147 Abs. 1 Nr. 4"),
        ("voucher", date(2026, 12, 31), date(2034, 12, 31), "§ 14b Abs. 1 UStG"),
        ("commercial-letter", date(2026, 7, 14), date(2032, 12, 31), "§ 257 Abs. 1 Nr. 2, 3"),
        ("request-file", date(2026, 7, 14), date(2029, 12, 31), "§§ 195, 199"),
    ],
)
def test_germany_keeps_from_the_end_of_the_calendar_year(key: str, anchor: date, last_day: date, law: str) -> None:
    (found,) = [one.rule for one in shipped("de.toml").rules if one.rule.key == key and one.rule.force in BINDING]
    assert found.last_day(anchor) == last_day
    assert law in "; ".join(found.sources)


def test_the_template_is_empty_and_every_shipped_text_is_in_both_languages() -> None:
    assert shipped("template.toml").rules == ()
    for one in shipped("de.toml").rules:
        assert set(one.title) == set(one.note) == {"en", "de"}


GOOD = """
country = "AT"
version = 2
as_of = 2026-11-01
[title]
en = "Austria"
[[rule]]
key = "voucher"
force = "duty"
years = 7
begins = "year-end"
sources = ["§ 132 BAO"]
[rule.title]
en = "Vouchers"
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("country = ", "country ", "is not TOML"),
        ('"AT"', '"Austria"', "two capital letters"),
        ("version = 2", "version = 0", "whole number"),
        ("version = 2", "version = true", "whole number"),
        ("2026-11-01", '"soon"', "must be a day"),
        ('en = "Austria"', 'fr = "Autriche"', "English at least"),
        ('"voucher"', '"Voucher!"', "retention key"),
        ('"duty"', '"wish"', "duty, claims, limit"),
        ('"year-end"', '"someday"', "event, year-end"),
        ("years = 7", "years = -7", "whole number from 1"),
        ("years = 7", "years = 7.5", "whole number from 1"),
        ("years = 7", "years = 101", "to 100"),
        ("years = 7", "years = 7\nmonths = 4", "either years or months"),
        ("years = 7", "", "either years or months"),
        ('["§ 132 BAO"]', "[]", "needs a source"),
        ('["§ 132 BAO"]', '"§ 132 BAO"', "list of citations"),
        ("sources", "source", "source is not known"),
        ('en = "Vouchers"', 'en = ""', "English at least"),
        ("[[rule]]", "[rule]", "under [[rule]]"),
        ('en = "Vouchers"\n', 'en = "Vouchers"\n' + GOOD[GOOD.index("[[rule]]") :], "stands there twice"),
    ],
)
def test_a_bad_pack_is_told_where_and_what_is_wrong(old: str, new: str, told: str) -> None:
    assert read_pack(GOOD, source="at.toml").country == "AT"
    with pytest.raises(BadPack, match=r"at\.toml") as refusal:
        read_pack(GOOD.replace(old, new, 1), source="at.toml")
    assert told in str(refusal.value)


def rule(months: int, begins: Begin = Begin.YEAR_END, key: str = "voucher") -> PackRule:
    return PackRule(Rule(key, months, begins, Force.DUTY, ("§ 1",)), {"en": "Vouchers"})


@pytest.mark.parametrize(
    ("offered", "in_force", "change"),
    [
        (rule(96), None, Change.NEW),
        (rule(96), rule(96), Change.SAME),
        (rule(120), rule(96), Change.LONGER),
        (rule(96), rule(120), Change.SHORTER),
        (rule(96, Begin.EVENT), rule(96), Change.SHORTER),
        (rule(120, Begin.EVENT), rule(96), Change.SHORTER),
        (rule(96), rule(96, Begin.EVENT), Change.LONGER),
        (None, rule(96), Change.GONE),
    ],
)
def test_what_a_new_version_does_to_a_rule(offered: PackRule | None, in_force: PackRule | None, change: Change) -> None:
    found = differences((offered,) if offered else (), (in_force,) if in_force else ())
    assert [one.change for one in found] == [change]


rules = st.lists(
    st.builds(
        rule, st.integers(1, 240), st.sampled_from(Begin), st.sampled_from(["voucher", "book", "letter"])
    ),
    unique_by=lambda one: one.name,
).map(tuple)  # fmt: skip


@given(rules, rules, st.dates(date(2000, 1, 1), date(2040, 12, 31)))
def test_no_upgrade_shortens_a_period_without_confirmation(
    offered: tuple[PackRule, ...], in_force: tuple[PackRule, ...], anchor: date
) -> None:
    after = {one.name: one.rule for one in merged(differences(offered, in_force), frozenset())}
    for before in in_force:
        assert after[before.name].last_day(anchor) >= before.rule.last_day(anchor)


@given(rules, rules)
def test_what_is_confirmed_becomes_the_offered_version(
    offered: tuple[PackRule, ...], in_force: tuple[PackRule, ...]
) -> None:
    found = differences(offered, in_force)
    assert merged(found, frozenset(one.key for one in found)) == offered


@given(rules)
def test_adopted_rules_are_stored_and_read_back(adopted: tuple[PackRule, ...]) -> None:
    assert rules_from_json(rules_as_json(adopted)) == adopted


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(0, 1200))
def test_a_month_ends_on_its_day_or_on_its_last(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later.replace(day=28) != later or later.day == 28))
    assert months_later(day, months + 1) > later


def test_a_limit_of_what_had_no_end_is_confirmed_in_an_upgrade_and_read_at_the_first_adoption() -> None:
    offered = shipped("de.toml").rules
    assert {one.change for one in differences(offered, ())} == {Change.NEW}
    before = tuple(one for one in offered if one.rule.force in BINDING)
    found = differences(offered, before)
    ends = [one.key for one in found if one.change is Change.ENDS]
    assert "raw-mail.limit" in ends
    assert merged(found, frozenset()) == before
    confirmed = merged(found, frozenset({"raw-mail.limit"}))
    assert {one.rule.key for one in confirmed} - {one.rule.key for one in before} == {"raw-mail"}


@given(
    st.builds(
        Rule, st.just("case"), st.integers(1, 240), st.sampled_from(Begin), st.just(Force.LIMIT)
    ),
    st.dates(date(2015, 1, 1), date(2035, 12, 31)),
)  # fmt: skip
def test_the_latest_beginning_of_a_period_that_is_over(rule: Rule, today: date) -> None:
    """The day is over, the next one is not: nothing past its period is missed, whatever the months' lengths."""
    found = rule.over_by(today)
    assert rule.last_day(found) < today <= rule.last_day(found + timedelta(days=1))
