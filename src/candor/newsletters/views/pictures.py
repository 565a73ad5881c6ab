"""Pictures of an issue: sent, looked at, taken away."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.files import FileTooLarge, show_picture
from candor.kernel.http.request import Request
from candor.newsletters import access
from candor.newsletters.actions import pictures as actions
from candor.newsletters.actions.writing import StaleIssue
from candor.newsletters.forms_pictures import PicturesForm
from candor.newsletters.models import Issue, IssuePicture
from candor.newsletters.rules.letters import OWN_PICTURE


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture of an issue; `markdown` is what a text shows it by."""

    ref: str
    name: str
    size: int
    url: str
    markdown: str


@require_POST
def add(request: Request, ref: str) -> HttpResponse:
    """Send pictures for a draft."""
    issue = access.issue_for(request.actor, ref)
    form = PicturesForm(request.POST, request.FILES, issue=issue)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return _to(issue)
    try:
        with actions.stored(form.cleaned_data["files"]) as files:
            actions.add_pictures(issue, files, by=request.actor)
    except FileTooLarge:
        messages.error(request, _("That picture is too large."))
    except StaleIssue:
        messages.error(request, _("It is no draft any more, so its pictures stay as they are."))
    return _to(issue)


@require_POST
def remove(request: Request, ref: str, file: str) -> HttpResponse:
    """Take a picture away for good."""
    held = _held(access.issue_for(request.actor, ref), file)
    try:
        actions.remove_picture(held, by=request.actor)
    except StaleIssue:
        messages.error(request, _("It is no draft any more, so its pictures stay as they are."))
    return _to(held.issue)


@require_safe
def picture(request: Request, ref: str, file: str) -> HttpResponse:
    """One of them, for whoever writes."""
    return show_picture(_held(access.issue_for(request.actor, ref), file).file)


@require_safe
def past_picture(_request: Request, ref: str, file: str) -> HttpResponse:
    """One of a past issue, for everybody: the same address for all, so it tells nothing about who looks."""
    issue = Issue.objects.in_archive().filter(ref=ref).first()
    if issue is None:
        raise Http404
    return show_picture(_held(issue, file).file)


def shown_pictures(issue: Issue) -> list[ShownPicture]:
    """The issue's pictures in the order in which they came; one query."""
    return [_shown(issue, held) for held in issue.pictures.select_related("file").order_by("id")]


def _shown(issue: Issue, held: IssuePicture) -> ShownPicture:
    file = held.file
    return ShownPicture(
        ref=file.ref,
        name=file.name,
        size=file.size,
        url=reverse("business:newsletter-picture", args=[issue.ref, file.ref]),
        markdown=f"![{_('What it shows')}]({OWN_PICTURE}{file.ref})",
    )


def _held(issue: Issue, file: str) -> IssuePicture:
    found = IssuePicture.objects.select_related("file", "issue").filter(issue=issue, file__ref=file).first()
    if found is None:
        raise Http404
    return found


def _to(issue: Issue) -> HttpResponse:
    return HttpResponseRedirect(reverse("business:newsletter-change", args=[issue.ref]) + "#pictures", status=303)
