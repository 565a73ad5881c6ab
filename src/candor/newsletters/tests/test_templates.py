"""Templates of whole issues: ready-made ones in both languages, and those that the house saves."""

from __future__ import annotations

import re

import pytest

from candor.newsletters.actions.templates import without_pictures
from candor.newsletters.letters import faults_in
from candor.newsletters.models import Issue, IssueTemplate
from candor.newsletters.rules.blocks import faults_of
from candor.newsletters.rules.letters import links_in, unknown_variables
from candor.newsletters.templates_of_issues import brought_along
from candor.newsletters.tests.stories import news
from candor.people.models import Person
from tests.cast import signed_in

HERE = "/business/newsletters/templates/"


def test_what_is_brought_along_is_sound_but_for_its_gaps() -> None:
    assert [each.ref for each in brought_along()] == ["release", "monthly", "event", "letter"]
    for template in brought_along():
        assert template.languages() == ["en", "de"]
        for language in template.languages():
            subject, body = template.subject_in(language), template.body_in(language)
            assert subject.strip()
            assert not faults_of(body)
            assert not unknown_variables(f"{subject} {body}")
            assert links_in(body), "a gap keeps it from being sent as it is"


def test_the_pictures_of_an_issue_stay_with_it() -> None:
    body = "# A\n\n![a lamp](attachment:0f3kq8z1v7n2m5ax)\n\nwords ![b](https://x.example/b.png)"
    assert without_pictures(body) == "# A\n\n\nwords ![b](https://x.example/b.png)"


@pytest.mark.django_db
@pytest.mark.db
def test_sales_begin_with_a_template_and_save_their_own(clara: Person, anna: Person, mallory: Person) -> None:
    product, browser = news(), signed_in(clara)
    listed = browser.get(HERE).content.decode()
    assert "Invitation to an event" in listed
    look = browser.get(f"{HERE}event/").content.decode()
    frames = re.findall(r'src="([^"]+/frame/[^"]+)"', look)
    assert len(frames) == 4
    assert "wir laden Sie ein" in browser.get(f"{HERE}event/frame/de/dark/").content.decode()
    assert browser.get(f"{HERE}event/frame/fr/dark/").status_code == 404
    begun = browser.get("/business/newsletters/issues/new/?template=event").content.decode()
    assert "we invite you to" in begun
    form = {
        "list": product.ref, "subject_en": "Come", "body_en": "See [it](https://…) ![a](attachment:0f3kq8z1v7n2m5ax)",
        "subject_de": "", "body_de": "", "key": "key-of-this-form", "version": "0",
    }  # fmt: skip
    browser.post("/business/newsletters/issues/new/", form)
    issue = Issue.objects.get()
    assert len(faults_in(issue)) == 2, "the gap, and the picture that is not there"
    save = f"/business/newsletters/issues/{issue.ref}/template/"
    for _again in range(2):
        assert browser.post(save, {"name": "Our invitation"}).status_code == 303
    saved = IssueTemplate.objects.get()
    assert saved.body_en == "See [it](https://…) "
    Issue.objects.update(body_en="Other words")
    assert browser.post(save, {"name": "Our invitation"}).status_code == 409
    assert browser.post(save, {"name": " "}).status_code == 422
    assert "Our invitation" in browser.get(HERE).content.decode()
    assert "See [it]" in browser.get(f"/business/newsletters/issues/new/?template={saved.ref}").content.decode()
    for stranger in (anna, mallory):
        assert signed_in(stranger).get(f"{HERE}{saved.ref}/").status_code == 404
        assert signed_in(stranger).post(f"{HERE}{saved.ref}/removal/").status_code == 404
    assert browser.post(f"{HERE}event/removal/").status_code == 404
    assert browser.post(f"{HERE}{saved.ref}/removal/").status_code == 303
    assert browser.get(f"{HERE}{saved.ref}/").status_code == 404
    assert not IssueTemplate.objects.exists()
