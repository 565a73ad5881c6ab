"""Addresses of subscriptions in the Business Center. A verb has its own address and takes POST only."""

from __future__ import annotations

from django.urls import URLPattern

from candor.business.models.subscriptions import EXPORT, VIEW, WORK
from candor.business.views import declarations
from candor.business.views import subscription_contacts as contacts
from candor.business.views import subscription_verbs as verbs
from candor.business.views import subscriptions as views
from candor.kernel.http.routes import route, staff

SEES, WORKS = staff(VIEW), staff(WORK)
ONE = "subscriptions/<slug:ref>"
DECLARED = "cancellations/<slug:ref>"

urlpatterns: list[URLPattern] = [
    route("subscriptions/", views.subscriptions, name="subscriptions", policy=SEES),
    route("subscriptions/new/", views.new_subscription, name="new-subscription", policy=WORKS),
    route("subscription-contacts/", contacts.contacts, name="subscription-contacts", policy=SEES),
    route("subscription-contacts/file/", contacts.take_out, name="subscription-contacts-file", policy=staff(EXPORT)),
    route("cancellations/", declarations.declarations, name="declarations", policy=SEES),
    route(f"{DECLARED}/", declarations.declaration, name="declaration", policy=SEES),
    route(f"{DECLARED}/subscription/", declarations.carry_out, name="declaration-carry-out", policy=WORKS),
    route(f"{DECLARED}/settling/", declarations.settle, name="declaration-settle", policy=WORKS),
    route(f"{ONE}/", views.subscription, name="subscription", policy=SEES),
    route(f"{ONE}/renewal/", verbs.renew, name="subscription-renew", policy=WORKS),
    route(f"{ONE}/renewal/taking-back/", verbs.take_back, name="subscription-take-back", policy=WORKS),
    route(f"{ONE}/details/", verbs.change, name="subscription-change", policy=WORKS),
    route(f"{ONE}/quantity/", verbs.quantity, name="subscription-quantity", policy=WORKS),
    route(f"{ONE}/quantity/as-it-is/", verbs.keep_quantity, name="subscription-keep-quantity", policy=WORKS),
    route(f"{ONE}/cancellation/", verbs.cancel, name="subscription-cancel", policy=WORKS),
    route(f"{ONE}/cancellation/undoing/", verbs.undo, name="subscription-undo", policy=WORKS),
    route(f"{ONE}/quote/", verbs.quote, name="subscription-quote", policy=WORKS),
]
