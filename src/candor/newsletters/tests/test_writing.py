"""Writing an issue: what stands in it, what keeps it back, who may do what."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from candor.kernel.actor import SYSTEM
from candor.kernel.tests.test_picture_files import png
from candor.mail.models import OutboxMessage
from candor.newsletters.actions.issuing import begin_issue, schedule_issue
from candor.newsletters.letters import faults_in
from candor.newsletters.models import Issue, IssuePicture
from candor.newsletters.rules.blocks import faults_of
from candor.newsletters.rules.letters import for_mail, is_well_formed, made_of, text_twin
from candor.newsletters.tests.stories import news
from candor.people.models import Person
from tests.cast import signed_in

BODY = "# Hello {name|there}\n\nSee [the notice](http://localhost:8000/privacy/) <script>alert(1)</script>"


def form(list_ref: str, **more: str) -> dict[str, str]:
    return {
        "list": list_ref,
        "subject_en": "Version 2",
        "body_en": BODY,
        "subject_de": "",
        "body_de": "",
        "key": "key-of-this-form",
        "version": "0",
        **more,
    }


@pytest.mark.django_db
@pytest.mark.db
def test_sales_write_and_try_an_issue_and_a_manager_sends_it(clara: Person, mara: Person, anna: Person) -> None:
    product, browser = news(), signed_in(clara)
    for _ in range(2):
        answer = browser.post("/business/newsletters/issues/new/", form(product.ref))
        assert answer.status_code == 303
    issue = Issue.objects.get()
    here = f"/business/newsletters/issues/{issue.ref}/"
    said = browser.get(here).content.decode()
    assert "Hello there" in said
    assert "<script>alert" not in said
    assert "A manager sends it" in said
    browser.post(f"{here}test/")
    mail = OutboxMessage.objects.get()
    assert (mail.to_address, mail.subject) == ("clara@lindwurm.example", "[Test] Version 2")
    assert mail.text == "", "its words are made when it is sent"
    assert browser.post(f"{here}send/", {"domain_pace": "600"}).status_code == 404
    assert signed_in(anna).get(here).status_code == 404
    assert Client().get(f"/newsletters/archive/{issue.ref}/").status_code == 404
    stale = browser.post(f"{here}change/", form(product.ref, version="3", subject_en="Mine"))
    assert stale.status_code == 409
    assert "Mine" in stale.content.decode()
    assert "Version 2" in stale.content.decode()
    manager = signed_in(mara)
    assert manager.post(f"{here}send/", {"domain_pace": "0", "send_at": "2020-01-01T10:00"}).status_code == 422
    manager.post(f"{here}send/", {"domain_pace": "600", "send_at": "2099-01-01T10:00"})
    assert Issue.objects.get().state == "scheduled"
    assert browser.post(f"{here}change/", form(product.ref, version="1")).status_code == 409
    manager.post(f"{here}draft/")
    browser.post(f"{here}delete/")
    assert not Issue.objects.exists()


WRONG = [
    ("Hello {vorname}", "{vorname} means nothing here"),
    ("[x](htp:/nowhere)", "does not work"),
    ("[x](http://localhost:8000/no-such-page/)", "does not work"),
    ("![x](https://lindwurm.example/pixel.gif)", "pictures of other places are left out"),
    ("![](attachment:nowhere1)", "not among the issue"),
    ("![](attachment:nowhere1)", "what it shows"),
    ("[x](attachment:nowhere1)", "does not work"),
    ("::: knopf", "there is no block"),
    ("::: button Read on", "needs a link"),
    ("::: columns\nleft", "::: end"),
]


@pytest.mark.django_db
@pytest.mark.once
def test_what_is_wrong_is_said_before_it_is_sent(mara: Person) -> None:
    product, browser = news(), signed_in(mara)
    browser.post("/business/newsletters/issues/new/", form(product.ref))
    issue = Issue.objects.select_related("list").get()
    for body, said in WRONG:
        issue.body_en = body
        assert any(said in fault for fault in faults_in(issue)), (body, faults_in(issue))
    issue.save()
    here = f"/business/newsletters/issues/{issue.ref}/"
    assert "needs a line" in browser.get(here).content.decode()
    browser.post(f"{here}send/", {"domain_pace": "600"})
    assert Issue.objects.get().state == "draft"


@given(st.text(max_size=80), st.text(max_size=40))
@settings(max_examples=60)
def test_whatever_a_reader_is_called_they_change_no_markup(body: str, name: str) -> None:
    made = made_of("{name|x}", f"{body}\n\nHello {{name|there}}")
    html = made.filled_html({"name": f"<img src=x>{name}"})
    assert "<img src=x" not in html
    assert "\n" not in made.filled_subject({"name": name})
    assert text_twin(body).endswith("\n")


@pytest.mark.parametrize("link", ["https://lindwurm.example/a", "mailto:a@b.example", "tel:+49431555"])
def test_a_link_that_leads_somewhere(link: str) -> None:
    assert is_well_formed(link)


@pytest.mark.parametrize(
    "link", ["", "lindwurm.example", "/a", "javascript:alert(1)", "https://", "https://a.b/%7Bname%7D"]
)
def test_a_link_that_leads_nowhere(link: str) -> None:
    assert not is_well_formed(link)


BLOCKS = """\
# Hello {name|there}

