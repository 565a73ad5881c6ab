"""One decision about every value: compared with an oracle over everything that can come together, and by its laws."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from candor.kernel.registries.personal_data import Purpose
from candor.privacy.rules.deciding import (
    Action,
    Client,
    Contract,
    Decision,
    Facts,
    Ground,
    Item,
    Request,
    Right,
    Standing,
    Word,
    decide,
    fate,
)
from candor.privacy.rules.periods import Begin, Force, Rule, Rules
from candor.privacy.rules.sentences import WORDS

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOW.date()
LONG_AGO, LATELY, REVIEW = date(2010, 3, 1), date(2026, 3, 1), date(2027, 5, 1)
ENDS, ENDED = date(2027, 6, 30), date(2026, 6, 30)
NEEDS = frozenset({Purpose.SUPPORT, Purpose.CONTRACT, Purpose.SALES})

VOUCHER = Rule("voucher", 96, Begin.YEAR_END, Force.DUTY, ("§ 147 AO",))
FILE = Rule("request-file", 36, Begin.YEAR_END, Force.CLAIMS, ("§ 195 BGB",))
CASE = Rule("case", 24, Begin.EVENT, Force.LIMIT)
RULES = Rules.of((VOUCHER, FILE, CASE))

PURPOSES = (Purpose.MARKETING, Purpose.SALES, Purpose.SUPPORT, Purpose.ACCOUNTABILITY)
RECORDS = {
    "no rule": ("other", LATELY),
    "duty": ("voucher", LATELY),
    "duty over": ("voucher", LONG_AGO),
    "duty of unknown age": ("voucher", None),
    "claims": ("request-file", LATELY),
    "in period": ("case", LATELY),
    "period over": ("case", LONG_AGO),
}
CONTRACTS = {
    "none": (),
    "party": (Contract(Standing.PARTY, NEEDS, ENDS),),
    "party, ended": (Contract(Standing.PARTY, NEEDS, ENDED),),
    "contact": (Contract(Standing.CONTACT, NEEDS, ENDS),),
    "contact, ended": (Contract(Standing.CONTACT, NEEDS, ENDED),),
    "contact, another named": (Contract(Standing.CONTACT, NEEDS, ENDS, company=7, has_named_another=True),),
    "other purpose": (Contract(Standing.PARTY, frozenset({Purpose.ACCOUNT}), ENDS),),
}
SILENT, ERASES = Client(organisation=1), Client(Word.ERASE, organisation=2)
CLIENTS = {
    "none": (),
    "silent": (SILENT,),
    "keeps": (Client(Word.KEEP, ENDS),),
    "corrects": (Client(Word.CORRECT),),
    "erases": (ERASES,),
    "agreement ended": (Client(Word.NOTHING_YET, ENDED, date(2026, 2, 1)),),
    "erases, another silent": (ERASES, SILENT),
}
REQUESTS = {
    "none": None,
    "erasure, fresh": Request(Right.ERASURE, date(2026, 11, 1)),
    "erasure, old": Request(Right.ERASURE, date(2026, 10, 1)),
    "objection, fresh": Request(Right.OBJECTION, date(2026, 11, 1)),
    "objection, old": Request(Right.OBJECTION, date(2026, 10, 1)),
    "marketing": Request(Right.MARKETING, date(2026, 11, 1)),
    "withdrawal": Request(Right.WITHDRAWAL, date(2026, 11, 1)),
}


@dataclass(frozen=True)
class Case:
    """One row of the table, in words."""

    purpose: Purpose
    record: str
    request: str
    contract: str
    client: str
    held: bool
    no_advertising: bool
    compelling: bool
    company: bool
    restricted: bool

    @property
    def decision(self) -> Decision:
        keep, anchor = RECORDS[self.record]
        facts = Facts(
            REQUESTS[self.request], (REVIEW,) if self.held else (), CONTRACTS[self.contract], CLIENTS[self.client],
            restricted=self.restricted, no_advertising=self.no_advertising, compelling="g1" if self.compelling else "",
        )  # fmt: skip
        return decide(Item(self.purpose, keep, anchor, self.company), facts, NOW, RULES)


def all_cases() -> list[Case]:
    both = (False, True)
    return [
        Case(*values)
        for values in product(PURPOSES, RECORDS, REQUESTS, CONTRACTS, CLIENTS, both, both, both, both, both)
    ]  # fmt: skip


def oracle(case: Case) -> tuple[str, str]:
    """The same answer from the words of the table alone: no dates, no code of the rules, one list read downwards."""
    right = case.request.split(",")[0]
    marketing, sales = case.purpose is Purpose.MARKETING, case.purpose is Purpose.SALES
    served = case.purpose in {Purpose.SALES, Purpose.SUPPORT}
    concerned = (
        right == "erasure"
        or (right in {"withdrawal", "marketing"} and marketing)
        or (right == "objection" and (marketing or sales or (case.contract.startswith("contact") and served)))
    )
    reason = {"erasure": "requested", "objection": "objected", "withdrawal": "withdrawn"}.get(right, "")
    stands_in = case.contract in {"contact", "contact, another named"} and served
    anchor = RECORDS[case.record][1]
    client = "none" if case.client == "agreement ended" and anchor == LATELY else case.client
    own_contract = case.contract == "party" and served
    is_silent = client in {"silent", "erases, another silent"}
    erases = client == "erases" or (client == "agreement ended" and (anchor == LONG_AGO or concerned))
    table = [
        (marketing and (case.no_advertising or right in {"objection", "marketing"}), ("erase", "advertising")),
        (marketing and right == "withdrawal", ("erase", "withdrawn")),
        (erases and own_contract, ("keep", "contract")),
        (erases, ("erase", "client-erases")),
        (is_silent and concerned, ("ask", "client-asked")),
        (client == "corrects" and concerned, ("keep", "client-correct")),
        (client != "none", ("keep", "client-keeps")),
        (own_contract, ("keep", "contract")),
        (stands_in and case.company, ("keep", "company")),
        (stands_in and not concerned, ("keep", "contact")),
        (stands_in and case.compelling, ("keep", "compelling")),
        (case.contract == "contact" and served and case.request.endswith("fresh"), ("lock", "replacement")),
        (concerned and right == "objection" and case.compelling, ("keep", "compelling")),
        (concerned, ("erase", reason)),
        (case.record == "in period", ("keep", "in-period")),
        (case.record == "period over", ("erase", "period-over")),
    ]
    if right != "none" and not concerned:
        return "keep", "not-asked"
    free = next((answer for applies, answer in table if applies), ("keep", "no-rule"))
    stored_only = case.restricted and not concerned
    bond = "hold" if case.held else {"duty": "duty", "duty of unknown age": "duty", "claims": "claims"}.get(case.record)
    if bond is None:
        return ("lock", "restricted") if stored_only else free
    if stored_only:
        return "lock", bond
    return ("keep" if free[0] == "keep" and not concerned else "lock", bond)


def test_every_combination_of_facts_is_decided_as_the_table_says() -> None:
    cases = all_cases()
    wrong = [
        f"{case}: {answer}, not {oracle(case)}"
        for case in cases
        if (answer := ((found := case.decision).action, found.ground)) != oracle(case)
    ]
    assert not wrong, f"{len(wrong)} of {len(cases)}, first: {wrong[0]}"
    outcomes = {oracle(case) for case in cases}
    assert outcomes == {(str(action), str(ground)) for action, ground in WORDS}, "an outcome nobody reaches"


def test_every_outcome_is_said_in_both_languages_with_its_ground_and_its_end() -> None:
    for action, ground in WORDS:
        until = date(2034, 12, 31) if action in {"keep", "lock"} else None
        decision = Decision(Action(action), Ground(ground), until)
        with translation.override("en"):
            english = decision.text
        with translation.override("de"):
            german = decision.text
        assert english != german
        assert "Art. " in english or ground == "no-rule"
        assert english.count("Art. ") == german.count("Art. ")
        assert ("31 December 2034" in english) == ("31. Dezember 2034" in german) == (until is not None)


@pytest.mark.parametrize(
    ("contract", "right", "received", "day", "expected"),
    [
        # The contract's party keeps until its last day, and the erasure asked for resumes by itself on the next.
        ("party", Right.ERASURE, date(2026, 11, 1), date(2027, 6, 30), (Action.KEEP, Ground.CONTRACT)),
        ("party", Right.ERASURE, date(2026, 11, 1), date(2027, 7, 1), (Action.ERASE, Ground.REQUESTED)),
        # A contact person's month: that of the 31st of January ends with February, and they have gone by then.
        ("contact", Right.OBJECTION, date(2027, 1, 31), date(2027, 2, 27), (Action.LOCK, Ground.REPLACEMENT)),
        ("contact", Right.OBJECTION, date(2027, 1, 31), date(2027, 2, 28), (Action.ERASE, Ground.OBJECTED)),
        ("contact", Right.ERASURE, date(2026, 11, 20), date(2026, 12, 19), (Action.LOCK, Ground.REPLACEMENT)),
        ("contact", Right.ERASURE, date(2026, 11, 20), date(2026, 12, 20), (Action.ERASE, Ground.REQUESTED)),
        # Nobody waits for what the company has answered already.
        ("contact, another named", Right.OBJECTION, TODAY, TODAY, (Action.ERASE, Ground.OBJECTED)),
    ],
)
def test_the_days_on_which_an_answer_changes(
    contract: str, right: Right, received: date, day: date, expected: tuple[Action, Ground]
) -> None:
    facts = Facts(Request(right, received), contracts=CONTRACTS[contract])
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    found = decide(Item(Purpose.SUPPORT), facts, moment, RULES)
    assert (found.action, found.ground) == expected


def test_a_day_begins_in_the_zone_of_the_instance() -> None:
    """Half past eleven at night in UTC is the next day in Berlin: the voucher's last day is over there."""
    item, asked = Item(Purpose.CONTRACT, "voucher", date(2018, 2, 1)), Facts(Request(Right.ERASURE, TODAY))
    last_moment = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    assert decide(item, asked, last_moment, RULES).until == date(2026, 12, 31)
    assert decide(item, asked, last_moment.replace(hour=23), RULES).action is Action.ERASE


