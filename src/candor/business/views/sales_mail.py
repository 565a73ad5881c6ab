"""Sales mail in the Tech Center: what waits, one correspondence, answering it and settling it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from candor.business import access, queries
from candor.business.actions import handling
from candor.business.actions.answering import Answer, NowhereToAnswer, address_for, send_answer
from candor.business.actions.receiving import stored
from candor.business.content import frame_response
from candor.business.forms import AnswerForm
from candor.business.models import Correspondence
from candor.business.models.sales_mail import WORK
from candor.business.words import state_of
from candor.kernel.files import FileTooLarge, serve
from candor.kernel.http.request import Request
from candor.privacy.public import open_sign
from candor.ui.public import page


@require_safe
def sales_mail(request: Request) -> HttpResponse:
    """What waits for sales, the longest first; what one has taken; everything."""
    view = request.GET.get("show", "")
    view = view if view in queries.VIEWS else "waiting"
    listing = queries.listing(request.actor, view, request.GET.get("after", "")[:16])
    address = reverse("tech:sales-mail")
    return page(
        request,
        "business/tech/sales_mails.html",
        view=view,
        rows=[(row, *state_of(row)) for row in listing.rows],
        chips=_chips(view),
        older=f"{address}?{urlencode({'show': view, 'after': listing.older})}" if listing.older else "",
        newer=f"{address}?{urlencode({'show': view})}" if request.GET.get("after") else "",
    )


@require_safe
def correspondence(request: Request, ref: str) -> HttpResponse:
    """The mails of one correspondence, with the answer at their foot."""
    found = access.readable_correspondence(request.actor, ref)
    return _page(request, found, AnswerForm())


@require_POST
def answer(request: Request, ref: str) -> HttpResponse:
    """Write to the person."""
    found = access.workable_correspondence(request.actor, ref)
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    clean = form.cleaned_data
    try:
        with stored(clean["files"]) as files:
            send_answer(found, Answer(clean["text"], clean["key"], files), by=request.actor)
    except (NowhereToAnswer, FileTooLarge) as refusal:
        form.add_error(None, _told(refusal))
        return _page(request, found, form, status=422)
    messages.success(request, _("The answer is on its way."))
    return _to(found)


@require_POST
def take(request: Request, ref: str) -> HttpResponse:
    """See to it oneself."""
    found = access.workable_correspondence(request.actor, ref)
    if not handling.take(found, by=request.actor):
        messages.error(request, _("A colleague has taken it already."))
    return _to(found)


@require_POST
def give_back(request: Request, ref: str) -> HttpResponse:
    """Leave it to whoever comes."""
    return _done(request, ref, handling.give_back, _("It waits for somebody to take it."))


@require_POST
def settle(request: Request, ref: str) -> HttpResponse:
    """Nothing more is to be done."""
    return _done(request, ref, handling.settle, _("It is settled. A further mail of the person brings it back."))


@require_POST
def open_again(request: Request, ref: str) -> HttpResponse:
    """It is to be seen to after all."""
    return _done(request, ref, handling.open_again, _("It waits for us again."))


@require_safe
def file(request: Request, held: str) -> HttpResponseBase:
    """One file of a mail that the actor may read, to be saved."""
    found = access.readable_file(request.actor, held)
    access.note_look(request, found.mail.correspondence)
    return serve(found.file)


@require_safe
def mail_html(request: Request, mail: str) -> HttpResponse:
    """A mail as it was sent, for a sandboxed frame."""
    found = access.readable_mail(request.actor, mail)
    if not found.html:
        raise Http404
    access.note_look(request, found.correspondence)
    return frame_response(found)


def _page(request: Request, found: Correspondence, form: AnswerForm, status: int = 200) -> HttpResponse:
    access.note_look(request, found)
    shape, words = state_of(found)
    return page(
        request,
        "business/tech/sales_mail.html",
        status=status,
        found=found,
        talk=queries.conversation(found),
        shape=shape,
        state=words,
        may_work=request.actor.may(WORK),
        sign=open_sign(found),
        is_mine=found.taken_by_id == request.actor.id,
        to_address=address_for(found),
        form=form,
        upload_limit=settings.INSTANCE.upload_mb * 1_000_000,
        lost_files=bool(request.FILES),
    )


def _told(refusal: NowhereToAnswer | FileTooLarge) -> str:
    """Why the answer was not sent."""
    if isinstance(refusal, FileTooLarge):
        return _("A file is larger than %(limit)s MB and was not taken in.") % {"limit": refusal.most // 1_000_000}
    return _("No address of this person is known. Write one down on their page, then send again.")


def _done(request: Request, ref: str, act: Callable[..., Any], words: str) -> HttpResponse:
    found = access.workable_correspondence(request.actor, ref)
    act(found, by=request.actor)
    messages.success(request, words)
    return _to(found)


def _chips(view: str) -> list[dict[str, Any]]:
    words = {
        "waiting": pgettext("sales mail", "Waiting for us"),
        "mine": pgettext("sales mail", "Mine"),
        "all": pgettext("sales mail", "All"),
    }
    address = reverse("tech:sales-mail")
    return [
        {"label": text, "url": f"{address}?show={name}", "current": name == view} for name, text in words.items()
    ]  # fmt: skip


def _to(found: Correspondence) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("tech:sales-correspondence", args=[found.ref]), status=303)
