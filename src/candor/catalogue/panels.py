"""What the catalogue shows on others' pages: downloads beside people and organisations, and among my details."""

from __future__ import annotations

from django.urls import reverse

from candor.catalogue.actions.news import ask_anew, stop_all_news
from candor.catalogue.models import VIEW
from candor.kernel.actor import Actor
from candor.kernel.registries.panels import Context, register
from candor.people.public import Organisation, Person
from candor.privacy.public import register_fresh_start, register_renewal


def of_person(actor: Actor, person: Person) -> Context | None:
    """Only where they stand: the page has enough to ask for, and the panel fills itself."""
    return {"url": reverse("business:downloads-of-person", args=[person.ref])} if actor.may(VIEW) else None


def of_organisation(actor: Actor, organisation: Organisation) -> Context | None:
    if not actor.may(VIEW):
        return None
    return {"url": reverse("business:downloads-of-organisation", args=[organisation.ref])}


def of_mine(_actor: Actor, _person: Person) -> Context | None:
    return {"url": reverse("customer:downloads")}


PANEL, MINE = "catalogue/downloads/panel.html", "catalogue/downloads/mine.html"
register("catalogue.downloads-of-person", place="people.person.tech", template=PANEL, context=of_person, order=29)
register(
    "catalogue.downloads-of-organisation",
    place="people.organisation.tech",
    template=PANEL,
    context=of_organisation,
    order=29,
)
register("catalogue.downloads", place="people.me.customer", template=MINE, context=of_mine, order=21)
register_renewal("catalogue.news", ask=ask_anew)
register_fresh_start("catalogue.news", ends=stop_all_news)
