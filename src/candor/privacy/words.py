"""Words for the enums of this slice, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from candor.kernel import instance
from candor.people.public import Person
from candor.privacy.rules.deciding import Ground
from candor.privacy.rules.packs import Change, Words
from candor.privacy.rules.periods import Begin, Force

CHANGE_WORDS: Mapping[str, Promise] = {
    Change.NEW: _("new"),
    Change.SAME: _("in force"),
    Change.LONGER: _("longer"),
    Change.SHORTER: _("shorter"),
    Change.GONE: _("no longer there"),
    Change.ENDS: _("an end where there was none"),
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

KIND_NAMES: Mapping[str, Promise] = {
    "helpdesk.ticket": _("Cases with their letters and files"),
    "helpdesk.draft": _("Drafts"),
    "helpdesk.upload": _("Uploads"),
    "helpdesk.bulk": _("Changes of many cases"),
    "helpdesk.timetoundo": _("Replies that could be taken back"),
    "helpdesk.merge": _("Merges of cases"),
    "mail.rawmessage": _("Mails as they came in"),
    "mail.outboxmessage": _("Mails that we sent"),
    "people.person": _("Customers"),
    "people.account": _("Accounts"),
    "people.session": _("Sessions"),
    "people.import": _("Lists that were taken in"),
    "privacy.hold": _("Lifted holds"),
    "privacy.lock": _("Lifted locks"),
    "privacy.erasure": _("Records of erasures"),
    "privacy.processingagreement": _("What clients for whom we processed left behind"),
    "privacy.redaction": _("Records of redactions"),
    "privacy.adoptedpack": _("Who adopted retention rules"),
    "privacy.retentionrun": _("Who confirmed retention runs"),
}
STAYS_WORDS: Mapping[str, Promise] = {
    Ground.HOLD: _("because of a legal hold"),
    Ground.DUTY: _("because the law asks for it"),
    Ground.CLAIMS: _("for claims that may be raised"),
    Ground.RESTRICTED: _("because the person asked us to keep it locked"),
    Ground.CLIENT_KEEPS: _("because the client organisation wants it"),
    Ground.CLIENT_CORRECTS: _("because the client organisation has it put right"),
    Ground.CLIENT_ASKED: _("because a client organisation is to decide about it"),
    Ground.CONTRACT: _("because a contract needs it"),
    Ground.CONTACT: _("because a company's contract needs its contact"),
    Ground.COMPANY: _("because it belongs to a company's contract"),
    Ground.IN_PERIOD: _("because something in it is not past its period"),
    Ground.NO_RULE: _("because something that has no period hangs on it"),
    "tell": _("will be told by mail first"),
    "told": _("was told, the time to answer is not over"),
    "untold": _("cannot be told"),
}


def plain_kind(key: str, kind: str) -> str:
    """What a kind of record is called: people under the key of staff are what hangs on somebody who left."""
    if (key, kind) == ("staff", "people.person"):
        return str(_("What hangs on staff who left"))
    return str(KIND_NAMES.get(kind, kind))


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
