"""What a letter about a request says on paper, in the language of whoever asks."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from candor.kernel import instance
from candor.kernel.papers.letters import LetterOnPaper, letter_pdf
from candor.privacy.models import PaperLetter
from candor.privacy.queries.deadlines import house_day
from candor.privacy.queries.owners_entries import said_by_owner
from candor.ui.public import locale_of, long_date

MOST_FOOT_LINES = 4
NOT_MADE = gettext_lazy("The letter could not be made. Try again; the log of the server says more.")
CODE = "••••-••••"
"""Stands in the kept words for a code, which is on the paper alone."""


def printed(letter: PaperLetter, *, code: str = "") -> bytes:
    """The letter as a PDF. Raises PapersFailed."""
    with translation.override(letter.language):
        return letter_pdf(on_paper(letter, code=code))


def on_paper(letter: PaperLetter, *, code: str = "") -> LetterOnPaper:
    """Its words, in the language of the moment. The date is the day on which it was written."""
    house, text = instance.current(), letter.text.replace(CODE, code) if code else letter.text
    return LetterOnPaper(
        title=letter.subject,
        language=letter.language,
        issued_at=letter.written_at,
        sender=[house.organisation_name, *_lines(house.postal_address)],
        address=letter.address_lines,
        facts=list(_facts(letter)),
        body=[line.rstrip() for line in text.splitlines()],
        closing=[_("Kind regards"), *([letter.written_by.name] if letter.written_by else []), house.organisation_name],
        enclosures_title=_("Enclosed"),
        enclosures=letter.enclosure_lines,
        foot=[
            [house.organisation_name, *_lines(house.postal_address)][:MOST_FOOT_LINES],
            [line for line in (house.contact_phone, house.contact_email) if line],
            _lines(said_by_owner().get("officer", ""))[:MOST_FOOT_LINES],
        ],
        number=_("Request %(number)s") % {"number": letter.request.number},
        page=pgettext("printed page", "Page"),
        page_of=pgettext("printed page", "of"),
    )


def _facts(letter: PaperLetter) -> Iterator[tuple[str, str]]:
    locale = locale_of(letter.language)
    yield _("Date"), long_date(house_day(letter.written_at), locale)
    yield _("Our reference"), str(letter.request.number)
    yield _("Your request of"), long_date(letter.request.received_on, locale)
    if letter.written_by is not None:
        yield _("Written by"), letter.written_by.name
    phone = instance.current().contact_phone
    if phone:
        yield _("Telephone"), phone


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