@pytest.mark.parametrize(
    ("contract", "right"), [("contact", Right.ERASURE), ("contact", Right.OBJECTION), ("none", Right.OBJECTION)]
)
def test_compelling_grounds_keep_the_item_that_they_were_recorded_for_and_say_which_they_are(
    contract: str, right: Right
) -> None:
    """After the month too. Without a contract that an erasure could be weighed against, it is not (Art. 17(1)(c))."""
    item, long_ago = Item(Purpose.SALES), date(2026, 1, 5)
    known = Facts(Request(right, long_ago), contracts=CONTRACTS[contract])
    assert decide(item, known, NOW, RULES).action is Action.ERASE
    found = decide(item, replace(known, compelling="g1"), NOW, RULES)
    assert (found.action, found.ground, found.source) == (Action.KEEP, Ground.COMPELLING, "g1")
    assert "The grounds: A claim is pending." in replace(found, source="A claim is pending.").text
    bare = replace(known, contracts=(), request=Request(Right.ERASURE, long_ago), compelling="g1")
    assert decide(item, bare, NOW, RULES).action is Action.ERASE


def test_the_sentence_names_the_rule() -> None:
    text = decide(
        Item(Purpose.CONTRACT, "voucher", LATELY), Facts(Request(Right.ERASURE, TODAY)), NOW, RULES
    ).text  # fmt: skip
    assert "§ 147 AO" in text
    assert "31 December 2034" in text


