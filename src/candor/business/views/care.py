"""Looking after one person or organisation: owner, tags, follow-ups. The panel on their page fetches the first view."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.business import access_customers as access
from candor.business import queries_customers as queries
from candor.business.actions import customers as actions
from candor.business.actions.lead_work import NewTask, NoRight
from candor.business.forms_customers import CareForm
from candor.business.forms_leads import TaskForm
from candor.business.models import FollowUp
from candor.business.models.leads import WORK
from candor.business.queries_leads import today
from candor.business.views.lead_verbs import told_why
from candor.business.words_leads import TASK_ICONS
from candor.kernel.http.request import Request
from candor.people.public import Organisation, Person
from candor.ui.public import fragment, is_htmx, page

SHOWN = "business/customers/care.html"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def care(request: Request, about: str, ref: str) -> HttpResponse:
    found = access.seen_customer(request, about, ref)
    shown: dict[str, Any] = {
        "found": found,
        "about": about,
        "care": queries.care_of(request.actor, found),
        "task_icons": TASK_ICONS,
        "today": today(),
        "may_work": request.actor.may(WORK),
        "back_to": page_of(found),
    }
    if is_htmx(request):
        return fragment(request, f"{SHOWN}#inside", **shown)
    return page(request, SHOWN, **shown)


@get_or_post
def change(request: Request, about: str, ref: str) -> HttpResponse:
    """Who looks after them, and the tags on them."""
    found = access.workable_customer(request, about, ref)
    form = CareForm(request.POST or None, present=queries.care_of(request.actor, found))
    if form.is_valid():
        actions.look_after(found, form.cleaned_data["owner"], form.cleaned_data["tags"], by=request.actor)
        messages.success(request, _("It is saved."))
        return _see(page_of(found))
    status = 422 if request.method == "POST" else 200
    words = {"title": _("Owner and tags"), "submit": _("Save owner and tags")}
    return page(
        request, "business/customers/form.html", status=status, found=found, form=form, back=page_of(found), words=words
    )


@get_or_post
def plan(request: Request, about: str, ref: str) -> HttpResponse:
    """Plan what is to be done."""
    found = access.workable_customer(request, about, ref)
    form = TaskForm(request.POST or None)
    if form.is_valid():
        try:
            actions.plan_follow_up(found, NewTask(**form.cleaned_data), by=request.actor)
        except NoRight as refusal:
            form.add_error(None, told_why(refusal))
        else:
            messages.success(request, _("The task is planned."))
            return _see(page_of(found))
    status = 422 if request.method == "POST" else 200
    words = {"title": _("Plan a task"), "submit": _("Plan task")}
    return page(
        request, "business/customers/form.html", status=status, found=found, form=form, back=page_of(found), words=words
    )


@require_POST
def finish(request: Request, follow_up: str) -> HttpResponse:
    task = access.workable_follow_up(request, follow_up)
    if actions.finish_follow_up(task, by=request.actor):
        undo = f"undo:{reverse('business:follow-up-open', args=[task.ref])}"
        messages.success(request, _("The task is done."), extra_tags=undo)
    return _back(request, task)


@require_POST
def reopen(request: Request, follow_up: str) -> HttpResponse:
    task = access.workable_follow_up(request, follow_up)
    if actions.reopen_follow_up(task, by=request.actor):
        messages.success(request, _("The task is open again."))
    return _back(request, task)


def page_of(found: Person | Organisation) -> str:
    """Their page in the Business Center."""
    return reverse("business:person" if isinstance(found, Person) else "business:organisation", args=[found.ref])


def _back(request: Request, task: FollowUp) -> HttpResponse:
    found = task.person or task.organisation
    if request.POST.get("from") == "start" or found is None:
        return _see(reverse("business:start"))
    return _see(page_of(found))


def _see(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=303)
