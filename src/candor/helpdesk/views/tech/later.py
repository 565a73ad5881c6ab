"""Replies that are written now and sent later."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.helpdesk import tasks
from candor.helpdesk.access import note_look, workable_ticket
from candor.helpdesk.actions import later as actions
from candor.helpdesk.actions.merging import end_of
from candor.helpdesk.actions.sending import waiting_files
from candor.helpdesk.actions.uploads import stored
from candor.helpdesk.actions.writing import NewMessage
from candor.helpdesk.forms.later import LaterReplyForm, PlanForm
from candor.helpdesk.models import LaterReply, Ticket
from candor.helpdesk.refusals import CannotUndo, Refused, StaleTicket
from candor.helpdesk.rules.texts import TextTooLong
from candor.helpdesk.views.tech.answers import go_to
from candor.helpdesk.views.tech.context import zone_of
from candor.helpdesk.views.tech.sentences import problems_of, sentence_for
from candor.helpdesk.views.tech.writing import REPLY, back
from candor.kernel.files import FileTooLarge
from candor.kernel.http.request import Request
from candor.ui.marks import exact_time
from candor.ui.public import page


@require_POST
def plan(request: Request, ref: str) -> HttpResponse:
    """Write a reply that leaves at another time."""
    case = workable_ticket(request.actor, ref)
    form = PlanForm(request.POST, request.FILES)
    with zone_of(request):
        is_valid = form.is_valid()
    if not is_valid:
        return back(request, case, REPLY, problems_of(form))
    try:
        reply = _planned(request, case, form)
    except StaleTicket as refusal:
        return back(request, refusal.ticket, REPLY, _("Not kept yet: this case changed while you wrote."), status=409)
    except (Refused, TextTooLong, FileTooLarge) as refusal:
        return back(request, case, REPLY, sentence_for(refusal))
    undo = reverse("tech:later-reply-take-back", args=[reply.ref])
    told = _("Your reply will be sent on %(when)s.") % {"when": exact_time(reply.send_at)}
    messages.success(request, told, extra_tags=f"undo:{undo}")
    return go_to("tech:ticket", ref, query=f"#later-{reply.ref}")


@require_http_methods(["GET", "HEAD", "POST"])
def later_reply(request: Request, ref: str) -> HttpResponse:
    """Other words or another time for a reply that waits."""
    reply, case = _workable(request, ref)
    with zone_of(request):
        initial = {"body": reply.text, "moment": reply.send_at}
        form = LaterReplyForm(request.POST or None, initial=initial, has_files=reply.files.exists())
        is_valid = form.is_valid()
        if not is_valid:
            return _page(request, reply, case, form)
    try:
        actions.change_plan(reply, form.cleaned_data["body"], form.cleaned_data["moment"], by=request.actor)
    except CannotUndo as refusal:
        messages.error(request, sentence_for(refusal))
    except (Refused, TextTooLong) as refusal:
        form.add_error(None, sentence_for(refusal))
        return _page(request, reply, case, form)
    else:
        messages.success(request, _("The reply is changed. It leaves at its time."))
    return go_to("tech:ticket", case.ref, query=f"#later-{reply.ref}")


@require_POST
def send_now(request: Request, ref: str) -> HttpResponse:
    """Let it go now; for some seconds it can still be taken back."""
    reply, case = _workable(request, ref)
    try:
        actions.send_planned_now(reply, by=request.actor, send=tasks.send_planned_replies)
    except CannotUndo as refusal:
        messages.error(request, sentence_for(refusal))
        return go_to("tech:ticket", case.ref)
    undo = reverse("tech:later-reply-take-back", args=[reply.ref])
    tags = f"undo:{undo}" if settings.INSTANCE.undo_seconds else ""
    messages.success(request, _("The reply leaves in a moment."), extra_tags=tags)
    return go_to("tech:ticket", case.ref, query=f"#later-{reply.ref}")


@require_POST
def take_back(request: Request, ref: str) -> HttpResponse:
    """Take it back into one's draft."""
    reply, case = _workable(request, ref)
    try:
        case = actions.take_planned_back(reply, by=request.actor)
    except CannotUndo as refusal:
        messages.error(request, sentence_for(refusal))
        return go_to("tech:ticket", case.ref)
    messages.success(request, _("The reply is not sent. It waits in the box below."))
    return go_to("tech:ticket", case.ref, query="#composer")


def _planned(request: Request, case: Ticket, form: PlanForm) -> LaterReply:
    clean = form.cleaned_data
    waiting = waiting_files(case, by=request.actor)
    kept = [file for file in waiting if file.ref in request.POST.getlist("kept")]
    with stored(clean["files"]) as files:
        new = NewMessage(clean["body"], files=[*kept, *files], submission_key=clean["key"], copies=clean["copy"])
        wanted = actions.Plan(form.at, clean["then"])
        return actions.plan_reply(case, new, wanted, by=request.actor, expected_version=clean["version"])


def _workable(request: Request, ref: str) -> tuple[LaterReply, Ticket]:
    """The reply and the case in which it would be sent, or 404."""
    found = LaterReply.objects.visible_to(request.actor).select_related("ticket", "author")
    reply = found.filter(ref=ref).first()
    if reply is None:
        raise Http404
    return reply, workable_ticket(request.actor, end_of(reply.ticket).ref)


def _page(request: Request, reply: LaterReply, case: Ticket, form: LaterReplyForm) -> HttpResponse:
    note_look(request, case)
    files = list(reply.files.select_related("file").order_by("id").values_list("file__name", flat=True))
    return page(
        request,
        "helpdesk/tech/later_reply.html",
        status=422 if form.is_bound else 200,
        reply=reply,
        ticket=case,
        form=form,
        files=files,
    )
