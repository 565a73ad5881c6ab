"""The words of the mails that Candor writes by itself: the originals, words of one's own, and both forms of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from candor.kernel.actor import JOB
from candor.kernel.models import Instance
from candor.kernel.registries.mail_texts import MailText, Shape, all_texts, text_of
from candor.mail.actions.outbox import queue_mail
from candor.mail.actions.words import FaultyWords, change_words, reset_words
from candor.mail.building import Letter, build
from candor.mail.composing import Edition, Source, Words, compose, compose_from, original_of, samples_of, values_of
from candor.mail.models import MailWords, OutboxMessage, TemplateClass
from candor.mail.rendering import as_html, as_text, subject_of
from candor.mail.rules.wording import wording_of
from candor.mail.rules.wording_faults import Fault, faults_in
from candor.people.models import Person
from candor.ui.public import Brand, colours_of
from candor.ui.tests.colour import contrast, offered_hues
from tests.cast import actor

LANGUAGES = [code for code, _name in settings.LANGUAGES]
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
REPLY, CODE = text_of("helpdesk/mail/reply"), text_of("people/mail/reset_code")
ASKS_AWAY = re.compile(r"<(?:img|script|link|iframe|object|form)\b|\bsrc=|url\(|@import|\bon\w+=", re.IGNORECASE)


class Tags(HTMLParser):
    """What a mail program finds in a mail: elements, addresses of links, and words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str | None] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


def sample(text: MailText, language: str) -> Words:
    edition = Edition(text, language)
    return compose_from(original_of(text.key, language), edition, samples_of(edition))


def drawn(body: str, **values: str) -> tuple[str, str]:
    """The text and the HTML that a reply with this body has, without the frame."""
    wording = wording_of("Re: {subject}", body)
    return as_text(REPLY, wording, values), "".join(as_html(REPLY, wording, values))


@pytest.mark.parametrize("text", all_texts(), ids=lambda text: text.slug)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_original_is_complete_in_both_forms(text: MailText, language: str, db: None) -> None:
    original = original_of(text.key, language)
    assert not faults_in(text, original.subject, original.body)

    mail = sample(text, language)

    tags = Tags(mail.html)
    assert f'<html lang="{language}">' in mail.html
    assert not ASKS_AWAY.search(mail.html), "nothing is fetched and nothing runs"
    assert not re.search(r"\{[a-z_]+\}", mail.subject + mail.text + tags.words), "each placeholder has its value"
    for name in text.required:
        value = samples_of(Edition(text, language))[name].split("\n")[0]
        assert value in mail.text
        assert value in tags.words
    assert all(str(link).startswith("https://desk.example/") for link in tags.links)


@pytest.mark.parametrize("hue", offered_hues())
def test_links_are_legible_on_light_and_dark_ground(hue: int) -> None:
    colours = colours_of(Brand(hue=hue))

    assert contrast(luminance(colours.link), luminance("#ffffff")) >= 4.5
    assert contrast(luminance(colours.link_in_the_dark), luminance("#1e1e1e")) >= 4.5


def test_one_text_gives_both_forms() -> None:
    text, html = drawn(
        "Hello {first_name|there},\n\n{text}\n\nSee **our** [help]({link}) or https://help.example:\n- one\n- two\n\n"
        "--\n{signature}",
        first_name="Kim", text="It works.\nSign in again.", link="https://desk.example/1", signature="Anna",
    )  # fmt: skip

    assert text == (
        "Hello Kim,\n\nIt works.\nSign in again.\n\nSee our help <https://desk.example/1> or https://help.example:\n"
        "- one\n- two\n\n-- \nAnna\n"
    )
    assert "<strong>our</strong>" in html
    assert '<a href="https://desk.example/1">help</a>' in html
    assert 'href="https://help.example"' in html
    assert "<ul><li>one</li><li>two</li></ul>" in html


