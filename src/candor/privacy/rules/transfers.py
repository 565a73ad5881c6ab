"""Where data may go without a basis of its own for the transfer (Chapter V GDPR)."""

from __future__ import annotations

EUROPEAN_ECONOMIC_AREA = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS"),
        *("IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
    }
)


def is_third_country(country: str) -> bool:
    """Whether a recipient there needs a basis for the transfer: an adequacy decision, standard clauses and the like.

    `country` is an ISO 3166 code; "" is a country that nobody has named, which is none that we know to be safe.
    """
    return country not in EUROPEAN_ECONOMIC_AREA
