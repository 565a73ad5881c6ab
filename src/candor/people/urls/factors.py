"""The addresses about second factors: at the door, on one's own page, and for those who help."""

from __future__ import annotations

from dataclasses import replace

from django.urls import URLPattern

from candor.kernel.http.routes import Policy, anyone, route, staff
from candor.people.views import second_factors, second_step, sign_in_rules, step_up

OWN = "me/second-factors/"
KEYS = f"{OWN}passkeys/"
STEP = "sign-in/second-step/"
SET_UP = "sign-in/set-up/"
CONFIRM = "confirm-password/"


def factor_doors(inside: Policy) -> list[URLPattern]:
    """The second step at the door of a face, and showing once more that it is you."""
    return [
        route("sign-in/passkey/", second_step.enter_with_passkey, name="passkey", policy=anyone()),
        route("sign-in/passkey/question/", second_step.ask_passkey_alone, name="passkey-question", policy=anyone()),
        route(f"{STEP}code/", second_step.show_code, name="step-code", policy=anyone()),
        route(f"{STEP}passkey/", second_step.show_passkey, name="step-passkey", policy=anyone()),
        route(f"{STEP}passkey/question/", second_step.ask_passkey, name="step-passkey-question", policy=anyone()),
        route(f"{SET_UP}app/", second_step.set_up_app, name="set-up-app", policy=anyone()),
        route(f"{SET_UP}passkey/", second_step.set_up_passkey, name="set-up-passkey", policy=anyone()),
        route(f"{SET_UP}passkey/question/", second_step.ask_new_passkey, name="set-up-question", policy=anyone()),
        route(CONFIRM, step_up.confirm, name="confirm-password", policy=inside),
        route(f"{CONFIRM}passkey/", step_up.confirm_with_passkey, name="confirm-passkey", policy=inside),
        route(f"{CONFIRM}passkey/question/", step_up.ask_passkey, name="confirm-question", policy=inside),
    ]


def my_factors(inside: Policy) -> list[URLPattern]:
    """One's own second factors."""
    fresh = replace(inside, fresh_sign_in=True)
    return [
        route(OWN, second_factors.second_factors, name="me-second-factors", policy=fresh),
        route(f"{OWN}app/start/", second_factors.start_app, name="me-start-app", policy=fresh),
        route(f"{OWN}app/", second_factors.confirm_app, name="me-app", policy=fresh),
        route(f"{OWN}app/removal/", second_factors.remove_app, name="me-remove-app", policy=fresh),
        route(f"{KEYS}question/", second_factors.ask_new_passkey, name="me-passkey-question", policy=fresh),
        route(f"{KEYS}new/", second_factors.add_passkey, name="me-add-passkey", policy=fresh),
        route(f"{KEYS}<slug:entry>/name/", second_factors.rename_passkey, name="me-rename-passkey", policy=fresh),
        route(f"{KEYS}<slug:entry>/removal/", second_factors.remove_passkey, name="me-remove-passkey", policy=fresh),
        route(f"{OWN}recovery-codes/", second_factors.renew_recovery_codes, name="me-recovery-codes", policy=fresh),
    ]


administration: list[URLPattern] = [
    route(
        "configuration/sign-in/",
        sign_in_rules.rules,
        name="sign-in-rules",
        policy=staff("instance.configure", fresh=True),
    ),
    route(
        "people/<slug:ref>/second-factors/removal/",
        sign_in_rules.remove_factors,
        name="person-remove-factors",
        policy=staff("people.person.change", fresh=True),
    ),
]
