"""What the stop link in news of releases opens. It needs no sign-in, no cookie and no JavaScript.

Looking changes nothing, because mail scanners follow links and run scripts. A press acts at once, and whoever pressed
may take it back within the hour.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.catalogue.actions import news, news_again, news_by_mail
from candor.catalogue.models import ReleaseSubscription
from candor.kernel.actor import ANONYMOUS, Actor, ActorKind
from candor.kernel.http.request import Request
from candor.kernel.registries.guards import Ask, allowed
from candor.kernel.turns import a_moment_ago
from candor.privacy.public import ConsentWay, LedgerBroken, LedgerBusy, Reach, SuppressionReason, suppress
from candor.ui.public import page

TEMPLATE, CONFIRM = "catalogue/downloads/stop.html", "catalogue/downloads/confirm_news.html"
Known = Callable[..., HttpResponse]
"""A view that is given the subscription behind the link."""


def of_known(view: Known) -> Callable[..., HttpResponse]:
    """Look up whose link it is. One that is not ours does not exist."""

    @wraps(view)
    def looked_up(request: Request, key: str, **further: str) -> HttpResponse:
        found = news.linked_subscription(key)
        if found is None:
            raise Http404
        return view(request, found, key, **further)

    return looked_up


@require_http_methods(["GET", "HEAD", "POST"])
@of_known
def stop(request: Request, found: ReleaseSubscription, key: str) -> HttpResponse:
    """One button. A POST stops, from the page or from the mail program itself."""
    if request.method != "POST":
        return _page(request, found, key)
    if request.POST.get("List-Unsubscribe") == "One-Click":
        news.stop(found, ConsentWay.ONE_CLICK, by=ANONYMOUS)
        found.refresh_from_db(fields=["ended_at"])
        return _page(request, found, key)
    news.stop(found, ConsentWay.LINK, by=ANONYMOUS)
    found.refresh_from_db(fields=["ended_at"])
    if found.ended_at is None or found.ended_at < a_moment_ago():
        return HttpResponseRedirect(reverse("public:release-news-stop", args=[key]), status=303)
    return _to_confirmation(key, news_again.secret_to_undo(found))


@require_POST
@of_known
def everything(request: Request, found: ReleaseSubscription, key: str) -> HttpResponse:
    """No news, no newsletter and no other advertising to the address."""
    try:
        entry = suppress(found.email, Reach.EMAIL, SuppressionReason.WITHDRAWAL, by=ANONYMOUS)
    except (LedgerBusy, LedgerBroken):
        news.stop(found, ConsentWay.LINK, by=ANONYMOUS)
        found.refresh_from_db(fields=["ended_at"])
        return _page(request, found, key, status=503, is_late=True)
    if entry.since < a_moment_ago():
        return HttpResponseRedirect(reverse("public:release-news-stop", args=[key]), status=303)
    return _to_confirmation(key, news_again.secret_to_undo(found, everything=True))


@require_safe
@of_known
def stopped(request: Request, found: ReleaseSubscription, key: str, secret: str) -> HttpResponse:
    """Confirms the address, says what stays, and offers to take the press back."""
    may_undo = news_again.token_behind(found, secret) is not None
    return _page(request, found, key, undo=secret if may_undo else "")


@require_POST
@of_known
def take_back(request: Request, found: ReleaseSubscription, key: str, secret: str) -> HttpResponse:
    """The press was a mistake."""
    try:
        news_again.undo(found, secret, by=ANONYMOUS)
    except (LedgerBusy, LedgerBroken):
        return _page(request, found, key, status=503, undo=secret, undo_is_late=True)
    return HttpResponseRedirect(reverse("public:release-news-stop", args=[key]), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: Request, secret: str) -> HttpResponse:
    """The mailed link of who had stopped all advertising and wants these news after all. Looking changes nothing."""
    asked = news_by_mail.asked_behind(secret)
    if asked is None:
        return page(request, CONFIRM, status=410, state="gone")
    if request.method != "POST":
        return _confirming(request, asked, "asked")
    try:
        news_by_mail.confirm_by_mail(asked, by=Actor(ActorKind.CUSTOMER, asked.identifier.person_id))
    except news.Suppressed:
        return page(request, CONFIRM, status=410, state="gone")
    except (LedgerBusy, LedgerBroken):
        return _confirming(request, asked, "late", status=503)
    return _confirming(request, asked, "confirmed")


def _confirming(request: Request, asked: news_by_mail.Asked, state: str, status: int = 200) -> HttpResponse:
    return page(
        request,
        CONFIRM,
        status=status,
        state=state,
        email=asked.identifier.written,
        product=asked.product.name_in(get_language() or "en"),
        words=news.words_for(asked.product, asked.language),
    )


def _to_confirmation(key: str, secret: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("public:release-news-stopped", args=[key, secret]), status=303)


def _page(
    request: Request, found: ReleaseSubscription, key: str, status: int = 200, **said: str | bool
) -> HttpResponse:
    return page(
        request,
        TEMPLATE,
        status=status,
        found=found,
        name=found.product.name_in(get_language() or "en"),
        key=key,
        is_silent=not allowed(Ask.ADVERTISE_TO, found.email),
        **{"undo": "", "undo_is_late": False, "is_late": False, **said},
    )
