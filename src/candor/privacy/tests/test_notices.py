"""The privacy notice and the terms: every version stays, the current one counts."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from candor.kernel import audit, clock
from candor.kernel.actor import SYSTEM
from candor.kernel.models import Instance
from candor.privacy.actions.notices import (
    NothingToPublish,
    NoticeText,
    publish_shipped_versions,
    publish_version,
    shipped_texts,
)
from candor.privacy.markdown import as_markup, filled_in, plainly
from candor.privacy.models import NoticeKind, NoticeVersion
from candor.privacy.public import current_notice_version
from candor.privacy.queries import all_versions, current_version

pytestmark = pytest.mark.django_db

SECOND = {
    "en": NoticeText("Now with **invoices**.", "We write invoices."),
    "de": NoticeText("Jetzt mit **Rechnungen**.", "Wir schreiben Rechnungen."),
}


@pytest.fixture
def lindwurm() -> Instance:
    instance, _made = Instance.objects.update_or_create(
        defaults={
            "organisation_name": "Lindwurm *Software*",
            "postal_address": "Am Graben 4\n99084 Erfurt",
            "contact_email": "hello@lindwurm.example",
            "set_up_at": clock.now(),
        }
    )
    return instance


def page_of(client: Client, address: str, language: str = "en") -> str:
    response = client.get(address, headers={"Accept-Language": language})
    assert response.status_code == 200
    assert not response.cookies
    return response.content.decode()


def test_a_fresh_instance_has_both_texts_in_both_languages() -> None:
    assert current_notice_version() == "1"
    for kind in NoticeKind:
        assert {version.language for version in NoticeVersion.objects.filter(kind=kind)} == {"en", "de"}


def test_the_shipped_texts_never_replace_what_the_organisation_published() -> None:
    publish_version(NoticeKind.NOTICE, SECOND, by=SYSTEM)
    publish_shipped_versions()
    assert current_notice_version() == "2"
    assert NoticeVersion.objects.filter(kind=NoticeKind.TERMS).count() == 2


def test_publishing_records_one_fact() -> None:
    publish_version(NoticeKind.TERMS, SECOND, by=SYSTEM)
    german, english = NoticeVersion.objects.filter(kind=NoticeKind.TERMS, version=2).order_by("language")
    assert [fact.details for fact in audit.facts_about(german)] == [{"kind": "terms", "version": 2}]
    assert not audit.facts_about(english)


@pytest.mark.parametrize("texts", [{}, {"en": NoticeText("Words", " ")}, {"en": NoticeText("", "Changed")}])
def test_a_version_without_text_or_reason_is_refused(texts: dict[str, NoticeText]) -> None:
    with pytest.raises(NothingToPublish):
        publish_version(NoticeKind.NOTICE, texts, by=SYSTEM)
    assert current_notice_version() == "1"


def test_the_notice_names_the_organisation_and_says_what_is_still_missing(client: Client, lindwurm: Instance) -> None:
    page = page_of(client, "/privacy/")
    assert "Lindwurm *Software*" in page
    assert "Am Graben 4, 99084 Erfurt" in page
    assert "[To be filled in by the owner: telephone number]" in page
    assert "postal address]" not in page


def test_the_notice_speaks_the_readers_language(client: Client, lindwurm: Instance) -> None:
    page = page_of(client, "/privacy/", "de-AT")
    assert "Wer verantwortlich ist" in page
    assert "Datenschutzerklärung" in page
    assert "[Vom Betreiber auszufüllen: Telefonnummer]" in page


def test_an_earlier_version_stays_readable_and_says_that_it_is_one(client: Client) -> None:
    with clock.later(days=40):
        publish_version(NoticeKind.NOTICE, SECOND, by=SYSTEM)
        current = page_of(client, "/privacy/")
        earlier = page_of(client, "/privacy/versions/1/")
    assert "<strong>invoices</strong>" in current
    assert "We write invoices." in current
    assert "earlier version" not in current
    assert "This is an earlier version" in earlier
    assert "Who is responsible" in earlier


def test_a_version_published_in_one_language_counts_for_all(client: Client) -> None:
    publish_version(NoticeKind.TERMS, {"de": SECOND["de"]}, by=SYSTEM)
    assert '<div class="prose" lang="de">' in page_of(client, "/terms/")
    newest = current_version(NoticeKind.TERMS, "en")
    assert newest is not None
    assert (newest.version, newest.language) == (2, "de")
    assert [version.version for version in all_versions(NoticeKind.TERMS, "en")] == [2, 1]


@pytest.mark.parametrize("address", ["/privacy/versions/99/", "/terms/versions/0/"])
def test_a_version_that_never_was_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_markdown_brings_no_script_and_no_foreign_address() -> None:
    markup = as_markup("<script>alert(1)</script> [a](javascript:alert(1)) ![b](https://elsewhere.example/x.png) **c**")
    assert "<script" not in markup
    assert "javascript:" not in markup.replace("(javascript:alert(1))", "")
    assert "<img" not in markup
    assert "<strong>c</strong>" in markup


def test_a_fact_is_shown_letter_by_letter() -> None:
    strange = "# *A* [b](c) <i>"
    assert as_markup(filled_in("Hello {who}, {else}.", {"who": plainly(strange)})) == (
        "<p>Hello # *A* [b](c) &lt;i&gt;, {else}.</p>\n"
    )


def test_the_shipped_texts_carry_the_same_headings_in_both_languages() -> None:
    for kind in NoticeKind:
        texts = shipped_texts(kind)
        assert texts["en"].text.count("\n## ") == texts["de"].text.count("\n## ")


def test_the_command_publishes_a_version_from_files(tmp_path: Path) -> None:
    text = tmp_path / "notice.md"
    text.write_text("New words.", "utf-8")
    out = StringIO()
    call_command("privacy_publish", "notice", "--en", str(text), "--changed-en", "New words", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"kind": "notice", "version": 2}
    assert current_notice_version() == "2"


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="what changed"):
        call_command("privacy_publish", "notice")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("privacy_publish", "notice", "--en", str(tmp_path / "none.md"), "--changed-en", "Something")
