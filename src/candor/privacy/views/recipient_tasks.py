"""Recipients' tasks in the office (Art. 19): what waits, one of them with its notice, and what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel import instance
from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.people.public import Refused
from candor.privacy import access
from candor.privacy.actions import recipient_tasks as actions
from candor.privacy.disclosure_sources import what_to_enter
from candor.privacy.forms_recipients import TaskAnswerForm, TaskMailForm, TaskToldForm
from candor.privacy.models import RecipientTask, TaskRight
from candor.privacy.notices_to_recipients import language_of, what_is_asked, who_it_is
from candor.privacy.queries import recipients as queries
from candor.privacy.rules.recipient_states import TaskState
from candor.privacy.views.going import role_of, see
from candor.ui.public import page

LIST, ONE, PRINT = (f"privacy/tech/{name}.html" for name in ("recipient_tasks", "recipient_task", "recipient_letter"))


@require_safe
def tasks(request: Request) -> HttpResponse:
    """Those that wait, or those that are settled."""
    settled = "settled" in request.GET
    found = queries.tasks_page(request.actor, after=request.GET.get("after", "")[:16], settled=settled)
    return page(request, LIST, found=found, settled=settled)


@require_safe
def task(request: Request, ref: str) -> HttpResponse:
    """One, with what is left to do."""
    return _page(request, access.recipient_task(request.actor, ref))


@require_safe
def letter(request: Request, ref: str) -> HttpResponse:
    """The notice on paper, in the language of the recipient, for whoever has no e-mail address."""
    found = access.recipient_task(request.actor, ref)
    _note_look(request, found)
    with translation.override(language_of(found.recipient)):
        return page(
            request, PRINT, found=found, wanted=what_is_asked(found), who=who_it_is(found), house=instance.current()
        )


@require_POST
def mail(request: Request, ref: str) -> HttpResponse:
    """Send the notice now."""
    found, form = access.recipient_task(request.actor, ref), TaskMailForm(request.POST)
    if not form.is_valid() and found.right == TaskRight.RECTIFICATION:
        return _page(request, found, 422, mail_form=form)
    try:
        sent = actions.mail_now(found, details=form.cleaned_data.get("details", ""), by=request.actor)
    except Refused as refusal:
        return _page(request, found, 409, refused=str(refusal.reason))
    if not sent:
        return _page(request, found, 409, refused=_("There is no address that may be written to. Print the letter."))
    messages.success(request, _("The notice is on its way."))
    return see("tech:privacy-recipient-task", ref)


@require_POST
def told(request: Request, ref: str) -> HttpResponse:
    """They were told another way."""
    found, form = access.recipient_task(request.actor, ref), TaskToldForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, told_form=form)
    try:
        actions.note_told(found, form.cleaned_data["on"], form.cleaned_data["how"], by=request.actor)
    except Refused as refusal:
        return _page(request, found, 409, refused=str(refusal.reason), told_form=form)
    messages.success(request, _("It is noted that they were told."))
    return see("tech:privacy-recipient-task", ref)


@require_POST
def answer(request: Request, ref: str) -> HttpResponse:
    """What came of it."""
    found = access.recipient_task(request.actor, ref)
    form = TaskAnswerForm(request.POST, task=found)
    if not form.is_valid():
        return _page(request, found, 409 if found.is_over else 422, answer_form=form)
    try:
        actions.note_answer(found, TaskState(form.cleaned_data["state"]), form.cleaned_data["words"], by=request.actor)
    except Refused as refusal:
        form.add_error("words", str(refusal.reason))
        return _page(request, found, 409, answer_form=form)
    messages.success(request, _("It is noted what came of it."))
    return see("tech:privacy-recipient-task", ref)


def _page(request: Request, found: RecipientTask, status: int = 200, **more: Any) -> HttpResponse:
    """With the forms that were wrong."""
    _note_look(request, found)
    with translation.override(language_of(found.recipient)):
        wanted = what_is_asked(found)
    context = {
        "row": queries.with_people([found])[0],
        "wanted": wanted,
        "who": who_it_is(found),
        "to_enter": what_to_enter(found.recipient.feeds_from),
        "mail_form": TaskMailForm(initial={"details": found.details}),
        "told_form": TaskToldForm(),
        "answer_form": TaskAnswerForm(task=found),
        "refused": "",
        **more,
    }
    return page(request, ONE, status=status, found=found, **context)


def _note_look(request: Request, found: RecipientTask) -> None:
    looked_at(found.subject_number, about=found, by=request.actor, role=role_of(request))
