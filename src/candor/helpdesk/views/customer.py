"""The Customer Center's cases: a list, and each case as an exchange of letters."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from candor.helpdesk import content, letters
from candor.helpdesk.actions.uploads import stored
from candor.helpdesk.forms.customer import LetterForm, NewCaseForm
from candor.helpdesk.models import Draft, Message, MessageKind, Status, Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.public import (
    CannotFollow,
    EmptyMessage,
    NewMessage,
    NewTicket,
    TextTooLong,
    TicketIsClosed,
    add_customer_message,
    close_ticket,
    discard_draft,
    open_ticket,
    reopen_ticket,
    save_draft,
)
from candor.kernel import instance
from candor.kernel.actor import Channel
from candor.kernel.http.request import Request
from candor.kernel.ids import new_ref
from candor.people.public import Organisation, primary_email
from candor.privacy.public import current_notice_version
from candor.ui.public import page, show_again

LETTER, NEW_CASE = "letter", "new-case"
"""Purposes of drafts."""

ORGANISATION, COPIES = "organisation", "copies"
"""In the address of the list: the organisation's cases, or those of which one gets copies, instead of one's own."""

STATUS_WORDS = {
    Status.NEW: ("new", gettext_lazy("Received")),
    Status.OPEN: ("open", gettext_lazy("We are on it")),
    Status.WAITING_CUSTOMER: ("waiting", gettext_lazy("Waiting for you")),
    Status.WAITING_OTHER: ("hold", gettext_lazy("Waiting for others")),
    Status.SCHEDULED: ("scheduled", gettext_lazy("Planned")),
    Status.SOLVED: ("solved", gettext_lazy("Solved")),
    Status.CLOSED: ("closed", gettext_lazy("Closed")),
}
"""A case's status as its customer reads it: whose move it is."""

FINISHED = frozenset({Status.SOLVED, Status.CLOSED})


def start(request: Request) -> HttpResponse:
    """Where the Customer Center begins."""
    return redirect("customer:cases")


def cases(request: Request) -> HttpResponse:
    """My cases; for a super customer those of the organisation too; those of which copies came to me."""
    me = letters.reader(request.actor)
    whose, chosen = _chosen(me, request.GET.get("of", ""))
    after = request.GET.get("after", "")
    found = letters.page_of(chosen, after=after)
    return page(
        request,
        "helpdesk/customer/cases.html",
        me=me,
        waiting=None if whose or after else letters.waiting_for(me),
        cases=[_row(ticket) for ticket in found.cases],
        tabs=_tabs(me, whose),
        whose=whose,
        newer_url=_cases_url(of=whose) if after else "",
        older_url=_cases_url(of=whose, after=found.older) if found.older else "",
    )


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
        return _new_case_page(request, _continuing(ticket, form, me), status=409, closed=ticket)
    discard_draft(ticket, purpose=LETTER, by=me.actor)
    messages.success(request, _("Your message is with us."))
    return redirect(f"{reverse('customer:case', args=[ticket.ref])}#letter-{letter.ref}")


@require_POST
def close(request: Request, ref: str) -> HttpResponse:
    """The customer needs nothing more."""
    me = letters.reader(request.actor)
    ticket = letters.own_case_for(me, ref)
    try:
        close_ticket(ticket, by=me.actor)
        messages.success(request, _("The case is closed. You can open it again at any time."))
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
    except (CannotFollow, TicketIsClosed):
        messages.warning(request, _("This case cannot be opened again as it stands now."))
    return redirect("customer:case", ref)


@require_POST
def draft(request: Request, ref: str) -> HttpResponse:
    """Keep what the customer is typing in a case."""
    me = letters.reader(request.actor)
    return _keep(request, letters.case_for(me, ref), LETTER, me)


def new_case(request: Request) -> HttpResponse:
    """Ask something new."""
    me = letters.reader(request.actor)
    if request.method == "POST":
        return _open(request, me)
    saved = _saved(None, NEW_CASE, me)
    initial = {"body": saved.text if saved else "", "key": new_ref()}
    form = NewCaseForm(initial=initial, person_id=me.person_id)
    return _new_case_page(request, form, saved_at=saved.saved_at if saved else None)


