"""Words that try to become scripts, in every place where they are shown, in real Chromium.

`visit` fails on any dialog, on any complaint of the browser (so on whatever the content security policy had to stop)
and on any request that leaves this machine.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error, Frame, Page, expect

from candor.helpdesk import content
from candor.helpdesk.models import Attachment, Ticket
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import search
from candor.kernel.files import store_file
from candor.kernel.ids import new_ref
from candor.mail.parsing.markup import sanitise
from candor.mail.public import Shown
from candor.people.models import Organisation, Person
from tests.browser import PHONE, Visit
from tests.journeys.hostile import MARKUP, NAMES_OF_FILES, UNSEEN, WORDS, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, pytest.mark.slow]

MARKED_UP = [word for words in MARKUP.values() for word in words]
ALL = " ".join([*WORDS, *MARKED_UP, *UNSEEN])
NAME = "\"><img src=x onerror=alert(40)> <script>alert(41)</script> ' onfocus=alert(42) autofocus='"
LONGEST = 250
"""Characters of a subject."""


@pytest.fixture
def hostile(kim: Person, nordlicht: Organisation) -> Ticket:
    """A case in which subject, text, names and file names are all hostile, beside cases for each of the words."""
    Person.objects.filter(pk=kim.pk).update(name=NAME, note=ALL)
    Organisation.objects.filter(pk=nordlicht.pk).update(name=NAME, note=ALL, address=ALL)
    kim.refresh_from_db()
    for word in [*WORDS, *together([*MARKED_UP, *UNSEEN], LONGEST)]:
        ticket_of(kim, word, word)
    ticket = ticket_of(kim, f"Export {NAME}", ALL, organisation=nordlicht)
    message = ticket.messages.get()
    for name in NAMES_OF_FILES:
        Attachment.objects.create(message=message, file=store_file("files", name, "image/png", [b"x"]))
    search.index_pending()
    return ticket


def test_a_technician_meets_hostile_words_everywhere(
    visit: Visit, kim: Person, mara: Person, nordlicht: Organisation, hostile: Ticket
) -> None:
    page, plain = visit(mara), visit(mara, script=False)
    for path in [
        "/tech/",
        f"/tech/cases/{hostile.ref}/print/?notes=yes",
        "/tech/search/?q=%22%3E%3Cscript%3Ealert(50)%3C/script%3E",
        "/tech/people/",
        f"/tech/people/{kim.ref}/",
        f"/tech/people/{kim.ref}/details/",
        f"/tech/organisations/{nordlicht.ref}/",
        f"/tech/cases/new/?person={kim.ref}",
    ]:
        sees_words_only(page, path)
    for path in ["/tech/cases/", f"/tech/cases/{hostile.ref}/", "/tech/search/?q=export"]:
        sees_words_only(page, path)
        sees_words_only(plain, path)
    page.goto("/tech/cases/")
    page.locator("a[rel=next]").first.click()
    page.locator("a[rel=prev]").first.wait_for()
    assert no_elements(page.main_frame)


def test_a_customer_meets_hostile_words_in_their_own_case(visit: Visit, kim: Person, hostile: Ticket) -> None:
    page = visit(kim, width=PHONE)
    for path in ["/customer/cases/", f"/customer/cases/{hostile.ref}/", "/customer/me/"]:
        sees_words_only(page, path)


def sees_words_only(page: Page, path: str) -> None:
    """The page comes, the words on it are text, and nothing stirs after it has loaded."""
    answer = page.goto(path, wait_until="load")
    assert answer is not None, path
    assert answer.status == 200, path
    page.wait_for_timeout(150)
    assert page.url.endswith(path), f"{path} led to {page.url}"
    assert no_elements(page.main_frame), f"{path}: words became elements"


def no_elements(frame: Frame) -> bool:
    """Has no word become an element or an attribute that does something?"""
    sought = "[onerror],[onload],[onfocus],[onclick],[srcdoc],[ping],base,embed,object,math,img[src=x]"
    return frame.evaluate(f"document.querySelectorAll('{sought}').length") == 0


APART = MARKUP["parsers that disagree (mXSS)"]
"""Some of these swallow what follows them; each stands in a mail of its own where nobody cleans it."""

UNCLEANED = [" ".join(WORDS), *(" ".join(words) for words in MARKUP.values() if words is not APART), *APART]


def mail_with(ticket: Ticket, layout: str) -> str:
    """The address of the frame of one more mail in the case."""
    message = ticket.messages.earliest("id")
    message.pk, message.ref, message.html = None, new_ref(), f"<p>Good morning</p>{layout}"
    message.save(force_insert=True)
    return f"/tech/messages/{message.ref}/html/"


def test_mails_full_of_hostile_markup_lie_still_in_their_frames(visit: Visit, kim: Person, anna: Person) -> None:
    """As the parser has cleaned them, and as they came: a row may be older than its cleaner."""
    ticket = ticket_of(kim)
    mail_with(ticket, "".join(f"<div>{sanitise(word)}</div>" for word in [*WORDS, *MARKED_UP]))
    alone = mail_with(ticket, "".join(f"<div>{word}</div>" for word in [*MARKED_UP, *WORDS]))
    page = visit(anna)
    page.goto(f"/tech/cases/{ticket.ref}/")
    for fold in page.locator(".as-sent").all():
        fold.locator("summary").click()
        expect(fold.frame_locator("iframe").get_by_text("Good morning")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.url.endswith(f"{ticket.ref}/"), "no mail leads away"
    assert len(page.frames) == 3
    assert all(no_elements(frame) for frame in page.frames[1:])

    page.goto(alone)
    page.wait_for_timeout(300)
    assert page.url.endswith(alone)
    assert no_elements(page.main_frame)


def test_the_frame_alone_would_hold_them_too(
    visit: Visit, kim: Person, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were nothing cleaned at all, the frame's policy would still let nothing run and nothing out."""
    monkeypatch.setattr(content, "show", lambda html, **_more: Shown(html, [], [], 0, has_colours=False))
    ticket, outside = ticket_of(kim), list[str]()
    page = visit(anna, forgives=("",))  # it complains of all that it does not do; dialogs are never forgiven
    page.context.route(re.compile("evil"), lambda route: (outside.append(route.request.url), route.abort()))
    for layout in UNCLEANED:
        path = mail_with(ticket, layout)
        page.goto(path)
        assert page.url.endswith(path), "no mail leads away"
    page.wait_for_timeout(300)
    assert page.url.endswith(path)
    with pytest.raises(Error):
        page.goto("https://evil.example/control")
    assert outside == ["https://evil.example/control"], "nothing but what we asked for ourselves"
