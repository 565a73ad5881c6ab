"""Programs look at an issue as a letter, send the pictures that travel in it, and copy a list's form for a website."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from candor.kernel.api.forms import cleaned
from candor.kernel.api.operations import Received
from candor.kernel.api.schemas import CONTENT, FileName, Output, PathRef
from candor.kernel.http.problems import Problem
from candor.newsletters import access
from candor.newsletters.actions import pictures as actions
from candor.newsletters.api.issues import ONE
from candor.newsletters.api.lists import ONE as LIST
from candor.newsletters.api.operations import NEWSLETTERS, READ, WRITE
from candor.newsletters.foreign_forms import form_for_elsewhere
from candor.newsletters.forms_pictures import PicturesForm
from candor.newsletters.letters import made_in, preview_of
from candor.newsletters.models import Issue, IssuePicture
from candor.newsletters.pictures import MOST_BYTES, as_data
from candor.newsletters.rules.letters import OWN_PICTURE, shown_in

LanguageName = Literal["en", "de"]
Language = Annotated[LanguageName, Query("en", description="In which language.")]


class IssueLetterOut(Output):
    """An issue as somebody without a name gets it. Its ways out lead nowhere of anybody's."""

    subject: str
    html: str = Field(description="The whole document; pictures stand in it, nothing is fetched.")
    text: str = Field(description="Its twin for programs that show none.")


class PictureOut(Output):
    """A picture of an issue. `markdown` is the line that shows it; say between its brackets what it shows."""

    ref: str
    name: str
    size: int = Field(description="In bytes.")
    markdown: str


class PicturesOut(Output):
    items: list[PictureOut]


class FormOut(Output):
    """HTML to be copied into a page. It sets no cookie and loads nothing from here."""

    html: str


def receive(request: Any) -> Received:
    """Take the picture in: one is small, or it is refused."""
    content = request.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Problem("too-large", _("A picture has %(limit)s kB at most.") % {"limit": MOST_BYTES // 1_000})
    request.received_picture = SimpleUploadedFile(request.GET.get("name", "") or "picture", content)
    return Received(hashlib.sha256(content).hexdigest(), lambda: None)


@NEWSLETTERS.read(f"{ONE}/letter", scope=READ, response=IssueLetterOut, summary="Look at an issue as a letter")
def read_newsletter_letter(request: HttpRequest, ref: PathRef, language: Language = "en") -> IssueLetterOut:
    """In the language where it is written in it, else in the other one."""
    asking: Any = request
    found = access.issue_for(asking.actor, ref)
    shown = found.language_for(language)
    made = made_in(found, shown)
    words = preview_of(found.list, shown, made, as_data(found, shown_in(made.html)))
    return IssueLetterOut(subject=words.subject, html=words.html, text=words.text)


@NEWSLETTERS.read(f"{ONE}/pictures", scope=READ, response=PicturesOut, summary="List the pictures of an issue")
def list_newsletter_pictures(request: HttpRequest, ref: PathRef) -> PicturesOut:
    """In the order in which they were sent."""
    asking: Any = request
    return PicturesOut(items=_pictures(access.issue_for(asking.actor, ref)))


@NEWSLETTERS.write(
    "POST",
    f"{ONE}/pictures",
    scope=WRITE,
    response=PicturesOut,
    status=201,
    summary="Add a picture to an issue",
    problems=["conflict"],
    receive=receive,
    requestBody=CONTENT,
)
def add_newsletter_picture(request: HttpRequest, ref: PathRef, name: FileName) -> PicturesOut:
    """PNG, JPEG, GIF or WebP as the whole content of the request. A conflict once it is no draft any more."""
    asking: Any = request
    found = access.issue_for(asking.actor, ref)
    sent = MultiValueDict({"files": [asking.received_picture]})
    clean = cleaned(PicturesForm({}, sent, issue=found))
    with actions.stored(clean["files"]) as files:
        actions.add_pictures(found, files, by=asking.actor)
    return PicturesOut(items=_pictures(found))


@NEWSLETTERS.write(
    "DELETE",
    f"{ONE}/pictures/{{slug:file}}",
    scope=WRITE,
    status=204,
    summary="Take a picture of an issue away",
    problems=["conflict"],
    takes_body=False,
)
def remove_newsletter_picture(request: HttpRequest, ref: PathRef, file: PathRef) -> None:
    """For good. A conflict once it is no draft any more."""
    asking: Any = request
    rows = IssuePicture.objects.filter(issue=access.issue_for(asking.actor, ref), file__ref=file)
    held = rows.select_related("issue", "file").first()
    if held is None:
        raise Http404
    actions.remove_picture(held, by=asking.actor)


@NEWSLETTERS.read(f"{LIST}/form", scope=READ, response=FormOut, summary="Read a list's form for a website")
def read_newsletter_form(request: HttpRequest, ref: PathRef, language: Language = "en") -> FormOut:
    """With the words that people agree to today. Copy it anew when you change the list's name or purpose."""
    asking: Any = request
    return FormOut(html=form_for_elsewhere(access.list_for(asking.actor, ref), language))


def _pictures(found: Issue) -> list[PictureOut]:
    held = found.pictures.select_related("file").order_by("pk")
    return [
        PictureOut(
            ref=each.file.ref, name=each.file.name, size=each.file.size, markdown=f"![]({OWN_PICTURE}{each.file.ref})"
        )
        for each in held
    ]
