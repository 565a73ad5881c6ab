"""What this slice tells in the timelines: what staff noted, and what was recorded about the person or organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.kernel.models import AuditFact
from candor.kernel.registries.timeline import Entry, Window, register
from candor.people.models import (
    Activity,
    ActivityKind,
    Identifier,
    Membership,
    Organisation,
    OrganisationAddress,
    Person,
    PersonName,
    PostalAddress,
)
from candor.people.queries import people_by_ids

ACTIVITIES, FACTS = "people.activity", "people.fact"
PERSON_PLACE, ORGANISATION_PLACE = "people.person", "people.organisation"

ACTIVITY_TELLINGS: Mapping[str, tuple[str, Promise]] = {
    ActivityKind.CALL: ("phone", _("noted a call")),
    ActivityKind.MEETING: ("users", _("noted a meeting")),
    ActivityKind.NOTE: ("file-text", _("wrote a note")),
}

FACT_TELLINGS: Mapping[str, tuple[str, Promise]] = {
    "people.person.added": ("user-plus", _("wrote this person down")),
    "people.person.changed": ("pencil", _("changed the details")),
    "people.person.merged": ("merge", _("merged another record into this one")),
    "people.person.unmerged": ("undo-2", _("took a merge back")),
    "people.person.told_apart": ("copy", _("said that this and a similar record are two people")),
    "people.identifier.added": ("at-sign", _("added an address or number")),
    "people.identifier.confirmed": ("circle-check", _("confirmed an address")),
    "people.identifier.preferred": ("star", _("chose an address or number to use first")),
    "people.name.added": ("tag", _("added a name")),
    "people.address.added": ("map-pin", _("added a postal address")),
    "people.address.changed": ("map-pin", _("changed a postal address")),
    "people.membership.begun": ("building-2", _("noted the membership in an organisation")),
    "people.membership.changed": ("building-2", _("changed the role in an organisation")),
    "people.membership.ended": ("log-out", _("noted the end of a membership")),
    "people.organisation.added": ("building-2", _("wrote this organisation down")),
    "people.organisation.changed": ("pencil", _("changed the details")),
    "people.organisation_address.added": ("map-pin", _("added a postal address")),
    "people.organisation_address.changed": ("map-pin", _("changed a postal address")),
    "people.organisation.merged": ("merge", _("merged another record into this one")),
    "people.organisation.unmerged": ("undo-2", _("took a merge back")),
    "people.organisation.told_apart": ("copy", _("said that this and a similar record are two organisations")),
}
"""How each fact is told, after the name of who did it. Facts that are not here are not told."""


def activities(actor: Actor, person: Person, window: Window) -> Sequence[Entry]:
    """What staff noted, for everybody who may see people; whoever wrote it may remove it."""
    rows = window.cut(Activity.objects.filter(person=person).select_related("by"), ACTIVITIES, "happened_at")
    return [_activity(actor, person, row) for row in rows]


def activities_of_organisation(actor: Actor, organisation: Organisation, window: Window) -> Sequence[Entry]:
    """What staff noted about the organisation as such, for them: what they note about its people stands with those."""
    if not (actor.is_staff and actor.may("people.organisation.view")):
        return []
    rows = Activity.objects.filter(organisation=organisation).select_related("by")
    return [_note_of(actor, organisation, row) for row in window.cut(rows, ACTIVITIES, "happened_at")]


def facts_about_person(_actor: Actor, person: Person, window: Window) -> Sequence[Entry]:
    """What was recorded about the person, what hangs on them, and the records that became part of theirs."""
    former = Person.objects.filter(merged_into=person).values("pk")
    about = Q(object_kind="people.person") & (Q(object_id=person.pk) | Q(object_id__in=former))
    for model in (Identifier, PersonName, PostalAddress, Membership):
        ids = model._default_manager.filter(person=person).values("pk")
        about |= Q(object_kind=model._meta.label_lower, object_id__in=ids)
    return _told(AuditFact.objects.filter(about), window)


def facts_about_organisation(_actor: Actor, organisation: Organisation, window: Window) -> Sequence[Entry]:
    members = Membership.objects.filter(organisation=organisation).values("pk")
    places = OrganisationAddress.objects.filter(organisation=organisation).values("pk")
    about = Q(object_kind="people.organisation", object_id=organisation.pk)
    about |= Q(object_kind="people.membership", object_id__in=members)
    about |= Q(object_kind="people.organisationaddress", object_id__in=places)
    return _told(AuditFact.objects.filter(about), window)


def _activity(actor: Actor, person: Person, row: Activity) -> Entry:
    icon, text = ACTIVITY_TELLINGS[row.kind]
    may_remove = row.by_id == actor.id or actor.may("people.staff.change")
    removal = reverse("tech:person-remove-activity", args=[person.ref, row.ref]) if may_remove else ""
    who = row.by.name if row.by else ""
    return Entry(row.happened_at, ACTIVITIES, row.pk, icon, str(text), who, words=row.text, removal=removal)


def _note_of(actor: Actor, organisation: Organisation, row: Activity) -> Entry:
    icon, text = ACTIVITY_TELLINGS[row.kind]
    may_remove = actor.may("people.staff.change") or (
        actor.may("people.organisation.change") and row.by_id == actor.id and actor.id is not None
    )
    removal = reverse("tech:organisation-remove-activity", args=[organisation.ref, row.ref]) if may_remove else ""
    who = row.by.name if row.by else ""
    return Entry(row.happened_at, ACTIVITIES, row.pk, icon, str(text), who, words=row.text, removal=removal)


def _told(facts: QuerySet[AuditFact], window: Window) -> list[Entry]:
    found = list(window.cut(facts.filter(name__in=list(FACT_TELLINGS)), FACTS, "at"))
    names = _names_in(found)
    return [_fact(fact, names) for fact in found]


def _fact(fact: AuditFact, names: Mapping[int, str]) -> Entry:
    icon, text = FACT_TELLINGS[fact.name]
    who = "Candor" if fact.actor_id is None or fact.actor_kind == "token" else names.get(fact.actor_id, "")
    return Entry(fact.at, FACTS, fact.pk, icon, str(text), who)


def _names_in(facts: Iterable[AuditFact]) -> dict[int, str]:
    ids = {fact.actor_id for fact in facts if fact.actor_id is not None}
    return {number: person.name for number, person in people_by_ids(ids).items()} if ids else {}


register("people.activities", place=PERSON_PLACE, source=activities)
register("people.organisation-activities", place=ORGANISATION_PLACE, source=activities_of_organisation)
register("people.facts", place=PERSON_PLACE, source=facts_about_person)
register("people.organisation-facts", place=ORGANISATION_PLACE, source=facts_about_organisation)
