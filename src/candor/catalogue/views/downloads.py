"""Downloads as people find them: on the public site, which knows no session, and in the Customer Center."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.catalogue import access_releases as access
from candor.catalogue import queries_releases as queries
from candor.catalogue.actions import news
from candor.catalogue.actions.downloading import note_download
from candor.catalogue.actions.news_by_mail import ask_by_mail
from candor.catalogue.models import Audience, DownloadWay, Product, Release
from candor.catalogue.rules.releases import sums_file
from candor.catalogue.serving import hand_out, is_beginning
from candor.catalogue.words_releases import CHANNELS, FOR_READERS, PLATFORMS
from candor.kernel.actor import ANONYMOUS, Actor
from candor.kernel.http.limits import allow
from candor.kernel.http.request import Request
from candor.privacy.public import ConsentWay, markup_of
from candor.ui.public import page

MOST_MAILS, HOUR = 4, timedelta(hours=1)
PUBLIC, CUSTOMER = "ui/layouts/public.html", "ui/layouts/customer.html"


@require_safe
def public_list(request: Request) -> HttpResponse:
    """Every product of which releases are offered."""
    rows = [(row, FOR_READERS[row.latest.audience]) for row in queries.offered_products()]
    return page(request, "catalogue/downloads/public_list.html", rows=rows, language=get_language() or "en")


@require_safe
def my_list(request: Request) -> HttpResponse:
    """The same for who has signed in, with their own products first and the news that they get."""
    rows = [(row, FOR_READERS[row.latest.audience]) for row in queries.products_for(request.actor)]
    language = get_language() or "en"
    return page(request, "catalogue/downloads/my_list.html", rows=rows, language=language, words_for=news.words_for)


@require_safe
def product(request: Request, ref: str) -> HttpResponse:
    """All releases of a product that are offered, with their days."""
    found = access.offered_product(ref)
    return page(
        request,
        "catalogue/downloads/product.html",
        text=found.text_in(get_language() or "en"),
        rows=[(row, CHANNELS[row.channel], FOR_READERS[row.audience]) for row in queries.offered_releases(found)],
    )


@require_safe
def public_release(request: Request, ref: str) -> HttpResponse:
    """One release: what is new, and its files or the way to them."""
    return _release(request, access.published_release(ANONYMOUS, ref), ANONYMOUS, "public")


@require_safe
def my_release(request: Request, ref: str) -> HttpResponse:
    """The same for who has signed in."""
    return _release(request, access.published_release(request.actor, ref), request.actor, "customer")


@require_safe
def sums(_request: Request, ref: str) -> HttpResponse:
    """The SHA-256 of each file, as `sha256sum -c` reads it."""
    found = access.published_release(ANONYMOUS, ref)
    if not found.is_standing:
        raise Http404
    text = sums_file((held.file.sha256, held.file.name) for held in queries.files_of(found))
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="SHA256SUMS"'
    return answer


@require_safe
def public_file(request: Request, free: str) -> HttpResponseBase:
    """A file that is open to everybody: counted, and nothing else."""
    return _file(request, free, ANONYMOUS, PUBLIC)


@require_safe
def my_file(request: Request, download: str) -> HttpResponseBase:
    """A file for who has signed in, noted once a day."""
    return _file(request, download, request.actor, CUSTOMER)


@require_POST
def begin_news(request: Request, ref: str) -> HttpResponse:
    """Be told of new releases of a product."""
    found = access.offered_product(ref)
    try:
        news.subscribe(found, request.person, get_language() or "en", by=request.actor)
    except news.Suppressed:
        _ask_by_mail(request, found)
    else:
        messages.success(request, _("We will tell you of new releases by e-mail."))
    return HttpResponseRedirect(reverse("customer:downloads"), status=303)


@require_POST
def end_news(request: Request, ref: str) -> HttpResponse:
    """No more news of it."""
    subscription = news.wants_news(access.offered_product(ref), request.person)
    if subscription is not None and news.stop(subscription, ConsentWay.ACCOUNT, by=request.actor):
        messages.success(request, _("You get no more news of this product."))
    return HttpResponseRedirect(reverse("customer:downloads"), status=303)


def _ask_by_mail(request: Request, found: Product) -> None:
    if not allow(("release-news", "person", request.person.pk), MOST_MAILS, HOUR):
        messages.error(request, _("We sent you this mail often within an hour. Look into your mailbox."))
        return
    ask_by_mail(found, request.person, get_language() or "en", by=request.actor)
    messages.success(request, _("You had stopped all our advertising. Press the button in the mail that we just sent."))


def gone(request: Request, found: Release, layout: str) -> HttpResponse:
    """The release was withdrawn: the page says so, and which one to take instead."""
    newer = queries.newer_than(found)
    face = "public" if layout == PUBLIC else "customer"
    return page(
        request,
        "catalogue/downloads/withdrawn.html",
        status=410,
        layout=layout,
        found=found,
        language=get_language() or "en",
        newer=newer,
        newer_url=reverse(f"{face}:download-release", args=[newer.ref]) if newer is not None else "",
        back=reverse(f"{face}:downloads"),
    )


def _file(request: Request, ref: str, actor: Actor, layout: str) -> HttpResponseBase:
    withdrawn = access.withdrawn_with(ref)
    if withdrawn is not None:
        return gone(request, withdrawn, layout)
    held = access.fetchable_file(actor, ref)
    answer = hand_out(held.file, request)
    if is_beginning(request, answer):
        note_download(held, None if actor.is_anonymous else request.person, DownloadWay.ACCOUNT)
    return answer


def _release(request: Request, found: Release, actor: Actor, face: str) -> HttpResponse:
    layout = PUBLIC if face == "public" else CUSTOMER
    if not found.is_standing:
        return gone(request, found, layout)
    language = get_language() or "en"
    may_fetch = queries.may_fetch(actor, found)
    return page(
        request,
        "catalogue/downloads/release.html",
        layout=layout,
        found=found,
        name=found.name_in(language),
        product=found.product.name_in(language),
        channel=CHANNELS[found.channel],
        said=FOR_READERS[found.audience],
        notes=markup_of(found.notes_in(language)),
        files=[(held, PLATFORMS[held.platform]) for held in queries.files_of(found)] if may_fetch else [],
        file_route=f"{face}:download-file",
        may_fetch=may_fetch,
        by_form=found.audience == Audience.FORM and not may_fetch,
        is_public=face == "public",
        back=reverse(f"{face}:downloads"),
    )
