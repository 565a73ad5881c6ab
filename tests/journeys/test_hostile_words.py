"""Words that try to become scripts, in every place where they are shown, in real Chromium.

`visit` fails on any dialog, on any complaint of the browser (so on whatever the content security policy had to stop)
and on any request that leaves this machine.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from candor.helpdesk.models import Attachment, Ticket
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import search
from candor.kernel.files import store_file
from candor.mail.actions.intake import receive
from candor.mail.models import Way
from candor.people.models import Organisation, Person
from tests.browser import PHONE, Visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, pytest.mark.slow]

WORDS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "<img src=//evil.example/a.png>",
    "<svg/onload=alert(3)>",
    "<svg><script>alert(4)</script></svg>",
    '"><script>alert(5)</script>',
    "'><img src=x onerror=alert(6)>",
    '" onmouseover=alert(7) autofocus onfocus=alert(8) x="',
    "' onfocus=alert(9) autofocus='",
    "</title><script>alert(10)</script>",
    "</textarea><script>alert(11)</script>",
    "</script><script>alert(12)</script>",
    "--><script>alert(13)</script>",
    "]]><script>alert(14)</script>",
    "<iframe src=javascript:alert(15)></iframe>",
    "<iframe srcdoc='<script>parent.alert(16)</script>'></iframe>",
    "<a href=javascript:alert(17)>here</a>",
    "javascript:alert(18)",
    "data:text/html,<script>alert(19)</script>",
    "<form action=https://evil.example><button autofocus>Go</button></form>",
    "<button formaction=javascript:alert(20)>Go</button>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/a.css>",
    "<style>@import 'https://evil.example/b.css';</style>",
    "<div style='background:url(https://evil.example/c.png)'>x</div>",
    "<object data=javascript:alert(21)></object>",
    "<embed src=https://evil.example/d.swf>",
    "<video><source onerror=alert(22)></video>",
    "<details open ontoggle=alert(23)>x</details>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(24)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(25)>'></noscript>",
    "<template><script>alert(26)</script></template>",
    "<div hx-get=https://evil.example/ hx-trigger=load>x</div>",
    "<div hx-on:load=alert(27) hx-trigger=load>x</div>",
    "<x data-hx-get=/tech/sign-out/ data-hx-trigger=load>x</x>",
    "{{constructor.constructor('alert(28)')()}}",
    "${alert(29)}`${alert(30)}`",
    "&lt;script&gt;alert(31)&lt;/script&gt;",
    "\u202e<script>alert(32)</script>\u2028\u2029",
    "＜script＞alert(33)＜/script＞",
    "<a href='https://evil.example' ping='https://evil.example/p'>x</a>",
]

ALL = " ".join(WORDS)
NAME = "\"><img src=x onerror=alert(40)> <script>alert(41)</script> ' onfocus=alert(42) autofocus='"
ITS_PICTURES = ('directive: "img-src data:"', "http://evil.example/a.png")
"""Chromium announces the pictures that a mail names and says that it did not load them: what the policy stops."""

FILE_NAME = '"><img src=x onerror=alert(43)>.png'


@pytest.fixture
def hostile(kim: Person, nordlicht: Organisation) -> Ticket:
    """A case in which subject, text, names and file names are all hostile, beside one case for each of the words."""
    Person.objects.filter(pk=kim.pk).update(name=NAME, note=ALL)
    Organisation.objects.filter(pk=nordlicht.pk).update(name=NAME, note=ALL, address=ALL)
    kim.refresh_from_db()
    for word in WORDS:
        ticket_of(kim, word, word)
    ticket = ticket_of(kim, f"Export {NAME}", ALL, organisation=nordlicht)
    message = ticket.messages.get()
    Attachment.objects.create(message=message, file=store_file("files", FILE_NAME, "image/png", [b"x"]))
    search.index_pending()
    return ticket


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "plain"])
def test_a_technician_meets_hostile_words_everywhere(
    visit: Visit, kim: Person, mara: Person, nordlicht: Organisation, hostile: Ticket, script: bool
) -> None:
    page = visit(mara, script=script)
    for path in [
        "/tech/",
        "/tech/cases/",
        f"/tech/cases/{hostile.ref}/",
        f"/tech/cases/{hostile.ref}/print/?notes=yes",
        "/tech/search/?q=export",
        "/tech/search/?q=%22%3E%3Cscript%3Ealert(50)%3C/script%3E",
        "/tech/people/",
        f"/tech/people/{kim.ref}/",
        f"/tech/people/{kim.ref}/details/",
        f"/tech/organisations/{nordlicht.ref}/",
        f"/tech/cases/new/?person={kim.ref}",
    ]:
        sees_words_only(page, path)


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
    made = page.evaluate(
        "[...document.querySelectorAll('[onerror],[onload],[onfocus],[srcdoc],base,embed,object,img[src=x]')].length"
    )
    assert made == 0, f"{path}: words became {made} elements"


def test_a_mail_full_of_hostile_markup_lies_still_in_its_frame(visit: Visit, kim: Person, anna: Person) -> None:
    body = f"<html><body><p>Good morning</p>{ALL}<p>Good evening</p></body></html>"
    raw = (
        "From: =?utf-8?q?=3Cscript=3Ealert=281=29=3C=2Fscript=3E?= <kim@nordlicht.example>\r\n"
        "To: support@lindwurm.example\r\nSubject: =?utf-8?q?=3Cimg_src=3Dx_onerror=3Dalert=282=29=3E?=\r\n"
        "Message-ID: <hostile@nordlicht.example>\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/html; charset=utf-8\r\n\r\n{body}"
    )
    receive(raw.encode(), Way.PIPE)
    message = Ticket.objects.get().messages.get()
    assert message.html

    page, came_from_outside = visit(anna, forgives=ITS_PICTURES), []
    page.context.on("response", lambda answer: "evil" in answer.url and came_from_outside.append(answer.url))
    page.goto(f"/tech/cases/{message.ticket.ref}/")
    page.get_by_text("Show as sent").click()
    frame = page.frame_locator("iframe")
    frame.get_by_text("Good morning").wait_for()
    page.wait_for_timeout(300)
    page.goto(f"/tech/messages/{message.ref}/html/")
    page.wait_for_timeout(300)

    assert not came_from_outside