@require_POST
def new_case_draft(request: Request) -> HttpResponse:
    """Keep what the customer is typing in a new case."""
    return _keep(request, None, NEW_CASE, letters.reader(request.actor))


def attachment(request: Request, ref: str) -> FileResponse:
    """A file of a letter; who may have it is asked each time."""
    return content.file_response(letters.attachment_for(letters.reader(request.actor), ref).file)


def message_html(request: Request, ref: str) -> HttpResponse:
    """A mail as it was laid out, in a sandbox of its own."""
    return content.frame_response(letters.letter_for(letters.reader(request.actor), ref))


def _write(request: Request, ticket: Ticket, form: LetterForm, me: letters.Reader) -> Message:
    given = form.cleaned_data
    with stored(given["files"]) as files:
        new = NewMessage(
            text=given["body"],
            channel=Channel.WEB,
            came_from=_address_of(request),
            files=files,
            submission_key=given["key"] or None,
        )
        return add_customer_message(ticket, new, by=me.actor)


def _open(request: Request, me: letters.Reader) -> HttpResponse:
    form = NewCaseForm(request.POST, request.FILES, person_id=me.person_id)
    if not form.is_valid():
        return _new_case_page(request, form, status=422)
    given = form.cleaned_data
    with stored(given["files"]) as files:
        ticket = open_ticket(
            NewTicket(
                requester=request.person,
                subject=given["subject"],
                text=given["body"],
                channel=Channel.WEB,
                category=given["category"],
                organisation=given.get("organisation"),
                came_from=_address_of(request),
                files=files,
                submission_key=given["key"] or None,
                notice_version=current_notice_version(),
                is_sender_verified=me.is_proven,
                follows=_followed(me, given["follows"]),
            ),
            by=me.actor,
        )
    discard_draft(None, purpose=NEW_CASE, by=me.actor)
    messages.success(request, _("Your case is with us."))
    return redirect("customer:case", ticket.ref)


def _keep(request: Request, ticket: Ticket | None, purpose: str, me: letters.Reader) -> HttpResponse:
    try:
        save_draft(ticket, request.POST.get("body", ""), purpose=purpose, by=me.actor)
    except TextTooLong:
        return HttpResponse(status=422)
    return HttpResponse(status=204)


def _case_page(
    request: Request, ticket: Ticket, me: letters.Reader, *, form: LetterForm | None = None, error: str = ""
) -> HttpResponse:
    """The case; with a form that was refused, its words stay where they were typed."""
    saved = _saved(ticket, LETTER, me)
    shape, words = STATUS_WORDS[Status(ticket.status)]
    letters_in_order = [_letter(letter) for letter in letters.letters_in(ticket, me)]
    context: dict[str, Any] = {
        "ticket": ticket,
        "shape": shape,
        "words": words,
        "letters": letters_in_order,
        "me": me,
        "is_closed": ticket.status == Status.CLOSED,
        "joined": letters.joined_with(me, ticket),
        "gets_copies": not letters.has_every_letter(ticket, me),
        "is_finished": ticket.status in FINISHED,
        "text": form["body"].value() or "" if form else saved.text if saved else "",
        "key": (form["key"].value() if form else "") or new_ref(),
        "saved_at": saved.saved_at if saved else None,
        "error": error,
        "upload_limit": _upload_limit(),
    }
    if form is None:
        return page(request, "helpdesk/customer/case.html", **context)
    return show_again(request, "helpdesk/customer/case.html#main", **context)


def _new_case_page(request: Request, form: NewCaseForm, *, status: int = 200, **context: Any) -> HttpResponse:
    """The form for a new case. `closed` is the case that it continues, `saved_at` when its draft was kept."""
    return page(
        request,
        "helpdesk/customer/new_case.html",
        status=status,
        form=form,
        files_were_sent=bool(request.FILES),
        upload_limit=_upload_limit(),
        **{"closed": None, "saved_at": None, **context},
    )


