"""What somebody agrees to, word for word. The sentence is the house's; name and purpose are the list's."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _


def words_of_consent(name: str, purpose: str, our_name: str, language: str) -> str:
    """The whole text that stands beside the box, in the language; what is written into the ledger."""
    with translation.override(language):
        return _(
            "I agree that %(our_name)s sends me “%(name)s” by e-mail (%(purpose)s). I can take this back at any time,"
            " by the link in each mail, in my account or by an answer."
        ) % {"our_name": our_name, "name": name, "purpose": purpose.rstrip(".")}
