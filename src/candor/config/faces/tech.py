"""Tech Center: technicians open, route, answer and close cases; administrators find the System Configuration menu."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import URLPattern, reverse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from candor.business.urls import tech as business
from candor.config.faces.shell import brand, footer, languages, with_bell
from candor.helpdesk.urls import tech as helpdesk
from candor.kernel.http.addresses import path_to
from candor.kernel.urls import tech as kernel
from candor.knowledge.urls import tech as knowledge
from candor.knowledge.urls import tech_readers as knowledge_readers
from candor.licences.urls import tech as licences
from candor.mail.public import lines_for
from candor.mail.urls import tech as mail
from candor.people.urls import tech as people
from candor.privacy.urls import tech as privacy
from candor.ui.public import Alarm, NavigationItem, Person, Shell, register_face

urlpatterns: list[URLPattern] = [
    *helpdesk.urlpatterns,
    *business.urlpatterns,
    *licences.urlpatterns,
    *knowledge_readers.urlpatterns,
    *knowledge.urlpatterns,
    *people.urlpatterns,
    *mail.urlpatterns,
    *privacy.urlpatterns,
    *kernel.urlpatterns,
]

# Page, words, icon, permission. The first four that a role may enter stand in the bottom bar of a phone.
PLACES = (
    ("start", gettext_lazy("Start"), "house", "tech.enter"),
    ("cases", gettext_lazy("Cases"), "inbox", "helpdesk.ticket.view"),
    ("notifications", gettext_lazy("Notifications"), "bell", "helpdesk.ticket.view"),
    ("people", gettext_lazy("People"), "users", "people.person.view"),
    ("organisations", gettext_lazy("Organisations"), "building-2", "people.organisation.view"),
    ("sales-mail", gettext_lazy("Sales mail"), "mail", "business.mail.view"),
    ("business:start", gettext_lazy("Business Center"), "briefcase", "business.lead.view"),
    ("articles", gettext_lazy("Knowledge base"), "book-open", "knowledge.article.view"),
    ("templates", gettext_lazy("Templates"), "sticky-note", "helpdesk.ticket.work"),
    ("mail", gettext_lazy("Mail"), "mails", "mail.monitor.view"),
    ("jobs", gettext_lazy("Jobs"), "list-checks", "kernel.job.view"),
    ("privacy-office", gettext_lazy("Privacy office"), "shield", "privacy.office"),
    ("configuration", gettext_lazy("System Configuration"), "sliders-horizontal", "tech.configure"),
)


def shell(request: Any) -> Shell:
    """What surrounds every page of the Tech Center; the frame alone for who has not signed in as staff."""
    actor = request.actor
    if not actor.is_staff:
        return Shell(brand=brand(), home_url=path_to("tech:start"), footer=footer(), languages=languages())
    return Shell(
        brand=brand(),
        navigation=with_bell(request, places_of(actor.permissions, get_language() or "en")),
        person=Person(request.person.name, details_url=path_to("tech:me")),
        home_url=path_to("tech:start"),
        search_url=path_to("tech:search"),
        create_url=path_to("tech:new-ticket") if actor.may("helpdesk.ticket.work") else "",
        create_label=_("Open a case"),
        sign_out_url=path_to("tech:sign-out"),
        alarms=tuple(Alarm(line.text, line.url) for line in lines_for(actor)),
    )


@lru_cache(maxsize=64)
def places_of(permissions: frozenset[str], language: str) -> tuple[NavigationItem, ...]:
    """Where a role may go, prepared once for each role and language."""
    with override(language):
        return tuple(
            NavigationItem(name.replace(":", "-"), str(words), reverse(name if ":" in name else f"tech:{name}"), icon)
            for name, words, icon, permission in PLACES
            if permission in permissions
        )


register_face("tech", shell)
