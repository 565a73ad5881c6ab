"""The links of a new e-mail address, at both mailboxes: no sign-in, no cookie, and looking uses nothing up.

A link that leads nowhere answers like any other that does: nobody learns from it whom we know.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.people import limits
from candor.people.actions import address_changes as actions
from candor.people.actions.address_changes import End
from candor.people.actions.identifiers import Refused
from candor.people.forms.persons import AgreementForm
from candor.people.views.common import see
from candor.ui.public import page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def new(request: Request, secret: str) -> HttpResponse:
    """At the new mailbox: it is mine. Who can no longer read the old one says so here."""
    link = actions.change_behind(End.NEW, secret)
    if link is None:
        return _gone(request)
    form = AgreementForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return page(request, "people/public/new_address.html", change=link.change, form=form, secret=secret)
    return _agree(request, link, is_lost=form.cleaned_data["is_lost"])


@get_or_post
def known(request: Request, secret: str) -> HttpResponse:
    """At the mailbox known so far: yes, or stop it, or, during the wait, only stop it."""
    link = actions.change_behind(End.OLD, secret)
    if link is None:
        return _gone(request)
    if request.method != "POST":
        return page(request, "people/public/known_address.html", change=link.change, secret=secret)
    return _agree(request, link)


@require_POST
def stop(request: Request, secret: str) -> HttpResponse:
    """It was not me."""
    link = actions.change_behind(End.OLD, secret)
    if link is None:
        return _gone(request)
    if not limits.may_answer_address_link(network_of(request)):
        return _gone(request, status=429)
    actions.stop(link.change, by=request.actor)
    return see("public:address-stopped")


@require_safe
def agreed(request: Request) -> HttpResponse:
    """Thanks: the other mailbox has not agreed yet."""
    return page(request, "people/public/address_told.html", told="agreed")


@require_safe
def counts(request: Request) -> HttpResponse:
    """The address is theirs from now on."""
    return page(request, "people/public/address_told.html", told="counts")


@require_safe
def stopped(request: Request) -> HttpResponse:
    """Nothing comes of it, and how to be safe."""
    return page(request, "people/public/address_told.html", told="stopped")


def _agree(request: Request, link: actions.OpenLink, *, is_lost: bool = False) -> HttpResponse:
    if not limits.may_answer_address_link(network_of(request)):
        return _gone(request, status=429)
    try:
        change = actions.agree(link, by=request.actor, is_lost=is_lost)
    except Refused:
        return _gone(request)
    return see("public:address-counts" if change.done_at is not None else "public:address-agreed")


def _gone(request: Request, *, status: int = 410) -> HttpResponse:
    return page(request, "people/public/address_gone.html", status=status)
