"""What the privacy engine shows on shared pages: its entry of System Configuration, and what stands about a person."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import JOB, Actor
from candor.kernel.registries.panels import Context, register
from candor.people.public import Organisation, Person, register_configuration, register_mark
from candor.privacy import (
    dues,  # noqa: F401 - what it imports registers what is due
    own_slots,
)
from candor.privacy.account_manager import slots
from candor.privacy.agreements import clients_of_people
from candor.privacy.clients import register_clients
from candor.privacy.contacts import contracts_of_contacts
from candor.privacy.contracts import register_contracts
from candor.privacy.forms_clients import PassedForm
from candor.privacy.holdable import holdables
from candor.privacy.models import ProcessingAgreement, SubjectRequest
from candor.privacy.queries.agreements import about_organisation, clients_of_person
from candor.privacy.queries.announcements import banner_for
from candor.privacy.queries.client_requests import clients_of_request
from candor.privacy.queries.contests import entered_in
from candor.privacy.queries.erasures import open_erasure_of
from candor.privacy.queries.letters import letters_to_post
from candor.privacy.queries.recipients import tasks_of_request
from candor.privacy.queries.registers import of_person
from candor.privacy.rights import words_of
from candor.privacy.rules.request_states import UNKNOWN


def about_person(actor: Actor, person: Person) -> Context | None:
    """For the privacy office: every hold and lock, an erasure that is not done, and the way to each."""
    if not actor.may("privacy.office"):
        return None
    holds, locks = of_person(actor, person.pk)
    erasure = open_erasure_of(actor, person.pk)
    links = [
        *(_link(hold.get_reason_display(), "tech:privacy-hold", hold.ref, "hand") for hold in holds),
        *(_link(lock.get_ground_display(), "tech:privacy-lock", lock.ref, "lock") for lock in locks),
    ]
    if erasure is not None:
        label = _("%(right)s: planned or under way") % {"right": words_of(erasure.right).name}
        links.append(_link(label, "tech:privacy-erasure", erasure.ref, "eraser"))
    return {"links": links, "ref": person.ref}


def _link(label: str, page: str, ref: str, icon: str) -> dict[str, str]:
    return {"label": label, "url": reverse(page, args=[ref]), "icon": icon}


def about_request(actor: Actor, request: SubjectRequest) -> Context:
    """How a request came in: who asks, the thing it was written in, the clients that decide about it."""
    kind = holdables().get(request.origin_kind)
    origin = kind.shown(actor, [request.origin_id]).get(request.origin_id) if kind and request.origin_id else None
    return {
        "ref": request.ref,
        "is_open": request.stands in UNKNOWN,
        "origin": origin,
        "to_post": letters_to_post(request),
        "clients": clients_of_request(actor, request),
        "passed_form": PassedForm(),
    }


def about_contests(actor: Actor, request: SubjectRequest) -> Context | None:
    """What of it is said to be wrong, each with the way to the decision, and the way to enter more."""
    found = entered_in(actor, request)
    shown = actor.may("privacy.office") and (found.rows or found.may_enter)
    return {"ref": request.ref, "entered": found} if shown else None


def about_recipients(actor: Actor, request: SubjectRequest) -> Context | None:
    """Recipients who are told what the request changed here."""
    tasks = tasks_of_request(actor, request) if actor.may("privacy.office") else []
    return {"tasks": tasks} if tasks else None


def is_a_client() -> Exists:
    """Whether we process for the organisation of a membership, also after the agreement's end."""
    return Exists(ProcessingAgreement.objects.filter(organisation=OuterRef("organisation")))


def about_client(actor: Actor, organisation: Organisation) -> Context | None:
    """That we process for an organisation, and its agreements to whoever keeps them."""
    return about_organisation(actor, organisation)


def about_my_clients(_actor: Actor, person: Person) -> Context | None:
    """For whom we process somebody's own data. They are told of each, also of one that they have left."""
    names = clients_of_person(JOB, person)
    return {"names": names} if names else None


def about_my_organisation(_actor: Actor, organisation: Organisation) -> Context:
    """The way to say that something is wrong about it, for whoever belongs to it. No query."""
    item = {"place": organisation._meta.db_table, "key": organisation.pk}
    return {"url": f"{reverse('customer:right-correction')}?{urlencode(item)}"}


def about_a_change(actor: Actor, _page: None) -> Context | None:
    """The banner, with its button for whoever has signed in."""
    banner = banner_for(actor, get_language() or "en")
    if banner is None:
        return None
    return {"banner": banner, "seen": reverse("customer:announcement-seen", args=[banner.ref]) if actor.id else ""}


register_mark("privacy.client", _("We process for them"), holds=is_a_client)
register(
    "privacy.client", place="people.organisation.tech", template="privacy/tech/client_panel.html", context=about_client,
    order=60,
)  # fmt: skip
register(
    "privacy.my-organisation", place="people.organisation.customer",
    template="privacy/customer/organisation_panel.html", context=about_my_organisation, order=60,
)  # fmt: skip
register(
    "privacy.my-clients", place="people.me.customer", template="privacy/customer/clients_panel.html",
    context=about_my_clients, order=60,
)  # fmt: skip
register(
    "privacy.contests", place="privacy.request", template="privacy/tech/contests_panel.html", context=about_contests,
    order=10,
)  # fmt: skip
register(
    "privacy.recipients", place="privacy.request", template="privacy/tech/recipients_panel.html",
    context=about_recipients, order=20,
)  # fmt: skip
register(
    "privacy.person", place="people.person.tech", template="privacy/tech/person_panel.html", context=about_person,
    order=10,
)  # fmt: skip

for _place in ("public.start", "customer.start"):
    register(
        f"privacy.banner.{_place}", place=_place, template="privacy/customer/banner.html", context=about_a_change,
        order=1,
    )  # fmt: skip

slots.register_item_deeds("privacy.rights", own_slots.beside_items)
slots.register_overview_deeds("privacy.rights", own_slots.at_the_head)
slots.register_rooms("privacy.rights", own_slots.below_the_groups)

register_contracts("people.contacts", of=contracts_of_contacts)
register_clients("privacy.agreements", of=clients_of_people)

register_configuration(
    "privacy.rules",
    page="tech:retention-rules",
    title=_("Privacy"),
    text=_("How long records stay, and by which law"),
    icon="scale",
    permission="privacy.rules.change",
    order=27,
)

register_configuration(
    "privacy.owners-entries",
    page="tech:privacy-owners-entries",
    title=_("Record of processing"),
    text=_("Who is responsible, who runs the servers, what leaves the European Union"),
    icon="book-open",
    permission="privacy.rules.change",
    order=29,
)

register_configuration(
    "privacy.backups",
    page="tech:backups",
    title=_("Backups"),
    text=_("When the last one was made, where copies are, whether one was read back"),
    icon="archive",
    permission="instance.configure",
    order=28,
)
register(
    "privacy.request-channels", place="privacy.request", template="privacy/tech/_identity_panel.html",
    context=about_request, order=10,
)  # fmt: skip

register_configuration(
    "privacy.account-manager",
    page="tech:account-manager",
    title=_("Account Manager Setup"),
    text=_("What customers see of what is held about them"),
    icon="eye",
    permission="privacy.rules.change",
    order=26,
)