::: button [Read on](https://lindwurm.example/more)

::: columns
**Left**
::: next
Right
::: button [There](https://lindwurm.example/there)
::: end

---

::: small
Small print
::: end
"""


def test_blocks_are_made_for_pages_for_mail_and_as_text() -> None:
    made = made_of("News", BLOCKS)
    assert made.html.count('class="issue-column"') == 2
    assert made.html.count('class="issue-button"') == 2
    assert "<hr>" in made.html
    mail = for_mail(made.html)
    assert "class=" not in mail
    assert "border:2px solid" in mail
    text = made.filled_text({})
    assert "Read on <https://lindwurm.example/more>" in text
    assert text.index("Left") < text.index("Right") < text.index("Small print")
    assert faults_of(BLOCKS) == []


@given(
    st.lists(st.sampled_from(["::: columns", "::: next", "::: end", "::: small", ":::", "::: button x", "words", ""]))
)
@settings(max_examples=60)
def test_whatever_the_blocks_nothing_written_is_lost(lines: list[str]) -> None:
    words = [f"word{number}" if line == "words" else line for number, line in enumerate(lines)]
    made = made_of("", "\n".join(words))
    for word in (each for each in words if each.startswith("word")):
        assert word in made.html
        assert word in made.text


@pytest.mark.django_db
@pytest.mark.db
def test_a_picture_travels_in_the_letter_and_goes_with_its_draft(clara: Person, mara: Person, anna: Person) -> None:
    product, browser = news(), signed_in(clara)
    browser.post("/business/newsletters/issues/new/", form(product.ref))
    issue = Issue.objects.select_related("list").get()
    here = f"/business/newsletters/issues/{issue.ref}/"
    lamp = SimpleUploadedFile("lamp.png", png(), "image/png")
    assert browser.post(f"{here}pictures/", {"files": lamp}).status_code == 303
    script = SimpleUploadedFile("lamp.png", b"<script>", "image/png")
    assert "is no picture" in browser.post(f"{here}pictures/", {"files": script}, follow=True).content.decode()
    held = IssuePicture.objects.select_related("file").get()
    line = f"![A lamp](attachment:{held.file.ref})"
    assert line.partition("]")[2] in browser.get(f"{here}change/").content.decode()
    browser.post(f"{here}change/", form(product.ref, body_en=f"Look: {line}", version="0"))
    frame = browser.get(f"{here}frame/en/dark/")
    assert "data:image/png;base64," in frame.content.decode()
    assert "prefers-color-scheme" not in frame.content.decode()
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    sent = {
        **form(product.ref, body_en="Other **words**"),
        "language": "en",
        "scheme": "light",
        "width": "desk",
        "issue": issue.ref,
    }
    assert "Other <strong>words</strong>" in browser.post("/business/newsletters/preview/", sent).content.decode()
    assert browser.get(f"{here}pictures/{held.file.ref}/").headers["Content-Type"] == "image/png"
    assert signed_in(anna).get(f"{here}pictures/{held.file.ref}/").status_code == 404
    assert Client().get(f"/newsletters/archive/{issue.ref}/shown/{held.file.ref}/").status_code == 404
    schedule_issue(Issue.objects.select_related("list").get(), None, 600, by=SYSTEM)
    begin_issue(Issue.objects.get())
    assert browser.post(f"{here}pictures/{held.file.ref}/remove/").status_code == 303
    assert IssuePicture.objects.exists(), "what is on its way keeps its pictures"
    past = f"/newsletters/archive/{issue.ref}/"
    assert f'src="{past}shown/{held.file.ref}/"' in Client().get(past).content.decode()
    assert Client().get(f"{past}shown/{held.file.ref}/").status_code == 200
    feed = Client().get("/newsletters/archive/feed/")
    assert past in feed.content.decode()
    figures = signed_in(mara).post(f"{here}figures/")
    assert figures.headers["Content-Type"].startswith("text/csv")
    assert b"Recipients;0" in figures.content
