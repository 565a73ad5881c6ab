"""Customer Center: customers open and follow their cases and see what is held about them."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _

from candor.business.urls import customer as business
from candor.business.urls import quotes_customer as quotes
from candor.business.urls import subscriptions_customer as subscriptions
from candor.catalogue.urls import customer as catalogue
from candor.config.faces.shell import brand, footer, languages
from candor.helpdesk.urls import customer as helpdesk
from candor.helpdesk.views.customer.shown import unread_for
from candor.knowledge.urls import customer as knowledge
from candor.licences.urls import customer as licences
from candor.newsletters.urls import customer as newsletters
from candor.people.urls import customer as people
from candor.privacy.urls import customer as privacy
from candor.privacy.urls import rights
from candor.ui.public import NavigationItem, Person, Shell, register_face

urlpatterns: list[URLPattern] = [
    *business.urlpatterns,
    *catalogue.urlpatterns,
    *helpdesk.urlpatterns,
    *knowledge.urlpatterns,
    *quotes.urlpatterns,
    *subscriptions.urlpatterns,
    *licences.urlpatterns,
    *newsletters.urlpatterns,
    *people.urlpatterns,
    *privacy.urlpatterns,
    *rights.urlpatterns,
]


def shell(request: Any) -> Shell:
    """Who has not signed in sees the frame alone."""
    if request.person is None:
        return Shell(brand=brand(), home_url=reverse("public:welcome"), footer=footer(), languages=languages())
    return Shell(
        brand=brand(),
        navigation=(
            NavigationItem("cases", _("My cases"), reverse("customer:cases"), "inbox", badge=_unread(request)),
            NavigationItem("new-case", _("Ask us something"), reverse("customer:new-case"), "send"),
            *_organisation(request),
            NavigationItem("data", _("My data"), reverse("customer:me-data"), "shield"),
            NavigationItem("help", _("Help"), reverse("customer:help"), "book-open"),
        ),
        person=Person(request.person.name, details_url=reverse("customer:me")),
        home_url=reverse("customer:cases"),
        sign_out_url=reverse("customer:sign-out"),
        footer=footer(),
    )


def _organisation(request: Any) -> tuple[NavigationItem, ...]:
    """A super customer's way to the people of the organisation, or of the organisations."""
    if not request.actor.organisation_ids:
        return ()
    return (NavigationItem("organisation", _("Team"), reverse("customer:organisation"), "users"),)


def _unread(request: Any) -> int | None:
    """How many cases hold letters that this person has not read; 100 stands for more."""
    return len(unread_for(request).all) or None


register_face("customer", shell)
