"""The addresses by which people come in, the same in every face that asks for a sign-in."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import Policy, anyone, route
from candor.people.urls.factors import factor_doors
from candor.people.views import passwords, sign_in


def door(inside: Policy) -> list[URLPattern]:
    """The door of a face; `inside` is the policy for those who have come in."""
    return [
        route("sign-in/", sign_in.sign_in, name="sign-in", policy=anyone()),
        route("sign-in/done/", sign_in.signed_in, name="signed-in", policy=anyone()),
        route("sign-out/", sign_in.sign_out, name="sign-out", policy=anyone()),
        route("reset-password/", passwords.ask_for_code, name="reset-password", policy=anyone()),
        route("reset-password/<str:secret>/", passwords.new_password, name="new-password", policy=anyone()),
        *factor_doors(inside),
    ]
