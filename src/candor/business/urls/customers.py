"""Addresses of people and organisations as customers, in the Business Center."""

from __future__ import annotations

from functools import partial

from django.urls import URLPattern

from candor.business.models.invoices import EXPORT
from candor.business.models.leads import VIEW, WORK
from candor.business.rules.segments import About
from candor.business.views import care, customers, debtor_accounts
from candor.kernel.http.routes import route, staff

SEES, WORKS = staff(VIEW), staff(WORK)


def _pages(about: About, name: str) -> list[URLPattern]:
    """What stands below a list: the same for people and for organisations."""
    return [
        route(f"{about}/", partial(customers.customers, about=str(about)), name=str(about), policy=SEES),
        route(f"{about}/<slug:ref>/care/", partial(care.care, about=str(about)), name=f"{name}-care", policy=SEES),
        route(
            f"{about}/<slug:ref>/care/details/",
            partial(care.change, about=str(about)),
            name=f"{name}-change-care",
            policy=WORKS,
        ),
        route(
            f"{about}/<slug:ref>/debtor-account/",
            partial(debtor_accounts.account, about=str(about)),
            name=f"{name}-debtor-account",
            policy=staff(EXPORT),
        ),
        route(
            f"{about}/<slug:ref>/follow-ups/new/",
            partial(care.plan, about=str(about)),
            name=f"{name}-plan",
            policy=WORKS,
        ),
        route(
            f"segments/{about}/new/",
            partial(customers.save, about=str(about)),
            name=f"{name}-save-segment",
            policy=WORKS,
        ),
    ]


urlpatterns: list[URLPattern] = [
    *_pages(About.PEOPLE, "person"),
    *_pages(About.ORGANISATIONS, "organisation"),
    route("segments/", customers.segments, name="segments", policy=SEES),
    route("segments/<slug:segment>/removal/", customers.forget, name="forget-segment", policy=WORKS),
    route("follow-ups/<slug:follow_up>/done/", care.finish, name="follow-up-done", policy=WORKS),
    route("follow-ups/<slug:follow_up>/reopening/", care.reopen, name="follow-up-open", policy=WORKS),
]
