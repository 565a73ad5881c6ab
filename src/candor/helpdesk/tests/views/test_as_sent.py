"""Mail as it was sent and as it came: the frame, pictures from elsewhere, links, header fields, source."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import SMTP
from typing import Any

import pytest

from candor.helpdesk import as_sent
from candor.helpdesk.models import Attachment, Message
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel.files import store_file
from candor.kernel.models import AccessLogEntry
from candor.mail.models import RawMessage, Way
from candor.mail.public import receive
from candor.mail.tests.letters import letter
from candor.people.models import Person
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.once]

PICTURE = "data:image/png;base64,iVBORw=="
LAYOUT = (
    '<p>Good <b>morning</b>, see <a href="https://shop.example/?key=zinnober-7714">our shop</a></p>'
    '<img src="https://shop.example/a.png" alt="zinnober-7714"><img src="https://spy.example/p.gif" width="1">'
)


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Any) -> None:
    settings.INSTANCE = dataclasses.replace(
        settings.INSTANCE, mail_from="support@lindwurm.example", ledger_copy=str(tmp_path)
    )


@pytest.fixture
def message(kim: Person) -> Message:
    ticket_of(kim, html=LAYOUT)
    return Message.objects.get()


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What was asked for elsewhere; every address answers with the same picture."""
    asked: list[str] = []

    def fetch(addresses: Any) -> dict[str, str]:
        asked.extend(addresses)
        return dict.fromkeys(asked, PICTURE)

    monkeypatch.setattr(as_sent, "fetch_pictures", fetch)
    return asked


def address(message: Message, verb: str = "", face: str = "tech") -> str:
    return f"/{face}/messages/{message.ref}/{verb}"


def read(person: Person, url: str) -> str:
    answer = signed_in(person).get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.mark.parametrize(("who", "face"), [("anna", "tech"), ("kim", "customer")])
def test_pictures_from_elsewhere_come_when_somebody_asks_and_stay_with_the_page(
    who: str, face: str, request: pytest.FixtureRequest, message: Message, fetched: list[str]
) -> None:
    browser = signed_in(request.getfixturevalue(who))
    frame = browser.get(address(message, "html/", face))
    assert (fetched, b"shop.example/a.png" in frame.content) == ([], False)
    assert "Show 1 picture from elsewhere" in browser.get(address(message, face=face)).content.decode()

    asked = browser.post(address(message, "pictures/", face))

    assert fetched == ["https://shop.example/a.png"], "what is there to watch who reads is not asked for"
    assert PICTURE in asked.content.decode()
    assert "1 picture could not be shown" in asked.content.decode()
    for answer in (frame, asked):
        assert answer["Content-Security-Policy"].startswith(
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
        )
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert b"<script" not in answer.content
    assert PICTURE not in browser.get(address(message, "html/", face)).content.decode()
    assert browser.get(address(message, "pictures/", face)).status_code == 405, "reading asks nobody"


def test_the_desk_is_nobodys_means_to_call_others(
    message: Message, kim: Person, anna: Person, fetched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_sent, "MOST_ASKED", 2)
    browser = signed_in(kim)
    answers = [browser.post(address(message, "pictures/", "customer")) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "try again later" in answers[2].content.decode()
    assert b"morning" in answers[2].content
    assert signed_in(anna).post(address(message, "pictures/")).status_code == 200


def test_links_are_listed_with_where_they_lead(message: Message, anna: Person, kim: Person) -> None:
    for person, face in ((anna, "tech"), (kim, "customer")):
        page = html.unescape(read(person, address(message, face=face)))
        assert '<b dir="ltr">shop.example</b>' in page
        assert (
            'href="https://shop.example/?key=zinnober-7714" target="_blank" rel="noopener noreferrer nofollow"' in page
        )
    assert AccessLogEntry.objects.filter(subject_id=kim.pk, actor_id=anna.pk).exists()


def test_others_find_nothing(message: Message, sam: Person, mallory: Person, clara: Person, client: Any) -> None:
    for verb in ("", "html/", "original/", "original/file/"):
        for person in (sam, mallory, clara):
            assert signed_in(person).get(address(message, verb)).status_code in {302, 404}
        assert client.get(address(message, verb)).status_code == 302
    for verb in ("", "html/"):
        assert signed_in(sam).get(address(message, verb, "customer")).status_code == 404
    assert signed_in(sam).post(address(message, "pictures/", "customer")).status_code == 404


def test_a_message_without_a_layout_has_no_frame(kim: Person, anna: Person) -> None:
    ticket_of(kim)
    message = Message.objects.get()
    for verb in ("", "html/"):
        assert signed_in(anna).get(address(message, verb)).status_code == 404
        assert signed_in(kim).get(address(message, verb, "customer")).status_code == 404


@pytest.fixture
def mailed(kim: Person) -> Message:
    mail = message_from_bytes(letter("Good morning", subject="From \u202ehere"), policy=SMTP)
    mail.add_alternative(LAYOUT, subtype="html", cte="8bit")
    return Message.objects.get(pk=receive(mail.as_bytes(), Way.PIPE).became_id)


def test_staff_see_header_fields_and_source_and_customers_do_not(mailed: Message, anna: Person, kim: Person) -> None:
    page = html.unescape(read(anna, address(mailed, "original/")))
    assert 'dir="ltr">Message-Id</dt>' in page
    assert "From [U+202E]here" in page
    assert "\u202e" not in page
    assert "Content-Type: multipart/alternative" in page
    assert address(mailed, "original/") in read(anna, f"/tech/cases/{mailed.ticket.ref}/")

    saved = signed_in(anna).get(address(mailed, "original/file/"))
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved["Content-Type"] == "application/octet-stream"
    assert b"Good morning" in b"".join(saved.streaming_content)  # type: ignore[attr-defined] # it is a stream

    assert signed_in(kim).get(f"/customer/messages/{mailed.ref}/original/").status_code == 404


def test_what_came_otherwise_or_is_no_longer_kept_says_so(message: Message, anna: Person) -> None:
    assert "The original is not kept" in read(anna, address(message, "original/"))
    assert signed_in(anna).get(address(message, "original/file/")).status_code == 404


def test_what_is_redacted_is_gone_from_frame_links_and_source(mailed: Message, anna: Person) -> None:
    secret = "zinnober-7714"
    Message.objects.filter(pk=mailed.pk).update(text=f"the key is {secret}")
    everywhere = [address(mailed), address(mailed, "html/"), address(mailed, "original/")]
    assert all(secret in read(anna, url) for url in everywhere)

    assert signed_in(anna).post(address(mailed, "redaction/confirmed/"), {"span": secret}).status_code == 303

    assert not [url for url in everywhere if re.search("zinnober|7714", read(anna, url))]
    assert signed_in(anna).get(address(mailed, "original/file/")).status_code == 404
    assert RawMessage.objects.get(became_id=mailed.pk).file is None


def test_a_picture_too_large_for_the_frame_is_a_link_to_its_file(message: Message, anna: Person) -> None:
    large = store_file("files", "scan.png", "image/png", [b"\x89PNG" + b"\0" * 2_000_001])
    Attachment.objects.create(message=message, file=large, content_id="scan@x", is_inline=True)
    Message.objects.filter(pk=message.pk).update(html='<img src="cid:scan@x">')
    assert f'href="/tech/attachments/{large.ref}/"' in read(anna, address(message, "html/"))
    assert "A picture of this mail, to be saved" in read(anna, address(message))
