"""Pictures among the files of a message, looked at without being saved."""

from __future__ import annotations

from typing import Any

import pytest

from candor.helpdesk.models import Attachment, Message, Ticket
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel.files import store_file
from candor.kernel.models import AccessLogEntry, StoredFile
from candor.kernel.tests.test_picture_files import CARRYING, HIDDEN
from candor.people.models import Person
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.once]


@pytest.fixture
def ticket(kim: Person) -> Ticket:
    return ticket_of(kim)


def attached(ticket: Ticket, name: str, content_type: str, content: bytes) -> StoredFile:
    file = store_file("files", name, content_type, [content])
    Attachment.objects.create(message=Message.objects.get(ticket=ticket), file=file)
    return file


def of_staff(file: StoredFile) -> str:
    return f"/tech/attachments/{file.ref}/preview/"


def of_customers(file: StoredFile) -> str:
    return f"/customer/files/{file.ref}/preview/"


def test_a_photograph_is_shown_without_where_it_was_taken(ticket: Ticket, anna: Person, kim: Person) -> None:
    file = attached(ticket, 'dock "1" \u202eä.jpg', "image/jpeg", CARRYING["jpeg"])
    for person, page, address in (
        (anna, f"/tech/cases/{ticket.ref}/", of_staff(file)),
        (kim, f"/customer/cases/{ticket.ref}/", of_customers(file)),
    ):
        browser = signed_in(person)
        assert f'<img src="{address}"' in browser.get(page).content.decode()
        answer = browser.get(address)
        assert (answer["Content-Type"], HIDDEN in answer.content) == ("image/jpeg", False)
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith(
            "inline; filename=\"dock _1_ _.jpg\"; filename*=UTF-8''dock%20%221"
        )
        assert "no-store" in answer["Cache-Control"]
    assert AccessLogEntry.objects.filter(subject_id=kim.pk, actor_id=anna.pk).exists()
    answer = signed_in(anna).get(f"/tech/attachments/{file.ref}/")
    saved = b"".join(answer.streaming_content)  # type: ignore[attr-defined] # it is a stream
    assert saved == CARRYING["jpeg"], "who saves it gets what was sent"


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/pdf", b"%PDF-1.7"),
        ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("image/png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("image/png", CARRYING["png"][:40]),
        ("image/jpeg", b"<script>alert(1)</script>"),
    ],
)
def test_what_is_no_picture_is_only_saved(content_type: str, content: bytes, ticket: Ticket, anna: Person) -> None:
    file = attached(ticket, "plan", content_type, content)
    assert signed_in(anna).get(of_staff(file)).status_code == 404
    shown = of_staff(file) in signed_in(anna).get(f"/tech/cases/{ticket.ref}/").content.decode()
    assert shown is (content_type in {"image/png", "image/jpeg"})
    assert signed_in(anna).get(f"/tech/attachments/{file.ref}/")["Content-Disposition"].startswith("attachment")


def test_each_look_is_asked_about(ticket: Ticket, sam: Person, mallory: Person, clara: Person, client: Any) -> None:
    file = attached(ticket, "dock.png", "image/png", CARRYING["png"])
    for person in (sam, mallory):
        assert signed_in(person).get(of_customers(file)).status_code == 404
    assert signed_in(clara).get(of_staff(file)).status_code == 404
    assert client.get(of_staff(file)).status_code == 302


def test_nothing_is_left_to_look_at_once_the_file_is_gone(ticket: Ticket, anna: Person) -> None:
    """A preview is made anew each time: no second copy lies anywhere."""
    file = attached(ticket, "dock.png", "image/png", CARRYING["png"])
    before = StoredFile.objects.count()
    assert signed_in(anna).get(of_staff(file)).status_code == 200
    assert StoredFile.objects.count() == before
    Attachment.objects.all().delete()
    assert signed_in(anna).get(of_staff(file)).status_code == 404
