"""Tokens of the API: one's own, and for administrators everybody's. The page that makes one shows it this once."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.problems import ROOT
from candor.kernel.http.request import Request
from candor.people import access
from candor.people.actions import tokens
from candor.people.actions.identifiers import Refused
from candor.people.actors import staff_row
from candor.people.forms.tokens import TokenForm
from candor.people.models import ApiToken
from candor.people.queries.tokens import tokens_of, tokens_page
from candor.people.views.common import face_of, own_account, see_address
from candor.people.views.forms import FormPage, form_page
from candor.ui.public import page


@require_safe
def own_tokens(request: Request) -> HttpResponse:
    """The programs that may act for me."""
    return _own_page(request)


@require_http_methods(["GET", "HEAD", "POST"])
def new_token(request: Request) -> HttpResponse:
    """Make a token and show its text, which no page will show again."""
    account = own_account(request)
    staff = staff_row(account)
    form = TokenForm(request.POST or None, role=staff.role if staff else "")
    words = FormPage(_("New token"), _("Make the token"), reverse(f"{face_of(request)}:me-tokens"))
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, words)
    clean = form.cleaned_data
    wish = tokens.NewToken(clean["name"], clean["scopes"], timedelta(days=int(clean["days"])))
    try:
        token, text = tokens.create_own_token(account, wish, by=request.actor)
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return form_page(request, form, words)
    return _own_page(request, made=token, text=text)


@require_POST
def revoke_own(request: Request, ref: str) -> HttpResponse:
    """End a token of one's own."""
    token = get_object_or_404(ApiToken, account=own_account(request), ref=ref)
    tokens.revoke_token(token, by=request.actor)
    messages.success(request, _("The token “%(name)s” no longer counts.") % {"name": token.name})
    return see_address(reverse(f"{face_of(request)}:me-tokens"))


@require_safe
def all_tokens(request: Request) -> HttpResponse:
    """Every token of the instance, for administrators."""
    found = tokens_page(request.GET.get("after", ""), by=request.actor)
    return page(request, "people/tech/tokens.html", found=found, handbook=ROOT)


@require_POST
def revoke_any(request: Request, ref: str) -> HttpResponse:
    """End somebody's token."""
    token = access.any_token(request.actor, ref)
    tokens.revoke_token(token, by=request.actor)
    messages.success(request, _("The token “%(name)s” no longer counts.") % {"name": token.name})
    return see_address(reverse("tech:tokens"))


def _own_page(request: Request, *, made: ApiToken | None = None, text: str = "") -> HttpResponse:
    return page(
        request,
        "people/me/tokens.html",
        face=face_of(request),
        rows=tokens_of(own_account(request)),
        made=made,
        text=text,
        handbook=ROOT,
    )
