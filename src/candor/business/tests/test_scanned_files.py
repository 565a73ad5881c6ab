"""Where the instance has a clamd, no file of others leaves by any door before it has been looked at."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import Http404
from django.urls import reverse

from candor.business.models import SalesFile, SalesMail
from candor.business.tests.stories import mail_in, mail_of, sales_box
from candor.config import doctor
from candor.helpdesk.models import Attachment, Message, Ticket
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import files
from candor.kernel.clamd import Withheld
from candor.kernel.files import store_file
from candor.kernel.models import StoredFile
from candor.kernel.tests.clamd_server import EICAR, NAME, Scanner, scanning
from candor.kernel.tests.test_picture_files import png
from candor.mail.models import Way
from candor.mail.public import receive
from candor.mail.tests.letters import letter
from candor.people.models import Person
from tests.api.programs import Program
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.once]

BAD = png(behind=EICAR)
"""A picture that is fit to be shown, but for what stands behind it."""


@pytest.fixture
def scanner(settings: Any, tmp_path: Any) -> Iterator[Scanner]:
    with scanning(most=1_000_000) as found:
        settings.INSTANCE = dataclasses.replace(
            settings.INSTANCE, mail_from="support@lindwurm.example", ledger_copy=str(tmp_path), clamd=found.url
        )
        yield found


@pytest.fixture
def ticket(kim: Person) -> Ticket:
    return ticket_of(kim)


def attached(ticket: Ticket, content: bytes) -> StoredFile:
    file = store_file("files", "dock.png", "image/png", [content])
    message = Message.objects.get(ticket=ticket)
    Attachment.objects.create(message=message, file=file, content_id="dock@x", is_inline=True)
    Message.objects.filter(pk=message.pk).update(html='<p>See <img src="cid:dock@x"></p>')
    return file


Get = Callable[[Person, str], Any]


def by_page(person: Person, path: str) -> Any:
    return signed_in(person).get(path)


def by_program(person: Person, path: str) -> Any:
    return Program(person).get(path)


DOORS: list[tuple[str, Get, str]] = [
    ("anna", by_page, "/tech/attachments/{}/"),
    ("anna", by_page, "/tech/attachments/{}/preview/"),
    ("kim", by_page, "/customer/files/{}/"),
    ("kim", by_page, "/customer/files/{}/preview/"),
    ("anna", by_program, "attachments/{}"),
    ("kim", by_program, "attachments/{}"),
]


@pytest.mark.parametrize(("who", "get", "path"), DOORS)
def test_each_door_asks_first(
    who: str, get: Get, path: str, ticket: Ticket, scanner: Scanner, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    clean, bad, large = (attached(ticket, content) for content in (png(), BAD, png(behind=b"x" * 1_100_000)))
    assert get(person, path.format(clean.ref)).status_code == 200
    assert scanner.seen == [png()]
    refused = get(person, path.format(bad.ref))
    assert refused.status_code == 403
    assert "harmful software" in refused.content.decode()
    assert NAME in refused.content.decode()
    assert EICAR not in refused.content
    refused = get(person, path.format(large.ref))
    assert (refused.status_code, "too large to be checked" in refused.content.decode()) == (403, True)


@pytest.mark.parametrize(("who", "get", "path"), DOORS)
@pytest.mark.parametrize("says", [b"stream: Cannot allocate memory ERROR\0", b"nonsense"])
def test_without_a_verdict_the_file_waits(
    who: str,
    get: Get,
    path: str,
    says: bytes,
    ticket: Ticket,
    scanner: Scanner,
    request: pytest.FixtureRequest,
) -> None:
    person, file = request.getfixturevalue(who), attached(ticket, png())
    scanner.says = says
    refused = get(person, path.format(file.ref))
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
    assert "has not been checked" in refused.content.decode()
    scanner.says = b""
    assert get(person, path.format(file.ref)).status_code == 200, "nothing was lost"


def test_who_may_not_have_the_file_learns_nothing_of_it(
    ticket: Ticket, scanner: Scanner, sam: Person, mallory: Person, client: Any
) -> None:
    file = attached(ticket, BAD)
    for _who, get, path in DOORS:
        for person in (sam, mallory):
            assert get(person, path.format(file.ref)).status_code == 404
    assert client.get(f"/tech/attachments/{file.ref}/").status_code == 302
    assert not scanner.seen


def test_a_customer_reads_why_in_german(ticket: Ticket, scanner: Scanner, kim: Person) -> None:
    file = attached(ticket, BAD)
    answer = signed_in(kim).get(f"/customer/files/{file.ref}/", headers={"Accept-Language": "de"})
    assert "Schadsoftware" in answer.content.decode()


def test_a_picture_within_a_mail_is_named_instead_of_shown(ticket: Ticket, scanner: Scanner, anna: Person) -> None:
    message = Message.objects.get(ticket=ticket)
    frame = f"/tech/messages/{message.ref}/html/"
    attached(ticket, png())
    assert "data:image/png" in signed_in(anna).get(frame).content.decode()
    Attachment.objects.all().delete()
    bad = attached(ticket, BAD)
    shown = signed_in(anna).get(frame).content.decode()
    assert "data:image/png" not in shown
    assert f'href="/tech/attachments/{bad.ref}/"' in shown


def test_the_mail_as_it_came_is_looked_at_when_it_is_saved(kim: Person, anna: Person, scanner: Scanner) -> None:
    receive(letter(f"Look: {EICAR.decode()}\n", message_id="<1@nordlicht.example>"), Way.PIPE)
    address = f"/tech/messages/{Message.objects.get().ref}/original/"
    assert signed_in(anna).get(address).status_code == 200, "its source as text harms nobody"
    assert signed_in(anna).get(f"{address}file/").status_code == 403


def test_files_and_pictures_of_sales_mail_are_looked_at(kim: Person, clara: Person, scanner: Scanner) -> None:
    sales_box()
    mail = mail_of(mail_in(files=(("dock.png", "image/png", BAD),)))
    file = SalesFile.objects.get()
    assert signed_in(clara).get(reverse("tech:sales-file", args=[file.file.ref])).status_code == 403
    SalesFile.objects.update(content_id="dock@x")
    SalesMail.objects.update(html='<img src="cid:dock@x">')
    assert "data:image" not in signed_in(clara).get(reverse("tech:sales-mail-html", args=[mail.ref])).content.decode()


def test_what_the_software_made_itself_is_handed_out_whole(scanner: Scanner) -> None:
    """An export or the copy of somebody's data is due, whatever they sent; what is missing is missing here too."""
    file = store_file("files", "data.zip", "application/zip", [EICAR])
    assert b"".join(files.serve(file, made_here=True)) == EICAR
    with pytest.raises(Withheld):
        files.serve(file)
    files.take_back(file)
    with pytest.raises(Http404):
        files.serve(file)


def test_the_doctor_says_whether_it_answers_and_takes_our_largest_file(scanner: Scanner) -> None:
    instance = dataclasses.replace(django_settings.INSTANCE, upload_mb=1)
    (found,) = doctor.scanner(instance)
    assert found.state is doctor.State.FINE
    (found,) = doctor.scanner(dataclasses.replace(instance, upload_mb=3))
    assert (found.state, "StreamMaxLength" in found.remedy) == (doctor.State.PROBLEM, True)
    scanner.says = b"nonsense\0"
    (found,) = doctor.scanner(instance)
    assert (found.state, "does not look at files" in found.says) == (doctor.State.PROBLEM, True)
    assert not list(doctor.scanner(dataclasses.replace(instance, clamd="")))
