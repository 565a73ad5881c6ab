"""Releases of a product in the Business Center."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from candor.catalogue import access, access_releases, queries_releases
from candor.catalogue.actions import news
from candor.catalogue.actions import releases as actions
from candor.catalogue.forms_releases import ReleaseFileForm, ReleaseForm
from candor.catalogue.models import CHANGE, Product, Release
from candor.catalogue.words_releases import AUDIENCES, CHANNELS, PLATFORMS, state_of
from candor.kernel.files import most_of_uploads
from candor.kernel.http.request import Request
from candor.privacy.public import markup_of
from candor.ui.public import page

EITHER = ["GET", "HEAD", "POST"]


@require_safe
def releases(request: Request, ref: str) -> HttpResponse:
    """All releases of a product."""
    product = access.product(request.actor, ref)
    return page(
        request,
        "catalogue/releases/list.html",
        product=product,
        name=product.name_in(get_language() or "en"),
        rows=[
            (row, *state_of(row), CHANNELS[row.channel]) for row in queries_releases.releases_of(request.actor, product)
        ],
        may_change=request.actor.may(CHANGE),
    )


@require_safe
def release(request: Request, ref: str) -> HttpResponse:
    """One release: its files, its notes, who may have it, and what to do next."""
    return shown(request, access_releases.release(request.actor, ref), ReleaseFileForm())


def shown(request: Request, found: Release, form: ReleaseFileForm, status: int = 200) -> HttpResponse:
    """The page of the release with the form for its next file."""
    files = queries_releases.files_of(found)
    shape, state = state_of(found)
    return page(
        request,
        "catalogue/releases/release.html",
        status=status,
        found=found,
        name=found.name_in(get_language() or "en"),
        shape=shape,
        state=state,
        channel=CHANNELS[found.channel],
        audience=AUDIENCES[found.audience],
        notes=_notes(found),
        files=[(held, PLATFORMS[held.platform]) for held in files],
        fetched=sum(held.fetched for held in files),
        subscribers=queries_releases.subscribers(found.product),
        form=form,
        limit=most_of_uploads(),
        may_change=request.actor.may(CHANGE),
    )


def _notes(found: Release) -> list[tuple[str, str, Markup]]:
    """Code and name of each language with the notes in it, in the order of the languages."""
    said = {text.language: text.notes for text in found.texts.all() if text.notes}
    return [(code, name, markup_of(said[code])) for code, name in settings.LANGUAGES if code in said]


@require_http_methods(EITHER)
def new_release(request: Request, ref: str) -> HttpResponse:
    """Write a release down; it is a draft first."""
    product = access.product(request.actor, ref)
    form = ReleaseForm(data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = actions.create_release(product, form.details(), form.cleaned_data["key"] or None, by=request.actor)
        except actions.NumberTaken:
            _taken(form)
        else:
            messages.success(request, _("The release is a draft. Now add its files."))
            return to(made)
    return _form(request, form, product, None, 422 if form.is_bound else 200)


@require_http_methods(EITHER)
def change_release(request: Request, ref: str) -> HttpResponse:
    """What is written about it."""
    found = access_releases.release(request.actor, ref)
    form = ReleaseForm(found, request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.change_release(found, form.cleaned_data["version"] or 0, form.details(), by=request.actor)
        except actions.NumberTaken:
            _taken(form)
        except actions.ChangedMeanwhile:
            form, status = _after_a_colleague(request, found), 409
        else:
            messages.success(request, _("The release is saved."))
            return to(found)
    return _form(request, form, found.product, found, status)


def _verb(act: Callable[..., bool], done: Callable[[], str]) -> Callable[..., HttpResponse]:
    def view(request: Request, ref: str) -> HttpResponse:
        found = access_releases.release(request.actor, ref)
        try:
            if act(found, by=request.actor):
                messages.success(request, done())
        except actions.WithoutFiles:
            messages.error(request, _("Add a file first: there is nothing to download yet."))
        return to(found)

    view.__name__, view.__doc__ = act.__name__, act.__doc__
    return require_POST(view)


publish = _verb(actions.publish, lambda: _("The release is published."))
withdraw = _verb(actions.withdraw, lambda: _("The release is withdrawn. Its page says so."))
offer_again = _verb(actions.offer_again, lambda: _("The release is offered again."))
tell = _verb(news.tell, lambda: _("Who wants news of this product is being told."))


def to(found: Release) -> HttpResponse:
    return HttpResponseRedirect(reverse("business:release", args=[found.ref]), status=303)


def _form(request: Request, form: ReleaseForm, product: Product, found: Release | None, status: int) -> HttpResponse:
    name = product.name_in(get_language() or "en")
    return page(
        request, "catalogue/releases/form.html", status=status, form=form, product=product, found=found, name=name
    )  # fmt: skip


def _taken(form: ReleaseForm) -> None:
    form.add_error("number", _("The product has a release of this number already."))


def _after_a_colleague(request: Request, found: Release) -> ReleaseForm:
    """What was typed, with the version that stands now: sending it again overwrites knowingly. Theirs stands above."""
    data = request.POST.copy()
    found.refresh_from_db(fields=["version"])
    data["version"] = str(found.version)
    form = ReleaseForm(found, data)
    form.add_error(
        None,
        _(
            "A colleague has saved something else meanwhile. "
            "Your words are still here: send them again to overwrite theirs."
        ),
    )
    return form
