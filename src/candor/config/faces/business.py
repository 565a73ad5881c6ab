"""Business Center: sales follow up leads and answer mail. Its door is the Tech Center's: staff sign in once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import URLPattern, reverse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from candor.business.urls import business, figures, invoices, quotes, subscriptions, work
from candor.catalogue.urls import business as catalogue
from candor.catalogue.urls import releases
from candor.config.faces.shell import brand, footer, languages, with_bell
from candor.helpdesk.urls import bell
from candor.kernel.http.addresses import path_to
from candor.licences.urls import business as licences
from candor.mail.public import lines_for
from candor.newsletters.urls import business as newsletters
from candor.people.urls import business as people
from candor.ui.public import Alarm, NavigationItem, Person, Shell, register_face

urlpatterns: list[URLPattern] = [
    *business.urlpatterns,
    *quotes.urlpatterns,
    *invoices.urlpatterns,
    *figures.urlpatterns,
    *subscriptions.urlpatterns,
    *work.urlpatterns,
    *newsletters.urlpatterns,
    *people.urlpatterns,
    *catalogue.urlpatterns,
    *releases.urlpatterns,
    *licences.urlpatterns,
    *bell.business,
]

# Page, words, icon, permission. The first four that a role may enter stand in the bottom bar of a phone.
PLACES = (
    ("business:start", gettext_lazy("Start"), "house", "business.lead.view"),
    ("business:board", gettext_lazy("Pipeline"), "chart-column", "business.lead.view"),
    ("business:notifications", gettext_lazy("Notifications"), "bell", "business.lead.view"),
    ("business:leads", gettext_lazy("Leads"), "flag", "business.lead.view"),
    ("business:quotes", gettext_lazy("Quotes"), "file-text", "business.quote.view"),
    ("business:orders", gettext_lazy("Orders"), "list-checks", "business.quote.view"),
    ("business:subscriptions", gettext_lazy("Renewals"), "refresh-cw", "business.subscription.view"),
    ("business:invoices", gettext_lazy("Invoices"), "receipt", "business.invoice.view"),
    ("business:work", gettext_lazy("Work to invoice"), "timer", "business.invoice.view"),
    ("business:figures", gettext_lazy("Figures"), "signal", "business.figures.view"),
    ("business:products", gettext_lazy("Products"), "package", "catalogue.product.view"),
    ("business:licences", gettext_lazy("Licences"), "key", "licences.licence.view"),
    ("tech:sales-mail", gettext_lazy("Sales mail"), "mail", "business.mail.view"),
    ("business:people", gettext_lazy("People"), "users", "people.person.view"),
    ("business:organisations", gettext_lazy("Organisations"), "building-2", "people.organisation.view"),
    ("business:newsletters", gettext_lazy("Newsletters"), "send", "newsletters.issue.view"),
    ("business:segments", gettext_lazy("Segments"), "filter", "business.lead.view"),
    ("tech:imports", gettext_lazy("Imports"), "upload", "people.person.import"),
    ("tech:start", gettext_lazy("Tech Center"), "monitor", "tech.enter"),
)


def shell(request: Any) -> Shell:
    """What surrounds every page of the Business Center; the frame alone for who has not signed in as staff."""
    actor = request.actor
    if not actor.is_staff:
        return Shell(brand=brand(), home_url=path_to("tech:start"), footer=footer(), languages=languages())
    return Shell(
        brand=brand(),
        navigation=with_bell(request, places_of(actor.permissions, get_language() or "en")),
        person=Person(request.person.name, details_url=path_to("tech:me")),
        home_url=path_to("business:start" if actor.may("business.lead.view") else "tech:start"),
        search_url=path_to("tech:search"),
        create_url=path_to("business:new-lead") if actor.may("business.lead.work") else "",
        create_label=_("New lead"),
        sign_out_url=path_to("tech:sign-out"),
        alarms=tuple(Alarm(line.text, line.url) for line in lines_for(actor)),
    )


@lru_cache(maxsize=64)
def places_of(permissions: frozenset[str], language: str) -> tuple[NavigationItem, ...]:
    """Where a role may go, prepared once for each role and language."""
    with override(language):
        return tuple(
            NavigationItem(name.partition(":")[2], str(words), reverse(name), icon)
            for name, words, icon, permission in PLACES
            if permission in permissions
        )


register_face("business", shell)
