"""The words of the letter with a code that shows who asks. The code itself is printed once, and not kept."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from candor.mail.public import MailWords
from candor.people.public import Person
from candor.privacy.models import SubjectRequest
from candor.privacy.papers.printing import CODE
from candor.ui.public import locale_of, long_date


def words_with_code(request: SubjectRequest, person: Person, language: str) -> MailWords:
    """In the language of whoever asks; a mark stands for the code."""
    with translation.override(language):
        asked = {"day": long_date(request.received_on, locale_of(language)), "kind": request.get_kind_display()}
        text = "\n\n".join(
            (
                _("Hello %(name)s,") % {"name": person.name},
                _(
                    "somebody asked us on %(day)s: %(kind)s. So that nobody else learns or deletes your data, we have"
                    " to know that it was you."
                )
                % asked,
                _("If it was you, tell us this code by telephone, e-mail or letter. It works for 30 days:"),
                CODE,
                _(
                    "If it was not you, you need not do anything: without the code the request ends by itself. Please"
                    " send us no copy of your identity card; we do not need it."
                ),
            )
        )
        subject = _("Your request %(number)s about your personal data") % {"number": request.number}
    return MailWords(subject, text, "")
