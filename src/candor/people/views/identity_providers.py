"""System Configuration → Single sign-on: the providers through which people sign in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.people import access, oidc
from candor.people.actions import identity_providers as actions
from candor.people.actions.single_sign_on import redirect_uri
from candor.people.forms.identity_providers import ProviderForm, RuleForm
from candor.people.models import IdentityProvider
from candor.people.queries.single_sign_on import all_providers
from candor.people.roles import ROLE_NAMES, Role
from candor.people.views.common import see
from candor.people.views.forms import FormPage, form_page, sent
from candor.people.words import TROUBLES
from candor.ui.public import page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def providers(request: Request) -> HttpResponse:
    return page(request, "people/tech/identity_providers.html", providers=all_providers())


@get_or_post
def new_provider(request: Request) -> HttpResponse:
    form = ProviderForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, None)
    provider = actions.add_provider(form.details(), by=request.actor)
    messages.success(request, _("The provider is saved. Register the two addresses there, then test the connection."))
    return see("tech:identity-provider", provider.ref)


@get_or_post
def provider(request: Request, ref: str) -> HttpResponse:
    """One provider: what to register there, how it is set up, and whom it makes staff."""
    chosen = access.identity_provider(request.actor, ref)
    form = ProviderForm(request.POST or None, provider=chosen)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, chosen)
    actions.change_provider(chosen, form.details(), by=request.actor)
    messages.success(request, _("The provider is saved."))
    return see("tech:identity-provider", ref)


@require_POST
def test_provider(request: Request, ref: str) -> HttpResponse:
    """Ask the provider for its addresses and keys now, and say in words how it went."""
    chosen = access.identity_provider(request.actor, ref)
    try:
        keys = oidc.try_out(chosen)
    except oidc.NotProven as problem:
        messages.error(request, str(TROUBLES[problem.trouble]))
    else:
        words = _("The provider answers, and its keys can be used: %(count)d. Now sign in with it once.")
        messages.success(request, words % {"count": keys})
    return see("tech:identity-provider", ref)


@get_or_post
def add_rule(request: Request, ref: str) -> HttpResponse:
    """Let people of a domain or a group become staff when they sign in."""
    chosen = access.identity_provider(request.actor, ref)
    form = RuleForm(request.POST or None)
    lead = _("Whoever the provider says belongs to it becomes staff at the next sign-in, without an invitation.")
    words = FormPage(_("Add a rule"), _("Add rule"), reverse("tech:identity-provider", args=[ref]), lead)

    def act(clean: dict[str, Any]) -> None:
        actions.add_rule(chosen, clean["kind"], clean["value"], Role(clean["role"]), by=request.actor)

    if not sent(request, form, act):
        return form_page(request, form, words)
    messages.success(request, _("The rule is added."))
    return see("tech:identity-provider", ref)


@require_POST
def remove_rule(request: Request, ref: str, rule_ref: str) -> HttpResponse:
    actions.remove_rule(access.role_rule(request.actor, ref, rule_ref), by=request.actor)
    messages.success(request, _("The rule is removed. Who is staff already stays so."))
    return see("tech:identity-provider", ref)


def _page(request: Request, form: ProviderForm, chosen: IdentityProvider | None) -> HttpResponse:
    rules = chosen.rules.order_by("kind", "value") if chosen else []
    return page(
        request,
        "people/tech/identity_provider.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        provider=chosen,
        addresses=[redirect_uri(chosen, face) for face in ("tech", "customer")] if chosen else [],
        rules=[(rule, ROLE_NAMES[Role(rule.role)]) for rule in rules],
    )
