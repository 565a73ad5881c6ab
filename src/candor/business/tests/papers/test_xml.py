"""Invoices as XML: whatever is sold to whomever, the rules of EN 16931 find nothing."""

from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from candor.business.papers.cii import XRECHNUNG, xml_of
from candor.business.papers.facts import PaperFacts
from candor.business.papers.passing import facts_as_json, facts_from
from candor.business.tests.papers.made_up import papers
from candor.business.tests.papers.validating import faults_of

MANY = int(os.environ.get("CANDOR_MADE_UP_INVOICES", "300"))


@pytest.mark.slow
@settings(max_examples=MANY, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(papers())
def test_whatever_is_invoiced_is_valid(facts: PaperFacts) -> None:
    assert faults_of(xml_of(facts)) == []


def test_a_wrong_sum_is_found() -> None:
    """So that finding nothing means something."""
    facts = find(papers(), lambda facts: facts.gross > 1)
    wrong = replace(facts, gross=facts.gross + 1)
    assert any("BR-CO-15" in fault or "Grand" in fault or "BT-112" in fault for fault in faults_of(xml_of(wrong)))


def test_the_file_for_public_bodies_says_by_which_rules_it_is_made() -> None:
    facts = find(papers(), lambda _facts: True)
    assert XRECHNUNG.encode() in xml_of(facts, guideline=XRECHNUNG)


@settings(max_examples=30, deadline=None)
@given(papers())
def test_facts_arrive_as_they_left(facts: PaperFacts) -> None:
    assert facts_from(facts_as_json(facts)) == facts


def test_a_thousand_lines_make_one_valid_invoice() -> None:
    facts = find(papers(), lambda facts: len(facts.lines) == 1 and facts.taxes[0].category == "S")
    line, tax = facts.lines[0], facts.taxes[0]
    net = line.net * 1_000
    owed = (net * tax.percent / 100).quantize(Decimal("0.01"))
    many = replace(
        facts, lines=(line,) * 1_000, net=net, taxes=(replace(tax, net=net, tax=owed),), tax=owed, gross=net + owed
    )
    assert faults_of(xml_of(many)) == []
