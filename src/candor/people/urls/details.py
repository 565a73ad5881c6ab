"""The verbs about a person's details, for staff on anybody's page and for everybody on their own."""

from __future__ import annotations

from dataclasses import replace

from django.urls import URLPattern

from candor.kernel.http.routes import Policy, route
from candor.people.urls.factors import my_factors
from candor.people.views import details, me, single_sign_on, tokens


def verbs(prefix: str, names: str, policy: Policy) -> list[URLPattern]:
    """The verbs that are the same on both pages; `names` begins the names of the routes (`me-`, `person-`)."""
    entry = f"{prefix}<slug:kind>/<slug:entry>/"
    address = f"{prefix}addresses/<slug:entry>/"
    return [
        route(f"{prefix}details/", details.change, name=f"{names}change", policy=policy),
        route(f"{prefix}telephones/new/", details.add_phone, name=f"{names}add-phone", policy=policy),
        route(f"{prefix}addresses/new/", details.add_address, name=f"{names}add-address", policy=policy),
        route(f"{address}details/", details.change_address, name=f"{names}change-address", policy=policy),
        route(f"{address}removal/", details.remove_address, name=f"{names}remove-address", policy=policy),
        route(f"{entry}preference/", details.prefer, name=f"{names}prefer", policy=policy),
        route(f"{entry}removal/", details.remove_identifier, name=f"{names}remove-identifier", policy=policy),
    ]


def my_pages(inside: Policy) -> list[URLPattern]:
    """One's own page and its verbs in a face. What could lead to somebody else's taking over asks for the password."""
    fresh = replace(inside, fresh_sign_in=True)
    return [
        route("me/", me.me, name="me", policy=inside),
        route("me/e-mails/new/", me.add_email, name="me-add-email", policy=fresh),
        route("me/e-mails/stop/", me.stop_email, name="me-stop-email", policy=inside),
        route("me/password/", me.change_password, name="me-change-password", policy=fresh),
        route("me/sessions/<int:number>/end/", me.end_session, name="me-end-session", policy=inside),
        route("me/sessions/end/", me.end_sessions, name="me-end-sessions", policy=inside),
        route("me/single-sign-on/<slug:ref>/", single_sign_on.leave_to_connect, name="me-connect", policy=fresh),
        route("me/identities/<slug:ref>/removal/", single_sign_on.disconnect, name="me-disconnect", policy=fresh),
        route("me/tokens/", tokens.own_tokens, name="me-tokens", policy=inside),
        route("me/tokens/new/", tokens.new_token, name="me-new-token", policy=fresh),
        route("me/tokens/<slug:ref>/revocation/", tokens.revoke_own, name="me-revoke-token", policy=inside),
        *my_factors(inside),
        *verbs("me/", "me-", inside),
    ]
