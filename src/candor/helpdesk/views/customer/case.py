"""A case as an exchange of letters: reading it, answering, closing, opening it again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from candor.helpdesk import content, letters
from candor.helpdesk.actions.closing import close_with_remark
from candor.helpdesk.actions.telling_customers import read_letters
from candor.helpdesk.actions.uploads import stored
from candor.helpdesk.forms.customer import ClosingForm, LetterForm, NewCaseForm
from candor.helpdesk.models import Message, MessageKind, Status, Ticket
from candor.helpdesk.public import (
    CannotFollow,
    EmptyMessage,
    NewMessage,
    TicketIsClosed,
    add_customer_message,
    close_ticket,
    discard_draft,
    reopen_ticket,
)
from candor.helpdesk.queries.as_sent import layout_of
from candor.helpdesk.queries.case import removed_files, shown_file
from candor.helpdesk.restricting import restricted_name
from candor.helpdesk.rules.reopening import comes_back, reopens_until
from candor.helpdesk.views.customer.opening import new_case_page
from candor.helpdesk.views.customer.shown import FINISHED, STATUS_WORDS, address_of, keep, saved_draft, upload_limit
from candor.kernel import clock, instance
from candor.kernel.actor import Channel
from candor.kernel.files import show_picture
from candor.kernel.http.request import Request
from candor.kernel.ids import new_ref
from candor.ui.public import page, show_again

LETTER = "letter"
"""Purpose of a draft."""


def case(request: Request, ref: str) -> HttpResponse:
    """One case: the letters, and where to write the next one."""
    me = letters.reader(request.actor)
    return _case_page(request, letters.case_for(me, ref), me)


@require_POST
def reply(request: Request, ref: str) -> HttpResponse:
    """Add a letter to the case. Closed in the meantime: the words are kept, for a new case that follows it.

    A letter to a case that was joined with another one goes there, if its writer may see that.
    """
    me = letters.reader(request.actor)
    ticket = letters.case_for(me, ref)
    ticket = letters.joined_with(me, ticket) or ticket
    form = LetterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _case_page(request, ticket, me, form=form, error=_first_error(form))
    try:
        letter = _write(request, ticket, form, me)
    except EmptyMessage:
        return _case_page(request, ticket, me, form=form, error=_("Write something, or attach a file."))
    except TicketIsClosed:
        return new_case_page(request, _continuing(ticket, form, me), status=409, closed=ticket)
    discard_draft(ticket, purpose=LETTER, by=me.actor)
    messages.success(request, _("Your message is with us."))
    return redirect(f"{reverse('customer:case', args=[ticket.ref])}#letter-{letter.ref}")


@require_POST
def close(request: Request, ref: str) -> HttpResponse:
    """The customer needs nothing more."""
    me = letters.reader(request.actor)
    ticket = letters.own_case_for(me, ref)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _case_page(request, ticket, me, closing=form)
    try:
        _close(request, ticket, form.cleaned_data["remark"], me)
        messages.success(request, _("The case is closed. Thank you for telling us."))
    except (CannotFollow, TicketIsClosed):
        messages.warning(request, _("This case cannot be closed as it stands now."))
    return redirect("customer:case", ref)


@require_POST
def reopen(request: Request, ref: str) -> HttpResponse:
    """The case was not over after all."""
    me = letters.reader(request.actor)
    ticket = letters.own_case_for(me, ref)
    try:
        reopen_ticket(ticket, by=me.actor)
        messages.success(request, _("The case is open again. Write what is still missing."))
    except TicketIsClosed:
        return redirect(f"{reverse('customer:new-case')}?{urlencode({'follows': ref})}")
    except CannotFollow:
        messages.warning(request, _("This case cannot be opened again as it stands now."))
    return redirect("customer:case", ref)


@require_POST
def draft(request: Request, ref: str) -> HttpResponse:
    """Keep what the customer is typing in a case."""
    me = letters.reader(request.actor)
    return keep(request, letters.case_for(me, ref), LETTER, me)


def attachment(request: Request, ref: str) -> FileResponse:
    """A file of a letter; who may have it is asked each time."""
    return content.file_response(letters.attachment_for(letters.reader(request.actor), ref).file)


def attachment_preview(request: Request, ref: str) -> HttpResponse:
    """A picture of a letter, to be looked at."""
    return show_picture(letters.attachment_for(letters.reader(request.actor), ref).file)


def _close(request: Request, ticket: Ticket, remark: str, me: letters.Reader) -> None:
    if remark:
        said = NewMessage(remark, channel=Channel.WEB, came_from=address_of(request))
        close_with_remark(ticket, said, by=me.actor)
    else:
        close_ticket(ticket, by=me.actor)


def _write(request: Request, ticket: Ticket, form: LetterForm, me: letters.Reader) -> Message:
    given = form.cleaned_data
    with stored(given["files"]) as files:
        new = NewMessage(
            text=given["body"],
            channel=Channel.WEB,
            came_from=address_of(request),
            files=files,
            submission_key=given["key"] or None,
        )
        return add_customer_message(ticket, new, by=me.actor)


def _case_page(
    request: Request, ticket: Ticket, me: letters.Reader, *, form: LetterForm | None = None, **more: Any
) -> HttpResponse:
    """The case; with a form that was refused, its words stay where they were typed. What is shown is read.

    `more` may hold an `error` of the letter and the form for `closing` that was refused.
    """
    shown = letters.letters_in(ticket, me)
    if shown and me.is_proven:
        read_letters(ticket, shown[-1], by=me.actor)
    removed = removed_files([letter.pk for letter in shown])
    context = {
        **_about(ticket, me),
        **_typed(ticket, me, form),
        "letters": [_letter(letter) | {"removed": removed[letter.pk]} for letter in shown],
        "closing": ClosingForm(),
        "error": "",
        **more,
    }
    if form is None and not more:
        return page(request, "helpdesk/customer/case.html", **context)
    return show_again(request, "helpdesk/customer/case.html#main", **context)


def _about(ticket: Ticket, me: letters.Reader) -> dict[str, Any]:
    """Where the case stands, and what its customer may do."""
    shape, words = STATUS_WORDS[Status(ticket.status)]
    is_closed, days = ticket.status == Status.CLOSED, ticket.queue.reopens_for_days
    return {
        "ticket": ticket,
        "me": me,
        "shape": shape,
        "words": words,
        "is_closed": is_closed,
        "joined": letters.joined_with(me, ticket),
        "is_finished": ticket.status in FINISHED,
        "asks_to_close": ticket.status == Status.WAITING_CUSTOMER,
        "gets_copies": not letters.has_every_letter(ticket, me),
        "waiting": letters.waiting_for(me) if is_closed else None,
        "reopens_until": reopens_until(ticket.closed_at, days) if is_closed else None,
        "comes_back": is_closed and comes_back(ticket.closed_at, days, clock.now()),
        "reopens_for_days": days,
    }


def _typed(ticket: Ticket, me: letters.Reader, form: LetterForm | None) -> dict[str, Any]:
    """What stands in the composer: the refused words, else the draft."""
    saved = saved_draft(ticket, LETTER, me)
    return {
        "text": form["body"].value() or "" if form else saved.text if saved else "",
        "key": (form["key"].value() if form else "") or new_ref(),
        "saved_at": saved.saved_at if saved else None,
        "upload_limit": upload_limit(),
    }


def _continuing(ticket: Ticket, letter: LetterForm, me: letters.Reader) -> NewCaseForm:
    """A new case that follows a closed one, with the words that the closed one no longer takes."""
    initial = {
        "subject": ticket.subject,
        "body": letter.cleaned_data["body"],
        "category": ticket.category.ref if ticket.category else "",
        "key": new_ref(),
        "follows": ticket.ref,
    }
    return NewCaseForm(initial=initial, me=me)


def _first_error(form: LetterForm) -> str:
    return next(str(text) for texts in form.errors.values() for text in texts)


def _letter(message: Message) -> dict[str, Any]:
    return {
        "id": f"letter-{message.ref}",
        "author": _author_of(message),
        "side": "ours" if message.kind == MessageKind.FROM_US else "theirs",
        "text": message.text,
        "quoted": message.quoted,
        "at": message.written_at,
        "sent": layout_of(message, face="customer"),
        "files": [shown_file(each.file, face="customer") for each in message.attachments.all()],
    }


def _author_of(message: Message) -> str:
    """How the letter is signed: by name, and for us with the house beside it."""
    if getattr(message, "is_restricted", False):
        return restricted_name()
    name = message.author.name if message.author else ""
    if message.kind == MessageKind.FROM_US:
        return ", ".join(part for part in (name, instance.current().organisation_name) if part)
    return name or message.came_from or _("Somebody")
