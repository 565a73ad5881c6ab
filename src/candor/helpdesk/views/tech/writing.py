"""Writing in a case: replies, internal notes, and the draft of either."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from candor.helpdesk.access import workable_ticket
from candor.helpdesk.actions.drafts import save_draft
from candor.helpdesk.actions.sending import note_with_waiting_files, send_with_time_to_undo, waiting_files
from candor.helpdesk.actions.uploads import stored
from candor.helpdesk.actions.writing import NewMessage
from candor.helpdesk.forms.tech import WritingForm
from candor.helpdesk.models import Message, Ticket
from candor.helpdesk.queries.beside import DRAFT
from candor.helpdesk.refusals import Refused, StaleTicket
from candor.helpdesk.rules.texts import TextTooLong
from candor.helpdesk.views.tech.along import place_of
from candor.helpdesk.views.tech.answers import go_to
from candor.helpdesk.views.tech.context import case_context
from candor.helpdesk.views.tech.sending import after_sending, tell_sent
from candor.helpdesk.views.tech.sentences import problems_of, sentence_for
from candor.kernel.files import FileTooLarge
from candor.kernel.http.request import Request
from candor.ui.public import page

REPLY, NOTE = "reply", "note"


@require_POST
def reply(request: Request, ref: str) -> HttpResponse:
    """Send a public reply."""
    return _write(request, ref, REPLY)


@require_POST
def note(request: Request, ref: str) -> HttpResponse:
    """Write an internal note."""
    return _write(request, ref, NOTE)


@require_POST
def draft(request: Request, ref: str) -> HttpResponse:
    """Keep what is being typed. 409 tells the writer that the case has moved on; the draft is kept all the same."""
    case = workable_ticket(request.actor, ref)
    form = WritingForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    seen = form.cleaned_data["version"]
    save_draft(
        case,
        form.cleaned_data["body"],
        purpose=DRAFT,
        by=request.actor,
        based_on_version=case.version if seen is None else seen,
        is_note=request.POST.get("mode") == "note",
    )
    return HttpResponse(status=204 if seen in {None, case.version} else 409)


def _write(request: Request, ref: str, mode: str) -> HttpResponse:
    case = workable_ticket(request.actor, ref)
    place = place_of(case, request.POST.get("view", ""), by=request.actor)
    form = WritingForm(request.POST, request.FILES)
    if not form.is_valid():
        return back(request, case, mode, problems_of(form))
    try:
        message = _written(request, case, form, mode)
    except StaleTicket as refusal:
        return back(request, refusal.ticket, mode, _("Not sent yet: this case changed while you wrote."), status=409)
    except (Refused, TextTooLong, FileTooLarge) as refusal:
        return back(request, case, mode, sentence_for(refusal))
    if mode == NOTE:
        return go_to("tech:ticket", ref, query=f"#m-{message.ref}")
    tell_sent(request, message)
    return after_sending(request, message, place)


def _written(request: Request, case: Ticket, form: WritingForm, mode: str) -> Message:
    clean = form.cleaned_data
    waiting = waiting_files(case, by=request.actor)
    kept = [file for file in waiting if file.ref in request.POST.getlist("kept")]
    with stored(clean["files"]) as files:
        new = NewMessage(clean["body"], files=[*kept, *files], submission_key=clean["key"], copies=clean["copy"])
        if mode == NOTE:
            return note_with_waiting_files(case, new, by=request.actor)
        return send_with_time_to_undo(
            case, new, by=request.actor, expected_version=clean["version"], then=clean["then"]
        )


def back(request: Request, case: Ticket, mode: str, problem: str, *, status: int = 422) -> HttpResponse:
    """The case page as it is now with what was written in its composer: both texts, side by side."""
    typed = request.POST
    context = case_context(
        request,
        case,
        body=typed.get("body", ""),
        saved_at=None,
        mode=mode,
        then=typed.get("then", ""),
        chosen_copies=typed.getlist("copy"),
        writing_problem=problem,
        clash=status == 409,
        lost_files=bool(request.FILES),
        view=typed.get("view", ""),
        send_at=typed.get("moment", ""),
    )
    return page(request, "helpdesk/tech/ticket.html", status=status, **context)
