"""Related cases: links, parent and children, and the messages that become a case of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.helpdesk.access import WORK, note_look, readable_ticket, workable_ticket
from candor.helpdesk.actions import linking
from candor.helpdesk.actions.splitting import Split, split
from candor.helpdesk.forms.shaping import LINK_CHOICES, ChildrenForm, LinkForm, SplitForm
from candor.helpdesk.models import LinkKind, Message, Ticket
from candor.helpdesk.queries.case import SIDES
from candor.helpdesk.queries.related import links_of, related_to
from candor.helpdesk.queries.similar import numbered
from candor.helpdesk.refusals import Refused, StaleTicket
from candor.helpdesk.restricting import readable
from candor.helpdesk.rules.texts import TextTooLong
from candor.helpdesk.views.tech.answers import go_to
from candor.helpdesk.views.tech.sentences import problems_of, sentence_for
from candor.kernel.actor import Actor
from candor.kernel.files import FileTooLarge
from candor.kernel.http.request import Request
from candor.kernel.registries.restricted import without_restricted
from candor.people.public import Person
from candor.ui.public import fragment, is_htmx, page

TEMPLATE = "helpdesk/tech/related.html"
MOST_MESSAGES = 200


@require_safe
def related(request: Request, ref: str) -> HttpResponse:
    """Parent, children, links: the panel beside the case, or a page of its own."""
    case = readable_ticket(request.actor, ref)
    note_look(request, case)
    if is_htmx(request):
        return fragment(request, f"{TEMPLATE}#panel", **_context(request, case))
    return page(request, TEMPLATE, **_context(request, case))


@require_POST
def link(request: Request, ref: str) -> HttpResponse:
    """Say how the case stands to another one."""
    case, form = workable_ticket(request.actor, ref), LinkForm(request.POST)
    if not form.is_valid():
        return _again(request, case, problems_of(form))
    found = numbered(form.cleaned_data["number"], by=request.actor)
    if len(found) != 1 or len(form.cleaned_data["number"]) != 1:
        return _again(request, case, _("There is no case of this number, or you do not see it."))
    kind = form.cleaned_data["kind"]
    ticket, other = (found[0], case) if kind.endswith("-by") else (case, found[0])
    try:
        linking.link(ticket, other, LinkKind(kind.removesuffix("-by")), by=request.actor)
    except Refused as refusal:
        return _again(request, case, sentence_for(refusal))
    return _changed(request, case)


@require_POST
def unlink(request: Request, ref: str, link: str) -> HttpResponse:
    """Take a link away, from either end."""
    case = workable_ticket(request.actor, ref)
    row = next((row for row in links_of(case, by=request.actor) if row.ref == link), None)
    if row is None:
        raise Http404
    linking.unlink(row, by=request.actor)
    return _changed(request, case)


@require_POST
def add_children(request: Request, ref: str) -> HttpResponse:
    """Make other cases parts of this one: all of them that can be, and say which cannot."""
    case, form = workable_ticket(request.actor, ref), ChildrenForm(request.POST)
    if not form.is_valid():
        return _again(request, case, problems_of(form))
    found = numbered(form.cleaned_data["numbers"], by=request.actor)
    missing = [str(number) for number in form.cleaned_data["numbers"] if number not in {each.number for each in found}]
    problems = [_unseen(missing)] if missing else []
    for child in found:
        try:
            linking.make_child(child, case, by=request.actor)
        except Refused as refusal:
            problems.append(f"{child.number}: {sentence_for(refusal)}")
    return _again(request, case, " ".join(problems)) if problems else _changed(request, case)


@require_POST
def release_child(request: Request, ref: str, child: str) -> HttpResponse:
    """Let a child stand for itself again."""
    case = workable_ticket(request.actor, ref)
    part = workable_ticket(request.actor, child)
    if part.parent_id != case.pk:
        raise Http404
    linking.release_child(part, by=request.actor)
    return _changed(request, case)


@require_http_methods(["GET", "HEAD", "POST"])
def split_off(request: Request, ref: str) -> HttpResponse:
    """Choose messages and make a case of their own of them."""
    case = workable_ticket(request.actor, ref)
    people = _people_in(case, request.actor)
    form = SplitForm(case, people, request.POST or None)
    if not form.is_valid():
        return _split_page(request, case, form, status=422 if form.is_bound else 200)
    clean = form.cleaned_data
    wanted = Split(list(clean["message"].order_by("id")), clean["subject"], clean["requester"])
    try:
        new = split(case, wanted, by=request.actor, expected_version=clean["version"])
    except StaleTicket as refusal:
        return _split_page(request, case, form, problem=sentence_for(refusal), status=409)
    except (Refused, TextTooLong, FileTooLarge) as refusal:
        return _split_page(request, case, form, problem=sentence_for(refusal), status=422)
    count = len(wanted.messages)
    messages.success(
        request,
        ngettext("Opened with %(num)d copied message.", "Opened with %(num)d copied messages.", count) % {"num": count},
    )
    return go_to("tech:ticket", new.ref)


def _split_page(
    request: Request, case: Ticket, form: SplitForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    written = readable(Message.objects.filter(ticket=case), request.actor)
    rows = written.select_related("author").prefetch_related("attachments__file")
    shown = list(rows.order_by("-id")[:MOST_MESSAGES])[::-1]
    chosen = request.POST.getlist("message") or request.GET.getlist("message")
    return page(
        request,
        "helpdesk/tech/split.html",
        status=status,
        ticket=case,
        form=form,
        problem=problem,
        chosen=chosen,
        sayings=[(message, SIDES[message.kind]) for message in shown],
        people_choices=[(person.ref, person.name) for person in _people_in(case, request.actor)],
        requester=request.POST.get("requester", case.requester.ref),
        subject=request.POST.get("subject", case.subject),
    )


def _people_in(case: Ticket, by: Actor) -> Any:
    """Who could be the new case's requester: this one's, and every customer who wrote in it."""
    writers = Message.objects.filter(ticket=case, kind="from-customer", author__isnull=False).values("author")
    theirs = Person.objects.filter(pk__in=writers) | Person.objects.filter(pk=case.requester_id)
    return without_restricted(theirs, by).distinct().order_by("name", "id")


def _context(request: Request, case: Ticket, **more: Any) -> dict[str, Any]:
    return {
        "ticket": case,
        "may_work": request.actor.may(WORK) and case.merged_into_id is None,
        "related": related_to(case, by=request.actor),
        "link_choices": LINK_CHOICES,
        "problem": "",
        "typed": {},
        **more,
    }


def _unseen(numbers: list[str]) -> str:
    return _("There is no case %(numbers)s, or you do not see it.") % {"numbers": ", ".join(numbers)}


def _changed(request: Request, case: Ticket) -> HttpResponse:
    case.refresh_from_db(fields=["parent", "version"])
    if is_htmx(request):
        return fragment(request, f"{TEMPLATE}#panel", **_context(request, case))
    return go_to("tech:ticket-related", case.ref)


def _again(request: Request, case: Ticket, problem: str) -> HttpResponse:
    context = _context(request, case, problem=problem, typed=request.POST)
    if is_htmx(request):
        return fragment(request, f"{TEMPLATE}#panel", status=422, **context)
    return page(request, TEMPLATE, status=422, **context)