def test_a_paragraph_goes_with_a_value_that_is_lacking() -> None:
    text, html = drawn("{text}\n\nAlso sent to: {also}\n\nHello {first_name|there}", text="Yes.")

    assert text == "Yes.\n\nHello there\n"
    assert "Also" not in html


def test_a_subject_loses_the_colon_before_a_lacking_value() -> None:
    subject = wording_of("[#{number}] {what}: {subject}", "x").subject
    values = {"number": "7", "what": "News", "subject": ""}
    assert subject_of(wording_of("[#{number}] {what}: {subject}", "x"), values) == "[#7] News"
    assert len(subject) == 6


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{code}", "{{signature}}", "**bold**", "-- ",
            "[x](javascript:1)", "- item", "Kim\r\nBcc: eve@evil.example", "</div></body>", "&lt;b&gt;", "javascript:1",
        ]
    ),
)  # fmt: skip


@given(text=HOSTILE, name=HOSTILE, subject=HOSTILE)
def test_no_value_becomes_markup_a_placeholder_or_a_header(text: str, name: str, subject: str) -> None:
    values = {"text": text, "first_name": name, "subject": subject, "signature": "Anna", "number": "7"}
    wording = wording_of(
        "{subject} {number}", "Hello {first_name|there},\n\n{text}\n\n> {text}\n\n- {text}\n\n--\n{signature}"
    )

    tags = Tags("".join(as_html(REPLY, wording, values)))
    told = subject_of(wording, values)

    assert set(tags.names) <= {"p", "br", "a", "blockquote", "ul", "li"}
    assert all(re.match(r"https?://", str(link), re.IGNORECASE) for link in tags.links)
    assert "\n" not in told
    assert "\r" not in told
    letter = Letter(
        ("", "a@lindwurm.example"), ("", "b@lindwurm.example"), told, "x", "1@x.example", NOW, html="<p>x</p>"
    )
    assert [name for name in build(letter) if name in ("Bcc", "Cc")] == []


@pytest.mark.parametrize(
    ("subject", "body", "field", "fault", "names"),
    [
        ("Code", "Hello {nam}: {code}", "body", Fault.UNKNOWN, ["nam"]),
        ("For {nam}", "{code}", "subject", Fault.UNKNOWN, ["nam"]),
        ("Code", "Hello {name}", "body", Fault.LACKING, ["code"]),
        ("Code", "Hello {{code}}", "body", Fault.LACKING, ["code"]),
        ("Your code {code}", "{code}", "subject", Fault.NOT_HERE, ["code"]),
        ("Code", "{code} [x](javascript:alert)", "body", Fault.LINK, ["(javascript:alert)"]),
        ("Code", "{code} [x](/tech/)", "body", Fault.LINK, ["(/tech/)"]),
        ("Code", "{code} [x]({name})", "body", Fault.LINK, ["({name})"]),
        ("", "{code}", "subject", Fault.EMPTY, []),
        ("Code", " \n", "body", Fault.EMPTY, []),
        ("Code", "{code}" + "x" * 6_000, "body", Fault.TOO_LONG, []),
    ],
)
def test_words_that_cannot_be_used_are_found_out(
    subject: str, body: str, field: str, fault: Fault, names: list[str]
) -> None:
    found = [(each.field, each.fault, each.names) for each in faults_in(CODE, subject, body)]
    assert (field, fault, names) in found


def test_no_code_runs_in_words(db: None) -> None:
    body = "{code} {{ 7 * 7 }} {% for x in y %} {name.__class__} ${7*7} <%= 1 %> {0}"
    assert not faults_in(CODE, "Code", body)

    mail = compose_from(Source("Code", body), Edition(CODE, "en"), {"code": "ABCD"})

    assert mail.text == "ABCD {{ 7 * 7 }} {% for x in y %} {name.__class__} ${7*7} <%= 1 %> {0}\n"
    assert "&lt;%= 1 %&gt;" in mail.html


