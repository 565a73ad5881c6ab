"""What subscriptions show on others' pages, where they are set up, and which contracts they are."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candor.business.contracts import contracts_of_subscribers
from candor.business.models.subscriptions import CONFIGURE, VIEW, WORK
from candor.business.queries_declarations import waiting_on_start
from candor.business.queries_subscriptions import due_on_start
from candor.business.views.declarations import shown_rows as declarations_shown
from candor.business.views.subscriptions import shown_rows
from candor.kernel.actor import Actor
from candor.kernel.registries.panels import Context, register
from candor.people.public import Organisation, Person, register_configuration
from candor.privacy.public import register_contracts


def of_person(actor: Actor, person: Person) -> Context | None:
    """The way there, without a query of its own."""
    if not actor.may(VIEW):
        return None
    new = f"{reverse('business:new-subscription')}?person={person.ref}" if actor.may(WORK) else ""
    return {"url": f"{reverse('business:subscriptions')}?show=all&of={person.ref}", "new": new}


def of_organisation(actor: Actor, organisation: Organisation) -> Context | None:
    if not actor.may(VIEW):
        return None
    return {"url": f"{reverse('business:subscriptions')}?show=all&of={organisation.ref}", "new": ""}


def mine(_actor: Actor, _person: object) -> Context | None:
    return {"url": reverse("customer:subscriptions")}


def due(actor: Actor, _subject: object) -> Context | None:
    return {"rows": shown_rows(due_on_start(actor))} if actor.may(VIEW) else None


def declared(actor: Actor, _subject: object) -> Context | None:
    return {"rows": declarations_shown(waiting_on_start(actor))} if actor.may(VIEW) else None


def show_subscriptions() -> None:
    panel, own = "business/subscriptions/panel.html", "business/subscriptions/my_panel.html"
    register(
        "business.subscriptions-of-person", place="people.person.tech", template=panel, context=of_person, order=33
    )
    register(
        "business.subscriptions-of-organisation",
        place="people.organisation.tech",
        template=panel,
        context=of_organisation,
        order=33,
    )
    register("business.my-subscriptions", place="people.me.customer", template=own, context=mine, order=41)
    register(
        "business.due-renewals",
        place="business.start",
        template="business/subscriptions/due.html",
        context=due,
        order=10,
    )
    register(
        "business.declarations",
        place="business.start",
        template="business/subscriptions/declarations_panel.html",
        context=declared,
        order=5,
    )
    register_configuration(
        "business.reminding",
        page="tech:reminding",
        title=_("Reminders of renewals"),
        text=_("When customers are reminded of renewals, and what becomes of the quotes for them"),
        icon="refresh-cw",
        permission=CONFIGURE,
        order=48,
    )
    register_contracts("business.subscriptions", of=contracts_of_subscribers)