# Laws.

days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
contracts = st.builds(
    Contract, st.sampled_from(Standing), st.frozensets(st.sampled_from(Purpose)), st.none() | days
)  # fmt: skip
clients = st.builds(Client, st.sampled_from(Word), st.none() | days, st.none() | days)
facts = st.builds(
    Facts,
    st.none() | st.builds(Request, st.sampled_from(Right), days),
    st.lists(days, max_size=2).map(tuple),
    st.lists(contracts, max_size=3).map(tuple),
    st.lists(clients, max_size=2).map(tuple),
    restricted=st.booleans(),
    no_advertising=st.booleans(),
    compelling=st.sampled_from(["", "g1"]),
)
items = st.builds(
    Item, st.sampled_from(Purpose), st.sampled_from(["voucher", "request-file", "case", "other"]), st.none() | days,
    st.booleans(),
)  # fmt: skip
moments = st.integers(0, 19 * 365 * 24).map(lambda hours: datetime(2016, 1, 1, tzinfo=UTC) + timedelta(hours=hours))


def stays_until(decision: Decision) -> date:
    """The last day, with "no end known" as the end of time and erasure as its beginning."""
    return date.min if decision.action is Action.ERASE else decision.until or date.max


@given(items, facts, moments, days)
def test_a_hold_never_shortens_anything(item: Item, known: Facts, now: datetime, review: date) -> None:
    before = decide(item, replace(known, holds=()), now, RULES)
    held = decide(item, replace(known, holds=(*known.holds, review)), now, RULES)
    assert held.keeps
    assert stays_until(held) >= stays_until(before)


