"""The facts of a paper on their way to the process that makes it: as JSON and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from candor.business.papers.facts import PaperFacts, PaperLine, PaperTax, Party


def facts_as_json(facts: PaperFacts) -> dict[str, Any]:
    """Decimals and days as texts."""
    return {name: _plain(value) for name, value in asdict(facts).items()}


def facts_from(said: dict[str, Any]) -> PaperFacts:
    """What `facts_as_json` wrote."""
    days = {name: date.fromisoformat(said[name]) for name in ("issued_on", "due_on", "supplied_from")}
    maybe = {name: _day(said[name]) for name in ("supplied_until", "corrects_on")}
    amounts = {name: Decimal(said[name]) for name in ("net", "tax", "gross", "discount")}
    parts = {
        "seller": Party(**said["seller"]),
        "buyer": Party(**said["buyer"]),
        "lines": tuple(
            PaperLine(**_decimal(line, ("quantity", "price", "discount", "percent", "net", "reduction")))
            for line in said["lines"]
        ),
        "taxes": tuple(PaperTax(**_decimal(tax, ("percent", "net", "tax", "allowance"))) for tax in said["taxes"]),
    }
    return PaperFacts(**{**said, **days, **maybe, **amounts, **parts})


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _decimal(said: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return said | {name: Decimal(said[name]) for name in names}


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