def _continuing(ticket: Ticket, letter: LetterForm, me: letters.Reader) -> NewCaseForm:
    """A new case that follows a closed one, with the words that the closed one no longer takes."""
    initial = {
        "subject": ticket.subject,
        "body": letter.cleaned_data["body"],
        "category": ticket.category.ref if ticket.category else "",
        "key": new_ref(),
        "follows": ticket.ref,
    }
    return NewCaseForm(initial=initial, person_id=me.person_id)


def _followed(me: letters.Reader, ref: str) -> Ticket | None:
    return letters.case_for(me, ref) if ref else None


def _saved(ticket: Ticket | None, purpose: str, me: letters.Reader) -> Draft | None:
    return Draft.objects.filter(author=me.person_id, ticket=ticket, purpose=purpose).first()


def _address_of(request: Request) -> str:
    """The address or number that the person is known by, kept with what they write (mission A6)."""
    return primary_email(request.person)


def _first_error(form: LetterForm) -> str:
    return next(str(text) for texts in form.errors.values() for text in texts)


def _upload_limit() -> int:
    return int(settings.INSTANCE.upload_mb) * 1_000_000


def _row(ticket: Ticket) -> dict[str, Any]:
    shape, words = STATUS_WORDS[Status(ticket.status)]
    return {
        "url": reverse("customer:case", args=[ticket.ref]),
        "subject": ticket.subject,
        "number": ticket.number,
        "who": ticket.requester.name,
        "shape": shape,
        "words": words,
        "at": ticket.changed_at,
    }


def _letter(message: Message) -> dict[str, Any]:
    return {
        "id": f"letter-{message.ref}",
        "author": _author_of(message),
        "side": "ours" if message.kind == MessageKind.FROM_US else "theirs",
        "text": message.text,
        "quoted": message.quoted,
        "at": message.written_at,
        "html_url": reverse("customer:message-html", args=[message.ref]) if message.html else "",
        "files": [
            {
                "name": each.file.name,
                "url": reverse("customer:attachment", args=[each.file.ref]),
                "size": each.file.size,
            }
            for each in message.attachments.all()
        ],
    }


def _author_of(message: Message) -> str:
    """How the letter is signed: by name, and for us with the house beside it."""
    name = message.author.name if message.author else ""
    if message.kind == MessageKind.FROM_US:
        return ", ".join(part for part in (name, instance.current().organisation_name) if part)
    return name or message.came_from or _("Somebody")


def _chosen(me: letters.Reader, of: str) -> tuple[str, TicketQuerySet]:
    """Which cases the address asks for; what one does not have counts as not asked."""
    if of == ORGANISATION and me.actor.organisation_ids:
        return of, letters.organisation_cases(me)
    return (of, letters.copied_cases(me)) if of == COPIES else ("", letters.own_cases(me))


def _tabs(me: letters.Reader, whose: str) -> list[dict[str, Any]]:
    """My cases and what else there is: a super customer's organisation, called by its name; copies."""
    names = list(Organisation.objects.filter(pk__in=me.actor.organisation_ids).values_list("name", flat=True)[:2])
    one = _("All cases of %(name)s") % {"name": names[0]} if names else ""
    further = {
        ORGANISATION: (one if len(names) == 1 else _("All cases of my organisations"))
        if names and me.is_proven
        else "",
        COPIES: _("Copied to me") if whose == COPIES or letters.copied_cases(me).exists() else "",
    }
    tabs = [
        {"label": label, "url": _cases_url(of=of), "current": whose == of} for of, label in further.items() if label
    ]
    return [{"label": _("My cases"), "url": _cases_url(), "current": not whose}, *tabs] if tabs else []


def _cases_url(**query: str) -> str:
    chosen = {name: value for name, value in query.items() if value}
    return reverse("customer:cases") + (f"?{urlencode(chosen)}" if chosen else "")