@given(items, facts, moments)
def test_a_duty_never_shortens_anything_and_no_rule_erases_before_it_is_adopted(
    item: Item, known: Facts, now: datetime
) -> None:
    without = decide(item, known, now, Rules())
    assert without.ground is not Ground.PERIOD_OVER
    duty = Rule(item.keep, 120, Begin.YEAR_END, Force.DUTY)
    assert stays_until(decide(item, known, now, Rules.of((duty,)))) >= min(
        stays_until(without), duty.last_day(item.anchor) if item.anchor else date.max
    )


@given(items, facts, moments)
def test_while_a_client_is_silent_nothing_goes_but_advertising(item: Item, known: Facts, now: datetime) -> None:
    """Whatever other clients, contracts and periods say."""
    asked = replace(known, clients=(*known.clients, Client()))
    found = decide(item, asked, now, RULES)
    assert found.keeps or found.ground in {Ground.ADVERTISING, Ground.WITHDRAWN}
    assert item.purpose is Purpose.MARKETING or found.keeps


@given(items, facts, moments, clients)
def test_another_client_never_lets_go_what_stays_without_it(
    item: Item, known: Facts, now: datetime, other: Client
) -> None:
    """Of those who have a say, each has to let it go."""
    without = decide(item, replace(known, clients=(Client(Word.KEEP), *known.clients)), now, RULES)
    together = decide(item, replace(known, clients=(Client(Word.KEEP), *known.clients, other)), now, RULES)
    assert together.action is without.action


@given(items, facts, moments)
def test_nothing_is_used_for_advertising_after_an_objection(item: Item, known: Facts, now: datetime) -> None:
    found = decide(replace(item, purpose=Purpose.MARKETING), replace(known, no_advertising=True), now, RULES)
    assert found.action in {Action.ERASE, Action.LOCK}


@given(items, facts, moments)
def test_an_erased_item_has_no_end_and_a_kept_one_none_in_the_past(item: Item, known: Facts, now: datetime) -> None:
    found = decide(item, known, now, RULES)
    if found.action is Action.ERASE:
        assert found.until is None
        assert found.review is None
    else:
        assert found.until is None or found.until >= RULES.day_of(now)
    assert (found.action, found.ground) in WORDS


@given(items, facts, moments)
def test_the_same_question_gets_the_same_answer(item: Item, known: Facts, now: datetime) -> None:
    assert decide(item, known, now, RULES) == decide(item, known, now, RULES)


@given(st.lists(st.tuples(items, facts, moments), min_size=1, max_size=4))
def test_a_value_goes_only_when_every_purpose_lets_it_go(questions: list[tuple[Item, Facts, datetime]]) -> None:
    decisions = [decide(*question, RULES) for question in questions]
    assert (fate(decisions).action is Action.ERASE) == all(one.action is Action.ERASE for one in decisions)