def test_own_words_are_sent_in_their_language_and_the_original_in_others(adam: Person) -> None:
    edition = Edition(CODE, "de")
    change_words(
        edition, Source("Code für {our_name}", "Moin {name},\n\n    {code}"), by=actor(adam), expected_version=0
    )

    german, english = (compose(CODE.key, language, {"name": "Kim", "code": "AB"}) for language in ("de", "en"))

    assert german.text == "Moin Kim,\n\n    AB\n"
    assert german.subject.startswith("Code für ")
    assert english == compose_from(
        original_of(CODE.key, "en"), Edition(CODE, "en"), values_of(Edition(CODE, "en"), {"name": "Kim", "code": "AB"})
    )


def test_back_to_the_original_keeps_the_history(adam: Person) -> None:
    edition = Edition(CODE, "en")
    change_words(edition, Source("Code", "{code}"), by=actor(adam), expected_version=0)
    for _twice in range(2):
        reset_words(edition, by=actor(adam))

    assert compose(CODE.key, "en", {"name": "Kim", "code": "AB"}).text.startswith("Hello Kim,")
    assert list(MailWords.objects.order_by("version").values_list("version", "body", "is_latest")) == [
        (1, "{code}", False),
        (2, "", True),
    ]


@pytest.mark.db
def test_only_the_latest_versions_are_kept(adam: Person) -> None:
    for number in range(15):
        change_words(Edition(CODE, "en"), Source(f"Code {number}", "{code}"), by=actor(adam), expected_version=number)

    assert list(MailWords.objects.order_by("version").values_list("version", flat=True)) == list(range(4, 16))
    assert MailWords.objects.in_use().get().subject == "Code 14"


def test_faulty_words_are_refused_by_the_action_too(adam: Person) -> None:
    with pytest.raises(FaultyWords):
        change_words(Edition(CODE, "en"), Source("Code", "no code"), by=actor(adam), expected_version=0)
    assert not MailWords.objects.exists()


def test_words_of_an_older_version_never_stop_a_mail(db: None) -> None:
    MailWords.objects.create(
        key=CODE.key, language="en", version=1, subject="Code", body="Gone: {gone}", written_at=NOW
    )

    assert "AB" in compose(CODE.key, "en", {"name": "Kim", "code": "AB"}).text


def test_own_words_are_not_asked_for_with_every_mail(adam: Person, kim: Person) -> None:
    change_words(Edition(CODE, "en"), Source("Code", "{code}"), by=actor(adam), expected_version=0)
    compose(CODE.key, "en", {"code": "AB"})

    with CaptureQueriesContext(connection) as asked:
        for code in ("CD", "EF", "GH"):
            assert compose(CODE.key, "en", {"code": code}).text == f"{code}\n"

    assert not [query for query in asked.captured_queries if "mailwords" in query["sql"]]


def test_a_mail_in_the_outbox_has_both_forms(kim: Person) -> None:
    Instance.objects.update(organisation_name="R&D <Nord>")
    with transaction.atomic():
        queue_mail(
            CODE.key, to="kim@nordlicht.example", language="de", about=kim,
            context={"name": "<b>Kim</b>", "code": "AB"}, kind=TemplateClass.ASKED_FOR, by=JOB,
        )  # fmt: skip

    mail = OutboxMessage.objects.get()
    assert "<b>Kim</b>" in mail.text
    assert "&lt;b&gt;Kim&lt;/b&gt;" in mail.html
    assert mail.headers["Auto-Submitted"] == "auto-generated"
    assert mail.headers["X-Auto-Response-Suppress"] == "All"


def test_secrets_and_long_words_may_stand_in_no_subject() -> None:
    for text in all_texts():
        for each in text.placeholders.values():
            if each.shape is not Shape.LINE:
                assert Fault.NOT_HERE in {one.fault for one in faults_in(text, f"{{{each.name}}}", "x")}


def luminance(colour: str) -> float:
    """WCAG 2, of `#rrggbb`."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
