"""A decision in words that a person understands: what happens, on what ground, until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from candor.ui.public import locale_of, long_date

# By action and ground; a second sentence follows, which gives the end.
WORDS: Mapping[tuple[str, str], object] = {
    ("lock", "hold"): gettext_lazy(
        "This is kept and used for nothing else, because it is needed for legal claims (Art. 17(3)(e) GDPR)."
    ),
    ("keep", "hold"): gettext_lazy("This stays, because it is needed for legal claims too (Art. 17(3)(e) GDPR)."),
    ("lock", "duty"): gettext_lazy(
        "This is kept and used for nothing else, because the law asks us to keep it (Art. 17(3)(b) GDPR)."
    ),
    ("keep", "duty"): gettext_lazy("This stays, because the law asks us to keep it too (Art. 17(3)(b) GDPR)."),
    ("lock", "claims"): gettext_lazy(
        "This is kept and used for nothing else, so that we can show what was done (Art. 17(3)(e) GDPR)."
    ),
    ("keep", "claims"): gettext_lazy("This stays, so that we can show what was done (Art. 17(3)(e) GDPR)."),
    ("lock", "restricted"): gettext_lazy("This is stored and used for nothing else, as you asked (Art. 18 GDPR)."),
    ("keep", "client-keeps"): gettext_lazy(
        "This stays, because the organisation for which we keep it told us to (Art. 28(3)(a) GDPR)."
    ),
    ("keep", "client-correct"): gettext_lazy(
        "This stays and is put right, because the organisation for which we keep it told us to (Art. 28(3)(e) GDPR)."
    ),
    ("ask", "client-asked"): gettext_lazy(
        "We keep this for an organisation that decides about it. Your request is passed on to it, we do what it says,"
        " and nothing of this is destroyed before (Art. 28(3)(e) GDPR)."
    ),
    ("keep", "contract"): gettext_lazy("This stays, because your contract with us needs it (Art. 6(1)(b) GDPR)."),
    ("keep", "contact"): gettext_lazy(
        "This stays while you are the contact for your company's contract with us (Art. 6(1)(f) GDPR)."
    ),
    ("keep", "company"): gettext_lazy(
        "This belongs to your company's contract with us and stays with the company (Art. 6(1)(f) GDPR)."
    ),
    ("lock", "replacement"): gettext_lazy(
        "This is used for nothing else while we ask your company for another contact; then it is erased (Art. 21(1)"
        " GDPR)."
    ),
    ("keep", "compelling"): gettext_lazy(
        "This stays, because our data protection officer has recorded compelling grounds for it (Art. 21(1) GDPR)."
    ),
    ("keep", "in-period"): gettext_lazy(
        "This stays, because the time for which we keep it is not over (Art. 5(1)(e) GDPR)."
    ),
    ("keep", "no-rule"): gettext_lazy("This stays, because it has no end that we could tell by a rule."),
    ("keep", "not-asked"): gettext_lazy("This stays, because your request does not concern it (Art. 6(1) GDPR)."),
    ("erase", "advertising"): gettext_lazy("This is no longer used for advertising and is erased (Art. 21(3) GDPR)."),
    ("erase", "withdrawn"): gettext_lazy(
        "This is erased, because you have withdrawn your consent (Art. 17(1)(b) GDPR)."
    ),
    ("erase", "objected"): gettext_lazy("This is erased, because you have objected to its use (Art. 17(1)(c) GDPR)."),
    ("erase", "requested"): gettext_lazy("This is erased, because nothing asks us to keep it (Art. 17(1)(a) GDPR)."),
    ("erase", "client-erases"): gettext_lazy(
        "This is erased, because the organisation for which we kept it told us to (Art. 28(3)(e) and (g) GDPR)."
    ),
    ("erase", "period-over"): gettext_lazy(
        "This is erased, because the time for which we keep it is over (Art. 5(1)(e) GDPR)."
    ),
}


def sentence(action: str, ground: str, *, until: date | None, review: date | None, source: str) -> str:
    """The outcome with its ground and its end, in the language of the moment."""
    parts = [str(WORDS[str(action), str(ground)]), _end(action, ground, until, review)]
    if source and ground == "compelling":
        parts.append(_("The grounds: %(grounds)s") % {"grounds": source})
    elif source:
        parts.append(_("The rule: %(source)s.") % {"source": source})
    return " ".join(part for part in parts if part)


def plain_words(text: str) -> str:
    """Words that somebody typed as they stand within a sentence: on one line, with a full stop."""
    words = " ".join(text.split())
    return words if not words or words[-1] in ".!?" else f"{words}."


def _end(action: str, ground: str, until: date | None, review: date | None) -> str:
    if review is not None:
        return _("We check again by %(day)s whether it still is.") % {"day": _day(review)}
    if action in {"erase", "ask"}:
        return ""
    if until is not None:
        return _("It stays until %(day)s at the latest.") % {"day": _day(until)}
    if ground in {"contract", "contact", "company"}:
        return _("No end of the contract is agreed; it ends with the contract.")
    if ground == "not-asked":
        return ""
    return _("The day of its end is not known yet.")


def _day(day: date) -> str:
    return long_date(day, locale_of(get_language() or "en"))
