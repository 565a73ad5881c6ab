"""Addresses of subscriptions in the Customer Center."""

from __future__ import annotations

from django.urls import URLPattern

from candor.business.views import own_subscriptions as views
from candor.kernel.http.routes import customer, route

ONE = "subscriptions/<slug:ref>"

urlpatterns: list[URLPattern] = [
    route("subscriptions/", views.mine, name="subscriptions", policy=customer()),
    route(f"{ONE}/", views.my_subscription, name="subscription", policy=customer()),
    route(f"{ONE}/cancellation/", views.cancel, name="subscription-cancel", policy=customer()),
    route(f"{ONE}/cancellation/confirmed/", views.confirm, name="subscription-confirm", policy=customer()),
]
