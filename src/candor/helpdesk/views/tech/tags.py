"""Tags: on the case, offered while one types, and kept in System Configuration."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.helpdesk.actions import tags as actions
from candor.helpdesk.actions.tagging import add_tags, take_off
from candor.helpdesk.forms.tags import AddTagsForm, MergeTagForm, TagNameForm, TakeTagForm
from candor.helpdesk.models import Tag, Ticket
from candor.helpdesk.queries.tags import all_tags, offered, views_naming
from candor.helpdesk.refusals import Refused
from candor.helpdesk.views.tech.configuration import EITHER, or_404, to
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.helpdesk.views.tech.verbs import answer_change
from candor.kernel.http.request import Request
from candor.ui.public import page

OFFERED = "helpdesk/tech/tags_offered.html"


@require_POST
def tag_case(request: Request, ref: str) -> HttpResponse:
    """Put tags on the case."""

    def change(ticket: Ticket, form: Any) -> None:
        add_tags(ticket, form.cleaned_data["names"], by=request.actor)

    return answer_change(request, ref, AddTagsForm, change)


@require_POST
def untag_case(request: Request, ref: str) -> HttpResponse:
    """Take one tag off the case."""

    def change(ticket: Ticket, form: Any) -> None:
        take_off(ticket, [form.cleaned_data["tag"]], by=request.actor)

    return answer_change(request, ref, TakeTagForm, change)


@require_safe
def offer(request: Request) -> HttpResponse:
    """The tags that begin with the word at the end of what is typed; what stands before it comes along."""
    before, _comma, last = request.GET.get("names", "")[-400:].rpartition(",")
    begun = f"{before.strip()}, " if before.strip() else ""
    return page(request, OFFERED, names=[f"{begun}{name}" for name in offered(last)])


@require_safe
def tags(request: Request) -> HttpResponse:
    """All tags, those used most first."""
    return page(request, "helpdesk/tech/tags.html", tags=all_tags())


@require_http_methods(EITHER)
def tag(request: Request, ref: str) -> HttpResponse:
    """One tag: its name, and what merging or deleting it would touch."""
    chosen = or_404(Tag.objects.all(), ref)
    form = TagNameForm(request.POST or None, initial={"name": chosen.name})
    if form.is_valid():
        try:
            actions.rename_tag(chosen, form.cleaned_data["name"], by=request.actor)
        except Refused as refusal:
            form.add_error("name", sentence_for(refusal))
        else:
            messages.success(request, _("The tag is saved."))
            return to("tech:tags")
    return _tag_page(request, chosen, form, MergeTagForm(chosen), 422 if form.is_bound else 200)


@require_POST
def merge_tag(request: Request, ref: str) -> HttpResponse:
    """Give all its cases another tag; this one goes."""
    chosen = or_404(Tag.objects.all(), ref)
    form = MergeTagForm(chosen, request.POST)
    if not form.is_valid():
        return _tag_page(request, chosen, TagNameForm(initial={"name": chosen.name}), form, 422)
    into = form.cleaned_data["into"]
    actions.merge_tag(chosen, into, by=request.actor)
    messages.success(request, _("“%(tag)s” is now “%(into)s”.") % {"tag": chosen.name, "into": into.name})
    return to("tech:tags")


@require_POST
def delete_tag(request: Request, ref: str) -> HttpResponse:
    """Take the tag off all cases and forget it."""
    chosen = or_404(Tag.objects.all(), ref)
    actions.delete_tag(chosen, by=request.actor)
    messages.success(request, _("The tag “%(tag)s” is deleted.") % {"tag": chosen.name})
    return to("tech:tags")


def _tag_page(request: Request, chosen: Tag, form: TagNameForm, merging: MergeTagForm, status: int) -> HttpResponse:
    return page(
        request,
        "helpdesk/tech/tag.html",
        status=status,
        tag=chosen,
        form=form,
        merging=merging,
        view_count=views_naming(chosen),
    )
