"""Addresses of the bell, which stand in every face that staff work in."""

from __future__ import annotations

from django.urls import URLPattern

from candor.helpdesk.views.tech import notifications
from candor.kernel.http.routes import Policy, route, staff


def bell_for(policy: Policy) -> list[URLPattern]:
    """The bell's pages for those whom the policy lets in."""
    return [
        route("notifications/", notifications.notifications, name="notifications", policy=policy),
        route("notifications/reading/", notifications.read_all, name="notifications-read", policy=policy),
        route("notifications/settings/", notifications.settings, name="notification-settings", policy=policy),
        route("notifications/<slug:ref>/reading/", notifications.read_one, name="notification-read", policy=policy),
    ]


IN_SALES = staff("business.lead.view", "business.quote.view", "business.invoice.view", "business.subscription.view")
business: list[URLPattern] = bell_for(IN_SALES)
