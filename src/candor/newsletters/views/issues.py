"""Newsletters in the Business Center: writing an issue, looking at it, sending it, following it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.newsletters import access
from candor.newsletters import queries_issues as queries
from candor.newsletters.actions import issuing, writing
from candor.newsletters.forms import IssueForm, ScheduleForm
from candor.newsletters.forms_pictures import PreviewForm
from candor.newsletters.letters import faults_in, made_in, values_for
from candor.newsletters.models import CONFIGURE, SEND, WRITE, Issue
from candor.newsletters.models.issues import UNDER_WAY
from candor.newsletters.pictures import MOST_BYTES
from candor.newsletters.queries import own_identifier
from candor.newsletters.templates_of_issues import template_of
from candor.newsletters.views.pictures import shown_pictures
from candor.newsletters.words import SHAPES, STATES, points_of
from candor.ui.public import page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
STALE = gettext_lazy(
    "Somebody else changed this issue meanwhile, or it is on its way. Your words are still here; what stands there now"
    " is shown below."
)
EDIT = "newsletters/business/edit.html"


@require_safe
def issues(request: Request) -> HttpResponse:
    """All of them, the latest first."""
    rows = [(issue, SHAPES[issue.state], STATES[issue.state]) for issue in queries.issues_for(request.actor)]
    may = {"may_write": request.actor.may(WRITE), "may_change": request.actor.may(CONFIGURE)}
    return page(request, "newsletters/business/issues.html", rows=rows, **may)


@get_or_post
def new_issue(request: Request) -> HttpResponse:
    """Write one, from nothing or from a template."""
    wanted = request.GET.get("template", "")
    begun_with = template_of(request.actor, wanted) if wanted else None
    words = begun_with.words if begun_with is not None else None
    form = IssueForm(request.POST if request.method == "POST" else None, begun_with=words)
    if not form.is_valid():
        return _edited(request, form, None, 422 if form.is_bound else 200)
    return _to(writing.write_issue(form.chosen, form.words(), key=form.cleaned_data["key"], by=request.actor))


@require_safe
def issue(request: Request, ref: str) -> HttpResponse:
    """What it says, and how far it is."""
    return _shown(request, access.issue_for(request.actor, ref))


@get_or_post
def change_issue(request: Request, ref: str) -> HttpResponse:
    """Other words."""
    found = access.issue_for(request.actor, ref)
    form = IssueForm(request.POST if request.method == "POST" else None, found)
    if not form.is_valid():
        return _edited(request, form, found, 422 if form.is_bound else 200)
    try:
        version = form.cleaned_data["version"] or 0
        writing.change_issue(found, form.chosen, form.words(), by=request.actor, expected_version=version)
    except writing.StaleIssue:
        form.add_error(None, STALE)
        current = access.issue_for(request.actor, ref)
        return _edited(request, form, found, 409, current=current)
    messages.success(request, _("The issue is saved."))
    return _to(found)


@require_POST
def test(request: Request, ref: str) -> HttpResponse:
    """Send it to oneself."""
    found, identifier = access.issue_for(request.actor, ref), own_identifier(request.actor.id)
    if identifier is None or not found.languages():
        messages.error(request, _("Write the text first, and show that your own e-mail address is yours."))
    else:
        writing.send_test(found, identifier, by=request.actor)
        messages.success(request, _("A test is on its way to %(address)s.") % {"address": identifier.written})
    return _to(found)


@require_POST
def schedule(request: Request, ref: str) -> HttpResponse:
    """Send it, now or at a moment."""
    found, form = access.issue_for(request.actor, ref), ScheduleForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, 422, schedule=form)
    try:
        clean = form.cleaned_data
        issuing.schedule_issue(found, clean["send_at"], clean["domain_pace"], by=request.actor)
    except issuing.NotReady:
        messages.error(request, _("It cannot be sent as it stands; what is wrong is said below."))
    else:
        messages.success(request, _("It goes out. This page shows how far it is."))
    return _to(found)


@require_POST
def throw_away(request: Request, ref: str) -> HttpResponse:
    """Nobody needs the draft."""
    found = access.issue_for(request.actor, ref)
    try:
        writing.throw_away(found, by=request.actor)
    except writing.StaleIssue:
        messages.error(request, _("It is no draft any more, so it stays."))
        return _to(found)
    messages.success(request, _("The draft is gone."))
    return HttpResponseRedirect(reverse("business:newsletters"), status=303)


def _verb(act: Callable[..., None]) -> Callable[..., HttpResponse]:
    def view(request: Request, ref: str) -> HttpResponse:
        found = access.issue_for(request.actor, ref)
        act(found, by=request.actor)
        return _to(found)

    view.__name__, view.__doc__ = act.__name__, act.__doc__
    return require_POST(view)


back_to_draft = _verb(issuing.back_to_draft)
pause = _verb(issuing.pause_issue)
resume = _verb(issuing.resume_issue)
cancel = _verb(issuing.cancel_issue)


def _edited(request: Request, form: IssueForm, found: Issue | None, status: int, **more: Any) -> HttpResponse:
    """The form, with the preview of what is being written beside it and the issue's pictures below."""
    look = PreviewForm(initial={"issue": found.ref if found else "", "language": get_language() or "en"})
    pictures = shown_pictures(found) if found else []
    return page(
        request, EDIT, status=status, form=form, found=found, look=look, pictures=pictures, limit=MOST_BYTES, **more
    )


def _shown(request: Request, found: Issue, status: int = 200, **forms: Any) -> HttpResponse:
    figures = queries.figures_of(found)
    return page(
        request,
        "newsletters/business/issue.html",
        status=status,
        found=found,
        state=STATES[found.state],
        shape=SHAPES[found.state],
        figures=figures,
        progress=queries.progress_of(found, figures),
        is_under_way=found.state in UNDER_WAY,
        readers=queries.readers_of(found) if found.is_open else figures.recipients,
        faults=faults_in(found) if found.is_open else [],
        points=points_of(figures),
        previews=[_preview(found, language) for language in found.languages()],
        may_write=request.actor.may(WRITE),
        may_send=request.actor.may(SEND),
        **({"schedule": ScheduleForm(initial={"domain_pace": found.domain_pace})} | forms),
    )


def _preview(found: Issue, language: str) -> dict[str, Any]:
    made, values = made_in(found, language), values_for(found.list, language)
    return {
        "language": dict(settings.LANGUAGES)[language],
        "code": language,
        "subject": made.filled_subject(values),
        "text": made.filled_text(values),
    }


def _to(found: Issue) -> HttpResponse:
    return HttpResponseRedirect(reverse("business:newsletter", args=[found.ref]), status=303)
