"""The addresses by which people come in, the same in every face that asks for a sign-in."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import Policy, anyone, route
from candor.people.urls.factors import factor_doors
from candor.people.views import not_me, passwords, sign_in, single_sign_on

PROVIDER = "single-sign-on/<slug:ref>/"


def door(inside: Policy) -> list[URLPattern]:
    """The door of a face; `inside` is the policy for those who have come in."""
    return [
        route("sign-in/", sign_in.sign_in, name="sign-in", policy=anyone()),
        route("sign-in/done/", sign_in.signed_in, name="signed-in", policy=anyone()),
        route("sign-out/", sign_in.sign_out, name="sign-out", policy=anyone()),
        route("reset-password/", passwords.ask_for_code, name="reset-password", policy=anyone()),
        route("reset-password/<str:secret>/", passwords.new_password, name="new-password", policy=anyone()),
        route("not-me/<str:secret>/", not_me.not_me, name="not-me", policy=anyone()),
        route(PROVIDER, single_sign_on.leave, name="single-sign-on", policy=anyone()),
        route(f"{PROVIDER}back/", single_sign_on.come_back, name="back-from-provider", policy=anyone()),
        route(f"{PROVIDER}confirmation/", single_sign_on.leave_to_confirm, name="confirm-by-provider", policy=inside),
        *factor_doors(inside),
    ]
