"""Programs read templates of whole issues, save an issue as one, and remove those of the house."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Path
from pydantic import Field

from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with
from candor.kernel.api.schemas import Input, Output, PathRef
from candor.kernel.http.problems import ROOT, Problem
from candor.newsletters import access
from candor.newsletters import templates_of_issues as queries
from candor.newsletters.actions import templates as actions
from candor.newsletters.api.issues import ONE
from candor.newsletters.api.operations import NEWSLETTERS, WRITE
from candor.newsletters.forms import TemplateForm
from candor.newsletters.templates_of_issues import Template

ALL = "newsletters/templates"
TEMPLATE = f"{ALL}/{{slug:ready}}"
Ready = Annotated[str, Path(pattern=r"^[0-9a-z-]{1,40}$", description="As the list names it.")]


class TemplateRow(Output):
    """A whole issue to begin with. `is_ours`: your house saved it; the others come with Candor."""

    ref: str
    name_en: str
    name_de: str
    is_ours: bool


class TemplatesOut(Output):
    items: list[TemplateRow]


class TemplateOut(TemplateRow):
    """One with its words, to be sent to `newsletters/issues`. Each link of a ready-made one is a gap to be filled."""

    subject_en: str
    body_en: str
    subject_de: str
    body_de: str


class NewTemplateIn(Input):
    name: Annotated[str, Field(pattern=r"\S", max_length=80)]


@NEWSLETTERS.read(ALL, scope=WRITE, response=TemplatesOut, summary="List templates of issues", is_one=False)
def list_newsletter_templates(request: HttpRequest) -> TemplatesOut:
    """Those of your house by their names, then those that come along."""
    asking: Any = request
    found = [*queries.saved_ones(asking.actor), *queries.brought_along()]
    return TemplatesOut(items=[TemplateRow(**_row(each)) for each in found])


@NEWSLETTERS.read(TEMPLATE, scope=WRITE, response=TemplateOut, summary="Read a template of an issue")
def read_newsletter_template(request: HttpRequest, ready: Ready) -> TemplateOut:
    """With its words in both languages."""
    return _out(_found(request, ready))


@NEWSLETTERS.write(
    "POST",
    f"{ONE}/template",
    scope=WRITE,
    response=TemplateOut,
    status=201,
    summary="Save an issue as a template",
    problems=["conflict"],
    example={"name": "Letter of the month"},
)
def save_newsletter_template(request: HttpRequest, ref: PathRef, payload: NewTemplateIn) -> TemplateOut:
    """Its words without its pictures. A conflict where another template has this name; twice saves one."""
    asking: Any = request
    found = access.issue_for(asking.actor, ref)
    name = cleaned(TemplateForm(payload.model_dump()))["name"]
    try:
        saved = actions.save_as_template(found, name, by=asking.actor)
    except actions.NameTaken:
        words = _("Another template has this name. Choose another one, or remove that one first.")
        raise Problem("conflict", words) from None
    answer_with(request, "Location", f"{ROOT}{ALL}/{saved.ref}")
    return _out(_found(request, saved.ref))


@NEWSLETTERS.write("DELETE", TEMPLATE, scope=WRITE, status=204, summary="Remove a template", takes_body=False)
def remove_newsletter_template(request: HttpRequest, ready: Ready) -> None:
    """One of your house. Issues that began with it stay."""
    asking: Any = request
    saved = _found(request, ready).saved
    if saved is None:
        raise Http404
    actions.forget_template(saved, by=asking.actor)


def _found(request: Any, ref: str) -> Template:
    found = queries.template_of(request.actor, ref)
    if found is None:
        raise Http404
    return found


def _row(each: Template) -> dict[str, Any]:
    names = {f"name_{language}": each.names[language] for language in ("en", "de")}
    return {"ref": each.ref, **names, "is_ours": each.saved is not None}


def _out(each: Template) -> TemplateOut:
    words = ("subject_en", "body_en", "subject_de", "body_de")
    return TemplateOut(**_row(each), **{name: getattr(each.words, name) for name in words})
