"""The words of mails in a browser: an administrator writes them beside a preview."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candor.mail.models import MailWords
from candor.people.models import Person
from tests.browser import Visit, look_from_all_sides


@pytest.mark.journey
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_adam_writes_the_words_of_a_mail(visit: Visit, adam: Person, script: bool) -> None:
    page = visit(adam, script=script)
    page.goto(reverse("tech:mail-text", args=["people.reset_code", "en"]))
    words = page.get_by_label("Text", exact=True)
    words.fill("Good day ")
    if script:
        page.get_by_role("button", name="Insert {name}").click()
        page.get_by_role("button", name="Insert {code}").click()
    else:
        words.fill("Good day {name}{code}")
        page.get_by_role("button", name="Show preview").click()
    expect(words).to_have_value("Good day {name}{code}")
    expect(page.locator(".mail-plain")).to_contain_text("Good day Robin SommerABCD-EFGH")
    expect(page.frame_locator(".mail-preview").get_by_text("Good day Robin SommerABCD-EFGH")).to_be_visible()

    page.get_by_role("button", name="Save words").click()

    expect(page.get_by_text("The words are saved.")).to_be_visible()
    assert MailWords.objects.get().body == "Good day {name}{code}"


@pytest.mark.axe
def test_the_pages_about_words_are_accessible(visit: Visit, adam: Person) -> None:
    page = visit(adam)
    MailWords.objects.create(
        key="helpdesk/mail/reply", language="en", version=1, subject="Re: {subject}", body="{text}\n\n--\n{signature}",
        written_at=adam.created_at,
    )  # fmt: skip
    for path in (reverse("tech:mail-texts"), reverse("tech:mail-text", args=["helpdesk.reply", "en"])):
        page.goto(path)
        look_from_all_sides(page)
