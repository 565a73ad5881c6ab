"""Whether downloads that cost nothing count as a sale: what that means, and the owner's word."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.kernel.http.request import Request
from candor.newsletters.actions import free_downloads as actions
from candor.newsletters.forms_settings import FreeDownloadsForm
from candor.newsletters.offers_downloads import notices_at_downloads
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def free_downloads(request: Request) -> HttpResponse:
    """What it means, since when they count, and the box without which nothing changes."""
    form = FreeDownloadsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.let_count(by=request.actor)
        messages.success(request, _("Free downloads count from now on, of those who are told so from now on."))
        return _back()
    status = 422 if form.is_bound else 200
    told = {"counted": actions.counted_since(), "notices": notices_at_downloads(get_language() or "en")}
    return page(request, "newsletters/business/free_downloads.html", status=status, form=form, **told)


@require_POST
def no_more(request: Request) -> HttpResponse:
    """Back to the narrow side."""
    actions.let_count_no_more(by=request.actor)
    messages.success(request, _("Free downloads count no more. Nothing goes out by them from now on."))
    return _back()


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("business:newsletter-free-downloads"), status=303)
