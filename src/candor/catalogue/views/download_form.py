"""Asking for a release by the form, and what the links of our mails open. No page of it sets a cookie.

Looking changes nothing, because mail scanners follow links; what changes something is a press of a button. A link of
the form goes to the address that was given, so that only its owner gets the files.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.catalogue import access_releases as access
from candor.catalogue import queries_releases as queries
from candor.catalogue.actions import downloading, news
from candor.catalogue.forms_releases import DownloadForm, LinkedDownloadForm
from candor.catalogue.models import Audience, DownloadRequest, DownloadWay, Release
from candor.catalogue.serving import hand_out, is_beginning
from candor.catalogue.views.downloads import PUBLIC, gone
from candor.catalogue.words_releases import PLATFORMS
from candor.kernel.actor import ANONYMOUS
from candor.kernel.http.limits import allow
from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.kernel.registries import boxes
from candor.people.public import IdentifierKind, Refused, normalise
from candor.privacy.public import LedgerBroken, LedgerBusy, current_notice_version, markup_of
from candor.ui.public import Stamp, page, show_again

FORM, LINKED = "catalogue/downloads/form.html", "catalogue/downloads/linked.html"
MOST_PER_NETWORK, MOST_PER_ADDRESS, HOUR = 30, 4, timedelta(hours=1)
EITHER = ["GET", "HEAD", "POST"]


@require_http_methods(EITHER)
def ask(request: Request, ref: str) -> HttpResponse:
    """Say who one is, and have the link mailed."""
    found = access.published_release(ANONYMOUS, ref)
    if not found.is_standing:
        return gone(request, found, PUBLIC)
    if found.audience != Audience.FORM:
        raise Http404
    if request.method == "POST":
        return _receive(request, found)
    return page(request, FORM, form=_form(found, initial={"stamp": Stamp.new()}), **_said(found))


@require_safe
def asked(request: Request) -> HttpResponse:
    """The same for everybody."""
    return page(request, "catalogue/downloads/asked.html", days=downloading.LINK_LIVES.days)


@require_safe
def linked(request: Request, secret: str) -> HttpResponse:
    """The files behind the link of our mail."""
    wanted = downloading.linked_request(secret)
    if wanted is None:
        return page(request, "catalogue/downloads/link_ended.html", status=404)
    return _linked(request, wanted, secret)


@require_POST
def take(request: Request, secret: str) -> HttpResponse:
    """One press for the files, beside what was said there."""
    wanted = downloading.linked_request(secret)
    if wanted is None:
        return page(request, "catalogue/downloads/link_ended.html", status=404)
    form = _press(wanted, request.POST)
    if form.is_valid():
        downloading.take_by_link(wanted, form.ticked(wanted.email))
    return HttpResponseRedirect(reverse("public:download-link", args=[secret]), status=303)


@require_safe
def linked_file(request: Request, secret: str, download: str) -> HttpResponseBase:
    """A file of that release, noted once a day for whoever asked."""
    wanted = downloading.linked_request(secret)
    if wanted is None:
        return page(request, "catalogue/downloads/link_ended.html", status=404)
    if not wanted.release.is_standing:
        return gone(request, wanted.release, PUBLIC)
    held = access.file_of_release(wanted.release, download)
    answer = hand_out(held.file, request)
    if is_beginning(request, answer):
        downloading.note_download(held, wanted.person, DownloadWay.FORM)
    return answer


@require_POST
def confirm_news(request: Request, secret: str) -> HttpResponse:
    """Confirm the box that was ticked: the link shows that the address is theirs."""
    wanted = downloading.linked_request(secret)
    if wanted is None:
        return page(request, "catalogue/downloads/link_ended.html", status=404)
    try:
        subscription = news.confirm(wanted, get_language() or "en", by=ANONYMOUS)
    except news.Suppressed:
        return _linked(request, wanted, secret, "suppressed")
    except (LedgerBusy, LedgerBroken):
        return _linked(request, wanted, secret, "late", status=503)
    if subscription is None:
        raise Http404
    return _linked(request, wanted, secret, "confirmed" if subscription.ended_at is None else "")


def _form(found: Release, *args: Any, **options: Any) -> DownloadForm:
    drawn = boxes.Form(boxes.DOWNLOAD, get_language() or "en", ANONYMOUS, found)
    return DownloadForm(*args, drawn=drawn, **options)


def _receive(request: Request, found: Release) -> HttpResponse:
    form = _form(found, request.POST)
    if not form.is_valid():
        return show_again(request, f"{FORM}#form", form=form, **_said(found))
    given = form.cleaned_data
    if not _within_limits(request, given["email"]):
        form.add_error(None, _("This was asked for often within an hour. Look into your mailbox, or try again later."))
        return show_again(request, f"{FORM}#form", status=429, form=form, **_said(found))
    wanted = downloading.Wanted(
        name=given["name"],
        email=given["email"],
        wants_news=given["wants_news"],
        language=get_language() or "",
        submission_key=given["stamp"].key,
        notice_version=current_notice_version(),
        ticked=form.ticked(given["email"], given["stamp"].key),
    )
    try:
        downloading.ask_for_download(found, wanted, by=ANONYMOUS)
    except Refused as refused:
        form.add_error("email", str(refused.reason))
        return show_again(request, f"{FORM}#form", form=form, **_said(found))
    return HttpResponseRedirect(reverse("public:download-asked"), status=303)


def _press(wanted: DownloadRequest, *args: Any) -> LinkedDownloadForm:
    drawn = boxes.Form(boxes.LINKED_DOWNLOAD, get_language() or "en", ANONYMOUS, wanted)
    return LinkedDownloadForm(*args, drawn=drawn)


def _linked(
    request: Request, wanted: DownloadRequest, secret: str, news_are: str = "", *, status: int = 200
) -> HttpResponse:
    found = wanted.release
    if not found.is_standing:
        return gone(request, found, PUBLIC)
    language = get_language() or "en"
    return page(
        request,
        LINKED,
        status=status,
        found=found,
        name=found.name_in(language),
        product=found.product.name_in(language),
        words=news.words_for(found.product, language),
        notes=markup_of(found.notes_in(language)),
        press=_press(wanted),
        files=[(held, PLATFORMS[held.platform]) for held in queries.files_of(found)],
        secret=secret,
        news=news_are or ("asked" if news.waits_for_confirmation(wanted) else ""),
    )


def _said(found: Release) -> dict[str, Any]:
    return {"found": found, "called": found.name_in(get_language() or "en")}


def _within_limits(request: Request, email: str) -> bool:
    address = normalise(IdentifierKind.EMAIL, email)
    return allow(("download", "network", network_of(request)), MOST_PER_NETWORK, HOUR) and allow(
        ("download", "address", address), MOST_PER_ADDRESS, HOUR
    )
