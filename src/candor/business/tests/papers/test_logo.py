"""The mark on papers: only what can be printed and reaches nowhere, on papers to come, and on none that is issued."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from candor.business.actions.logo import remove_logo, set_logo
from candor.business.models import Invoice, PaperLogo
from candor.business.papers.storing import store_papers
from candor.business.rules.logos import MOST_BYTES, NoLogo, logo_alone
from candor.business.tests.stories_invoices import issued
from candor.kernel.actor import SYSTEM
from candor.kernel.files import read_chunks
from candor.kernel.tests.test_picture_files import CARRYING, HIDDEN, png
from candor.people.models import Person
from tests.cast import signed_in

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 20">{}<rect width="200" height="20" fill="#0a6"/></svg>'
DRAWN = SVG.format("")
IMAGE = b"/Subtype /Image"
REACHING = [
    "<script>alert(1)</script>",
    '<image href="https://elsewhere.example/a.png"/>',
    '<image xmlns:x="http://www.w3.org/1999/xlink" x:href="file:///etc/passwd"/>',
    '<rect onclick="go()"/>',
    "<style>@import 'a.css';</style>",
    '<rect style="fill:url(https://elsewhere.example/#a)"/>',
    "<foreignObject/>",
]


@pytest.mark.parametrize("inside", REACHING)
def test_a_drawing_that_runs_or_fetches_is_none(inside: str) -> None:
    with pytest.raises(NoLogo):
        logo_alone(SVG.format(inside).encode())


def test_what_is_no_picture_or_hides_something_does_not_get_in() -> None:
    assert logo_alone(DRAWN.encode()) == ("svg", DRAWN.encode())
    assert logo_alone(SVG.format('<rect fill="url(#a)"/>').encode())[0] == "svg"
    for content in (b"", b"<html/>", b"%PDF-1.7", CARRYING["gif"], b"\xff" * 9, b"<" + b" " * MOST_BYTES,
                    b'<!DOCTYPE svg [<!ENTITY a "a">]>' + DRAWN.encode()):  # fmt: skip
        with pytest.raises(NoLogo):
            logo_alone(content)
    for kind in ("png", "jpeg"):
        assert HIDDEN not in logo_alone(CARRYING[kind])[1]


def paper_of(invoice: Invoice) -> bytes:
    store_papers(invoice.pk)
    invoice.refresh_from_db()
    assert invoice.pdf is not None
    return b"".join(read_chunks(invoice.pdf))


@pytest.mark.django_db(transaction=True)
@pytest.mark.db
def test_new_papers_have_the_mark_and_those_that_were_issued_stay(kim: Person, adam: Person, clara: Person) -> None:
    before = issued(kim)
    plain = paper_of(before)
    browser, address = signed_in(adam), reverse("tech:invoicing-logo")
    assert signed_in(clara).post(address, {"logo": SimpleUploadedFile("a.png", png())}).status_code in {403, 404}
    for name, content in (
        ("broken.png", png()[:60]),
        ("a.svg", SVG.format(REACHING[0]).encode()),
        ("a.gif", b"GIF89a"),
    ):
        page = browser.post(address, {"logo": SimpleUploadedFile(name, content)}, follow=True)
        assert "cannot be printed" in page.content.decode()
    assert not PaperLogo.objects.exists()

    page = browser.post(address, {"logo": SimpleUploadedFile("ours.svg", DRAWN.encode())}, follow=True)
    assert 'src="data:image/png;base64,' in page.content.decode()
    with_drawing = paper_of(issued(kim))
    set_logo("ours.jpg", CARRYING["jpeg"], by=SYSTEM)
    with_photo = paper_of(issued(kim))
    for paper in (with_drawing, with_photo):
        assert IMAGE in paper
        for part in (b"factur-x.xml", b"<pdfaid:part>3</pdfaid:part>", b"<pdfaid:conformance>B</pdfaid:conformance>"):
            assert part in paper
    assert IMAGE not in plain
    assert paper_of(before) == plain
    assert remove_logo(by=SYSTEM)
    assert not remove_logo(by=SYSTEM)
    assert IMAGE not in paper_of(issued(kim))
