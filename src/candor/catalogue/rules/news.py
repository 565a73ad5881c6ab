"""What somebody agrees to who wants news of releases, word for word."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _


def words_of_news(product: str, our_name: str, language: str) -> str:
    """What stands beside the box and beside the button in the language; what is written into the ledger."""
    with translation.override(language):
        return _(
            "I agree that %(our_name)s tells me by e-mail of new releases of “%(product)s”. I can take this back at any"
            " time, by the link in each mail or in my account."
        ) % {"our_name": our_name, "product": product}
