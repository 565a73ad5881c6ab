"""Announcements in the privacy office: begun, followed, and the work that is left."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.privacy.actions import announcing
from candor.privacy.forms_announcements import AnnouncementForm, DayForm, PassedOnForm, ToldForm
from candor.privacy.models import Announcement, NoticeKind, ToldClient, ToldPerson
from candor.privacy.queries import announcements as queries
from candor.ui.public import page

NOTHING_WRONG: Mapping[str, DayForm] = {}
LIST, ONE = "privacy/tech/announcements.html", "privacy/tech/announcement.html"


@require_http_methods(["GET", "HEAD", "POST"])
def announcements(request: Request) -> HttpResponse:
    """What was announced, and the form for what was not."""
    form = AnnouncementForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _list(request, form, 422 if form.is_bound else 200)
    try:
        begun = announcing.announce(form.change(), by=request.actor)
    except announcing.NothingToAnnounce:
        form.add_error(None, _("This version was announced already, or it is not there any more."))
        return _list(request, form, 409)
    messages.success(request, _("Everybody is told from now on. This page shows how far it is."))
    return _to(begun)


@require_safe
def announcement(request: Request, ref: str) -> HttpResponse:
    """How far it is, who could not be reached, and what clients said."""
    return _one(request, _found(request, ref))


@require_POST
def told(request: Request, ref: str, reader: str) -> HttpResponse:
    """Somebody was reached by letter or telephone."""
    found, form = _found(request, ref), ToldForm(request.POST, auto_id=f"{reader}_%s")
    row = ToldPerson.objects.visible_to(request.actor).filter(announcement=found, ref=reader).first()
    if row is None:
        raise Http404
    if not form.is_valid():
        return _one(request, found, 422, wrong={row.ref: form})
    announcing.note_told(row, form.cleaned_data["on"], form.cleaned_data["how"], by=request.actor)
    messages.success(request, _("It is noted that they were told."))
    return _to(found)


@require_POST
def passed_on(request: Request, ref: str, client: str) -> HttpResponse:
    """The client says that its people know."""
    found, form = _found(request, ref), PassedOnForm(request.POST, auto_id=f"{client}_%s")
    row = ToldClient.objects.filter(announcement=found, ref=client).first()
    if row is None:
        raise Http404
    if not form.is_valid():
        return _one(request, found, 422, wrong={row.ref: form})
    announcing.note_passed_on(row, form.cleaned_data["on"], by=request.actor)
    messages.success(request, _("It is noted that the client has told its people."))
    return _to(found)


def _found(request: Request, ref: str) -> Announcement:
    found = Announcement.objects.visible_to(request.actor).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def _list(request: Request, form: AnnouncementForm, status: int) -> HttpResponse:
    rows = [(row, NoticeKind(row.kind).label) for row in queries.announcements(request.actor)]
    return page(request, LIST, status=status, rows=rows, form=form)


def _one(
    request: Request, found: Announcement, status: int = 200, wrong: Mapping[str, DayForm] = NOTHING_WRONG
) -> HttpResponse:
    """With the form that was wrong, by the reference of its row."""
    rows, older = queries.unreached(found, request.GET.get("after", "")[:16])
    return page(
        request,
        ONE,
        status=status,
        found=found,
        document=NoticeKind(found.kind).label,
        changes=announcing.what_changed(found, get_language() or "en"),
        figures=queries.figures_of(found),
        rows=[(row, wrong.get(row.ref) or ToldForm(auto_id=f"{row.ref}_%s")) for row in rows],
        older=f"?after={older}" if older else "",
        clients=[
            (row, wrong.get(row.ref) or PassedOnForm(auto_id=f"{row.ref}_%s")) for row in queries.clients_told(found)
        ],
    )


def _to(found: Announcement) -> HttpResponse:
    return HttpResponseRedirect(reverse("tech:privacy-announcement", args=[found.ref]), status=303)
