"""The bell: what is new, marking it read, and how one wants to be told. The same in Tech and Business Center."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.helpdesk.access import readable_ticket
from candor.helpdesk.actions.notification_mail import change_settings
from candor.helpdesk.actions.notifying import read_case, read_everything, read_notification
from candor.helpdesk.forms.notifications import NotificationSettingsForm
from candor.helpdesk.models import Event, Notification, NotificationSettings
from candor.helpdesk.queries.bell import bell_page, things_of
from candor.helpdesk.queries.paging import Cursor
from candor.helpdesk.views.tech.going import see
from candor.helpdesk.words import REASON_WORDS, told
from candor.kernel.http.request import Request
from candor.kernel.registries import bell
from candor.ui.public import answer, fragment, is_htmx, page

TEMPLATE = "helpdesk/tech/notifications.html"

ICONS = (
    (Event.OVERDUE, "clock-alert"),
    (Event.CALL_DUE, "phone"),
    (Event.REPLY_HELD, "mail-warning"),
    (Event.TIME_ANSWERED, "stamp"),
    (Event.MENTIONED, "at-sign"),
    (Event.ASSIGNED, "user-check"),
    (Event.CAME_BACK, "alarm-clock"),
    (Event.DUE_SOON, "clock"),
    (Event.CUSTOMER_WROTE, "message-square"),
    (Event.COLLEAGUE_WROTE, "users"),
)


@require_safe
def notifications(request: Request) -> HttpResponse:
    """Everything that was told, unread in bold."""
    return page(request, TEMPLATE, **_lines(request, request.GET.get("older", "")))


@require_POST
def read_one(request: Request, ref: str) -> HttpResponse:
    """Mark one line as read."""
    line = Notification.objects.visible_to(request.actor).filter(ref=ref).first()
    if line is None:
        raise Http404
    read_notification(line, by=request.actor)
    return _changed(request)


@require_POST
def read_all(request: Request) -> HttpResponse:
    """Mark everything as read."""
    read_everything(by=request.actor)
    return _changed(request)


@require_POST
def read_ticket(request: Request, ref: str) -> HttpResponse:
    """The case was looked at: the page asks for this by itself, because looking alone changes nothing."""
    case = readable_ticket(request.actor, ref)
    read_case(case, by=request.actor)
    if is_htmx(request):
        return fragment(request, f"{TEMPLATE}#badges", unread=_unread(request))
    return see("tech:ticket", ref)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Request) -> HttpResponse:
    """How one wants to be told of what, and when not by mail."""
    row = NotificationSettings.objects.filter(person=request.person).first()
    form = NotificationSettingsForm(row, request.actor, request.POST or None)
    if form.is_valid():
        change_settings(request.person, form.ways, form.quiet, by=request.actor)
        messages.success(request, _("Your settings are saved."))
        return see(f"{_face(request)}:notifications")
    status = 422 if form.is_bound else 200
    return page(request, "helpdesk/tech/notification_settings.html", status=status, form=form, face=_face(request))


def _lines(request: Request, older: str = "") -> dict[str, Any]:
    found = bell_page(by=request.actor, after=Cursor.read(older))
    face, things = _face(request), things_of(found.lines, by=request.actor)
    here = reverse(f"{face}:notifications")
    return {
        "face": face,
        "lines": [_shown(line, face, things) for line in found.lines],
        "has_unread": any(line.read_at is None for line in found.lines) or bool(_unread(request)),
        "newer_url": here if older else "",
        "older_url": f"{here}?older={found.older}" if found.older else "",
        "unread": _unread(request),
    }


def _shown(line: Notification, face: str, things: Mapping[tuple[str, str], bell.Line]) -> dict[str, Any]:
    if line.ticket is not None:
        place = {"url": reverse("tech:ticket", args=[line.ticket.ref]), "title": line.ticket.subject,
                 "meta": f"#{line.ticket.number}"}  # fmt: skip
    else:
        thing = things.get((line.topic, line.about), bell.Line(_("No longer there, or no longer for you"), ""))
        place = {"url": thing.url, "title": thing.title, "meta": ""}
    return {
        **place,
        "read_url": reverse(f"{face}:notification-read", args=[line.ref]),
        "sub": f"{told(line.tally)} – {REASON_WORDS[line.reason]}",
        "icon": _icon(line.tally),
        "at": line.last_at,
        "unread": line.read_at is None,
    }


def _icon(tally: Mapping[str, int]) -> str:
    icons = [(event.value, icon) for event, icon in ICONS] + [(kind.name, kind.icon) for kind in bell.kinds().values()]
    return next((icon for event, icon in icons if tally.get(event)), "bell")


def _face(request: Request) -> str:
    """Where the reader is: the bell of either face marks the same lines."""
    return request.resolver_match.namespace if request.resolver_match is not None else "tech"


def _unread(request: Request) -> int:
    """What waits now: after a change the session's row is older than the truth."""
    staff = request.session.row.account.staff  # type: ignore[attr-defined] # the row that the middleware has loaded
    if request.method == "POST":
        staff.refresh_from_db(fields=["unread_notifications"])
    return int(staff.unread_notifications)


def _changed(request: Request) -> HttpResponse:
    shown = {**_lines(request), "oob": True} if is_htmx(request) else {}
    return answer(request, f"{TEMPLATE}#list", to=reverse(f"{_face(request)}:notifications"), **shown)
