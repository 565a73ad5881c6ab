"""Addresses in the Customer Center of people's rights about their data, and of what they asked for."""

from __future__ import annotations

from dataclasses import replace

from django.urls import URLPattern

from candor.kernel.http.routes import customer, route
from candor.kernel.registries.personal_data import Purpose
from candor.privacy.views import my_erasure, my_requests, my_rights

inside = customer()
sure = replace(inside, fresh_sign_in=True)
"""What hands everything out, or cannot be taken back, asks for the password or a second factor once more."""
about_advertising = customer(also_for=[Purpose.MARKETING])

RIGHTS, REQUEST = "rights/", "requests/<slug:mine>/"

urlpatterns: list[URLPattern] = [
    route(RIGHTS, my_rights.rights, name="rights", policy=inside),
    route(f"{RIGHTS}copy/", my_rights.copy, name="right-copy", policy=inside),
    route(f"{RIGHTS}copies/<slug:own>/fetch/", my_requests.fetch, name="right-copy-fetch", policy=sure),
    route(f"{RIGHTS}correction/", my_rights.correction, name="right-correction", policy=inside),
    route(f"{RIGHTS}erasure/", my_erasure.erasure, name="right-erasure", policy=inside),
    route(f"{RIGHTS}erasure/preview/", my_erasure.preview, name="right-erasure-preview", policy=inside),
    route(f"{RIGHTS}erasure/sending/", my_erasure.send, name="right-erasure-send", policy=sure),
    route(f"{RIGHTS}restriction/", my_rights.restriction, name="right-restriction", policy=inside),
    route(f"{RIGHTS}objection/", my_rights.objection, name="right-objection", policy=inside),
    route(
        f"{RIGHTS}objection/advertising/",
        my_rights.no_advertising,
        name="right-no-advertising",
        policy=about_advertising,
    ),
    route(f"{RIGHTS}consent/", my_rights.consent, name="right-consent", policy=about_advertising),
    route(
        f"{RIGHTS}consent/withdrawal/",
        my_rights.withdraw_consent,
        name="right-consent-withdrawal",
        policy=about_advertising,
    ),
    route(f"{RIGHTS}complaint/", my_rights.complaint, name="right-complaint", policy=inside),
    route("requests/", my_requests.requests, name="requests", policy=inside),
    route(REQUEST, my_requests.one, name="request", policy=inside),
    route(f"{REQUEST}reply/", my_requests.reply, name="request-reply", policy=inside),
    route(f"{REQUEST}withdrawal/", my_requests.withdraw, name="request-withdrawal", policy=inside),
    route(f"{REQUEST}unlocking/", my_requests.unlock, name="request-unlock", policy=inside),
    route(f"{REQUEST}certificate/", my_requests.certificate, name="request-certificate", policy=inside),
]
