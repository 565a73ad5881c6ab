"""The words of the mails that Candor writes by itself: every original, what administrators write, and both forms."""

from __future__ import annotations

import pytest
from django.conf import settings

from candor.kernel.registries.mail_texts import MailText, all_texts
from candor.mail.composing import original_of
from candor.mail.rules.wording_faults import faults_in

LANGUAGES = [code for code, _name in settings.LANGUAGES]
TEXTS = all_texts()


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.slug)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_original_meets_what_is_asked_of_own_words(text: MailText, language: str) -> None:
    original = original_of(text.key, language)

    assert not faults_in(text, original.subject, original.body)
