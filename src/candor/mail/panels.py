"""What this slice shows on shared pages: its entries of the System Configuration menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.kernel.registries.panels import Context, register
from candor.mail.actions.addresses import dead_among
from candor.people.public import Identifier, IdentifierKind, Person, register_configuration


def dead_of_person(actor: Actor, person: Person) -> Context | None:
    """The person's addresses to which nothing is sent."""
    emails = Identifier.objects.filter(person=person, kind=IdentifierKind.EMAIL).values("value")
    dead = dead_among(emails, by=actor)
    return {"dead": dead, "back": reverse("tech:person", args=[person.ref])} if dead else None


register(
    "mail.dead", place="people.person.tech", template="mail/tech/panels/dead.html", context=dead_of_person, order=5
)

register_configuration(
    "mail.mailboxes",
    page="tech:mailboxes",
    title=_("Mail"),
    text=_("Mailboxes that become cases, and how reading them goes"),
    icon="mailbox",
    permission="mail.mailbox.change",
    order=40,
)
register_configuration(
    "mail.monitor",
    page="tech:mail",
    title=_("Mail monitor"),
    text=_("What was sent, what waits, what is in quarantine"),
    icon="mail-check",
    permission="mail.monitor.view",
    order=41,
)
