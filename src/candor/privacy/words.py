"""Words for the enums of this slice, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from candor.kernel import instance
from candor.people.public import Person
from candor.privacy.rules.packs import Change, Words
from candor.privacy.rules.periods import Begin, Force

CHANGE_WORDS: Mapping[str, Promise] = {
    Change.NEW: _("new"),
    Change.SAME: _("in force"),
    Change.LONGER: _("longer"),
    Change.SHORTER: _("shorter"),
    Change.GONE: _("no longer there"),
}
BEGIN_WORDS: Mapping[str, Promise] = {
    Begin.EVENT: _("from the day itself"),
    Begin.YEAR_END: _("from the end of the calendar year"),
}
FORCE_WORDS: Mapping[str, Promise] = {
    Force.DUTY: _("the law asks for it"),
    Force.CLAIMS: _("needed for claims"),
    Force.LIMIT: _("the longest it may stay"),
}


def period_in_words(months: int) -> str:
    """Whole years as years, everything else as months."""
    if months % 12:
        return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    return ngettext("%(n)d year", "%(n)d years", months // 12) % {"n": months // 12}


def in_language(words: Words, language: str) -> str:
    """A text of a rule pack in the language, else in English; "" where there is none."""
    return words.get(language) or words.get("en", "")


def language_for(person: Person) -> str:
    """The person's language where we speak it, else the house's."""
    spoken = {code for code, _name in settings.LANGUAGES}
    return person.language if person.language in spoken else instance.current().language
