"""Invoices as XML: whatever is sold to whomever, the rules of EN 16931 and XRechnung find nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from candor.business.papers.cii import EN_16931, XRECHNUNG, xml_of
from candor.business.papers.facts import PaperFacts, Party
from candor.business.papers.passing import facts_as_json, facts_from
from candor.business.papers.ubl import ubl_of
from candor.business.rules.xrechnung import Addressee, GermanRule, broken_rules
from candor.business.tests.papers.german_rules import RULES, broken_in
from candor.business.tests.papers.made_up import papers, to_public_body
from candor.business.tests.papers.validating import faults_of, faults_of_all

MANY = 300
QUIETLY = settings(max_examples=MANY, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


def xrechnung_cii(facts: PaperFacts) -> bytes:
    return xml_of(facts, guideline=XRECHNUNG)


def as_factur_x(xml: bytes) -> bytes:
    """The rules of Factur-X know no XRechnung: but for its name it is the same file."""
    return xml.replace(XRECHNUNG.encode(), EN_16931.encode())


@pytest.fixture(scope="module")
def made_up() -> list[PaperFacts]:
    """As many as are promised, made once; they are looked at all together, which costs a tenth of one by one."""
    made: list[PaperFacts] = []

    @QUIETLY
    @given(papers())
    def make(facts: PaperFacts) -> None:
        made.append(facts)

    make()
    assert len(made) >= MANY
    return made


@pytest.fixture(scope="module")
def usual(made_up: list[PaperFacts]) -> PaperFacts:
    """One with a tax, to a public body."""
    taxed = [facts for facts in made_up if facts.gross > 1 and facts.taxes[0].category == "S"]
    taxed = [facts for facts in taxed if len(facts.taxes) == 1 and not facts.allowance]
    return to_public_body(min(taxed, key=lambda facts: len(facts.lines)))


def test_whatever_is_invoiced_is_valid(made_up: list[PaperFacts]) -> None:
    wrong = zip(made_up, faults_of_all([xml_of(facts) for facts in made_up]), strict=True)
    assert [(facts, faults) for facts, faults in wrong if faults] == []


def test_whatever_is_invoiced_to_public_bodies_is_valid(made_up: list[PaperFacts]) -> None:
    public = [to_public_body(facts) for facts in made_up]
    files = [ubl_of(facts) for facts in public]
    wrong = zip(public, faults_of_all(files), strict=True)
    assert [(facts, faults) for facts, faults in wrong if faults] == []
    files += [xrechnung_cii(facts) for facts in public[: MANY // 5]]
    assert [broken for file in files if (broken := broken_in(file))] == []


@pytest.mark.parametrize("write", [xml_of, xrechnung_cii, ubl_of])
def test_a_wrong_sum_is_found(write: Callable[[PaperFacts], bytes], usual: PaperFacts) -> None:
    """So that finding nothing means something."""
    wrong = replace(usual, gross=usual.gross + 1)
    assert any(
        "BR-CO-15" in fault or "Grand" in fault or "BT-112" in fault for fault in faults_of(as_factur_x(write(wrong)))
    )
    assert faults_of(as_factur_x(write(usual))) == []


SELLER, BUYER = "seller", "buyer"
BREAKING: dict[str, tuple[str, dict[str, str]]] = {
    GermanRule.CONTACT: (SELLER, {"contact": ""}),
    GermanRule.TELEPHONE: (SELLER, {"phone": ""}),
    GermanRule.TELEPHONE_DIGITS: (SELLER, {"phone": "+4 x"}),
    GermanRule.MAIL: (SELLER, {"email": ""}),
    GermanRule.MAIL_SHAPE: (SELLER, {"email": "billing at lindwurm"}),
    GermanRule.SELLER_CITY: (SELLER, {"city": ""}),
    GermanRule.SELLER_POSTCODE: (SELLER, {"postcode": " "}),
    GermanRule.IBAN: (SELLER, {"iban": "DE89370400440532013001"}),
    GermanRule.TAX_NUMBER: (SELLER, {"vat_id": "", "tax_number": ""}),
    GermanRule.BUYER_CITY: (BUYER, {"city": ""}),
    GermanRule.BUYER_POSTCODE: (BUYER, {"postcode": ""}),
    GermanRule.BUYER_MAIL: (BUYER, {"email": ""}),
    GermanRule.REFERENCE: ("reference", {}),
}


@pytest.mark.parametrize("rule", BREAKING)
def test_what_breaks_a_rule_of_xrechnung_is_not_issued_and_would_be_found(rule: str, usual: PaperFacts) -> None:
    """By its id, before issuing; and in both files, were it issued all the same."""
    which, change = BREAKING[rule]
    wrong = _changed(usual, which, change)
    assert rule in broken_before_issuing(wrong)
    if rule == GermanRule.CONTACT:  # where only the person is missing, the company's name stands in the files
        wrong = _changed(wrong, SELLER, {"phone": ""})
    for file in (ubl_of(wrong), xrechnung_cii(wrong)):
        found = broken_in(file)
        assert (rule in found) or ("BR-DE-2" in found and rule in {"BR-DE-5", "BR-DE-6"}) or rule == "BR-DE-7", found
    assert broken_before_issuing(usual) == []


def test_three_decimals_are_no_xrechnung(usual: PaperFacts) -> None:
    assert broken_before_issuing(replace(usual, currency="KWD")) == [GermanRule.DECIMALS]


SPOILT: dict[str, tuple[bytes, bytes]] = {
    "BR-DE-1": (b"<cac:PaymentMeans>", b"</cac:PaymentMeans>"),
    "BR-DE-14": (b"<cac:TaxCategory>", b"</cac:TaxCategory>"),
    "BR-DE-23-a": (b"<cac:PayeeFinancialAccount>", b"</cac:PayeeFinancialAccount>"),
    "BR-DE-21": (b"<cbc:CustomizationID>", b"</cbc:CustomizationID>"),
    "BR-DE-TMP-32": (b"<cac:Delivery>", b"</cac:Delivery>"),
    "PEPPOL-EN16931-R001": (b"<cbc:ProfileID>", b"</cbc:ProfileID>"),
    "PEPPOL-EN16931-R020": (b"<cbc:EndpointID", b"</cbc:EndpointID>"),
}


@pytest.mark.parametrize("rule", SPOILT)
def test_a_file_without_a_part_breaks_the_rule_that_asks_for_it(rule: str, usual: PaperFacts) -> None:
    begins, ends = SPOILT[rule]
    file = ubl_of(replace(usual, supplied_until=None, seller=replace(usual.seller, iban="DE89370400440532013000")))
    before, _, rest = file.partition(begins)
    assert rule in broken_in(before + rest.partition(ends)[2])


@pytest.mark.parametrize(
    ("rule", "said", "instead"),
    [
        ("BR-DE-17", b"TypeCode>380<", b"TypeCode>751<"),
        (
            "BR-DE-18",
            b"<cac:TaxTotal>",
            b"<cac:PaymentTerms><cbc:Note>#SKONTO#</cbc:Note></cac:PaymentTerms><cac:TaxTotal>",
        ),
        ("BR-DE-26", b"TypeCode>380<", b"TypeCode>384<"),
        ("PEPPOL-EN16931-R002", b"<cbc:IssueDate>", b"<cbc:Note>a</cbc:Note><cbc:Note>b</cbc:Note><cbc:IssueDate>"),
        ("PEPPOL-EN16931-R008", b"<cac:TaxTotal>", b"<cac:PaymentTerms/><cac:TaxTotal>"),
        ("BR-DE-10", b"</cac:Delivery>", b"<cac:DeliveryLocation><cac:Address/></cac:DeliveryLocation></cac:Delivery>"),
        ("BR-DE-11", b"</cac:Delivery>", b"<cac:DeliveryLocation><cac:Address/></cac:DeliveryLocation></cac:Delivery>"),
    ],
)
def test_a_file_that_says_what_is_not_allowed_is_found(
    rule: str, said: bytes, instead: bytes, usual: PaperFacts
) -> None:
    file = ubl_of(replace(usual, is_correction=False, note="", corrects=""))
    assert said in file
    assert rule in broken_in(file.replace(said, instead, 1))


def test_each_rule_has_something_that_breaks_it() -> None:
    broken = {*BREAKING, *SPOILT, "BR-DE-2", "BR-DE-10", "BR-DE-11", "BR-DE-17", "BR-DE-18", "BR-DE-26"}
    assert set(RULES) <= broken | {"PEPPOL-EN16931-R002", "PEPPOL-EN16931-R008"}


@settings(max_examples=30, deadline=None)
@given(papers())
def test_facts_arrive_as_they_left(facts: PaperFacts) -> None:
    assert facts_from(facts_as_json(facts)) == facts


@pytest.mark.parametrize("write", [xml_of, ubl_of])
def test_a_thousand_lines_make_one_valid_invoice(write: Callable[[PaperFacts], bytes], usual: PaperFacts) -> None:
    line, tax = usual.lines[0], usual.taxes[0]
    net = line.net * 1_000
    owed = (net * tax.percent / 100).quantize(Decimal("0.01"))
    many = replace(
        usual, lines=(line,) * 1_000, net=net, taxes=(replace(tax, net=net, tax=owed),), tax=owed, gross=net + owed
    )
    assert faults_of(write(many)) == []


def broken_before_issuing(facts: PaperFacts) -> list[GermanRule]:
    seller, buyer = facts.seller, facts.buyer
    us = {name: getattr(seller, name) for name in Party.__dataclass_fields__}
    return broken_rules(
        us,
        Addressee(buyer.city, buyer.postcode, buyer.email, facts.buyer_reference),
        currency=facts.currency,
        categories={tax.category for tax in facts.taxes},
    )


def _changed(facts: PaperFacts, which: str, change: dict[str, Any]) -> PaperFacts:
    if which == SELLER:
        return replace(facts, seller=replace(facts.seller, **change))
    return (
        replace(facts, buyer=replace(facts.buyer, **change)) if which == BUYER else replace(facts, buyer_reference="")
    )
