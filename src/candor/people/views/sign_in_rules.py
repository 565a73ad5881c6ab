"""Sign-in, under System Configuration; and taking away the second factors of somebody who lost them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.kernel.http.request import Request
from candor.people import access
from candor.people.actions.second_factors import remove_all_factors
from candor.people.actions.sign_in_rules import change_sign_in_rules
from candor.people.actions.versions import ChangedMeanwhile
from candor.people.forms.second_factors import SignInRulesForm
from candor.people.queries.second_factors import sign_in_rules, staff_without_second_factor
from candor.people.views.common import see, see_address
from candor.people.views.forms import Difference, differences, overwriting, sent
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: Request) -> HttpResponse:
    """Whether staff need a second factor, and from which day."""
    row = sign_in_rules()
    initial = {name: getattr(row, name) for name in SignInRulesForm.base_fields}
    form = SignInRulesForm(request.POST or None, initial=initial)

    def act(clean: dict[str, Any]) -> None:
        change_sign_in_rules(clean["version"], clean["staff_second_factor"], clean["required_from"], by=request.actor)

    try:
        if not sent(request, form, act):
            return _page(request, form, status=422 if request.method == "POST" else 200)
    except ChangedMeanwhile as conflict:
        form.data = overwriting(request, conflict)
        return _page(request, form, status=409, found=differences(form, conflict))
    messages.success(request, _("The rules about signing in are saved. They count from the next sign-in on."))
    return see("tech:sign-in-rules")


@require_POST
def remove_factors(request: Request, ref: str) -> HttpResponse:
    """Help somebody who lost app and passkeys: they go, and the person signs in with the password alone."""
    remove_all_factors(access.lockable_account(request.actor, ref), by=request.actor)
    messages.success(request, _("The second factors are removed, and the person is told by mail."))
    return see_address(reverse("tech:person", args=[ref]))


def _page(
    request: Request, form: SignInRulesForm, *, status: int = 200, found: list[Difference] | None = None
) -> HttpResponse:
    return page(
        request,
        "people/tech/sign_in_rules.html",
        status=status,
        form=form,
        differences=found or [],
        without=staff_without_second_factor(),
    )
