"""Currencies by ISO 4217, and how many decimals each has."""

from __future__ import annotations

from decimal import Decimal

CURRENCIES = ("EUR", "CHF", "GBP", "USD", "CZK", "DKK", "NOK", "PLN", "SEK", "JPY")
WITHOUT_DECIMALS = frozenset({"JPY"})


def digits_of(currency: str) -> int:
    """How many decimals an amount in it has: 2, or 0 where there is no smaller unit."""
    return 0 if currency in WITHOUT_DECIMALS else 2


def fits(amount: Decimal, currency: str) -> bool:
    """Whether the amount has no more decimals than its currency."""
    return amount == amount.quantize(Decimal(1).scaleb(-digits_of(currency)))
