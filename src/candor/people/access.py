"""Who may touch what about people: every question on one page. What one may not see does not exist (404)."""

from __future__ import annotations

from django.db.models import Exists
from django.http import Http404
from django.shortcuts import get_object_or_404

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import PreparedByRef
from candor.kernel.registries.restricted import Restricted, without_restricted
from candor.people.models import (
    Account,
    Activity,
    ApiToken,
    ColleagueInvitation,
    Export,
    ExternalIdentity,
    Identifier,
    IdentityProvider,
    Import,
    Membership,
    Merge,
    Organisation,
    OrganisationAddress,
    OrganisationDomain,
    OrganisationPair,
    Passkey,
    Person,
    PersonName,
    PersonPair,
    PostalAddress,
    RoleRule,
    StaffInvitation,
    StaffMember,
    SuperRequest,
)
from candor.people.queries import works_here
from candor.people.queries.merging import successor_of, to_keep_in_order

VISIBLE = PreparedByRef(Person.objects.visible_to)


def visible_person(actor: Actor, ref: str) -> Person:
    """Somebody whose page the actor may read, or 404, which tells staff of a restriction that hides them."""
    found = VISIBLE.seen_by(actor, ref)
    if found is not None:
        return found
    if actor.is_staff and Person.objects.filter(ref=ref, merged_into=None).exists() and actor.may("people.person.view"):
        raise Restricted
    raise Http404


def person_now(actor: Actor, ref: str) -> Person:
    """Whose page the address is today: the person of this ref, or the record that theirs became part of.

    One query for a record that was never merged, which tells along whether there is anything to keep in order.
    """
    found = to_keep_in_order(Person.objects.visible_to(actor)).filter(ref=ref).first()
    return found or visible_person(actor, successor_of(get_object_or_404(Person, ref=ref)).ref)


def may_change(actor: Actor, person: Person) -> bool:
    """Whether the actor may write about the person: staff with the right about customers, everybody about themselves.

    About colleagues only administrators may: whoever can give an administrator another address can become one.
    """
    if person.pk == actor.id or actor.is_the_house or actor.may("people.staff.change"):
        return True
    return actor.may("people.person.change") and not works_here(person)


def changeable_person(actor: Actor, ref: str) -> Person:
    """Somebody about whom the actor may write."""
    person = visible_person(actor, ref)
    if not may_change(actor, person):
        raise Http404
    return person


def has_account(person: Person) -> bool:
    """Whether the person can sign in, or could again: who writes an address down for them could hand that over."""
    return Account.objects.filter(person=person).exists()


def lockable_account(actor: Actor, ref: str) -> Account:
    """The account of somebody else about whom the actor may write; nobody locks themselves out."""
    person = changeable_person(actor, ref)
    if person.pk == actor.id:
        raise Http404
    return get_object_or_404(Account, person=person)


def visible_organisation(actor: Actor, ref: str) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(actor), ref=ref)


def organisation_now(actor: Actor, ref: str) -> Organisation:
    """As `person_now`, for organisations."""
    found = to_keep_in_order(Organisation.objects.visible_to(actor)).filter(ref=ref).first()
    return found or visible_organisation(actor, successor_of(get_object_or_404(Organisation, ref=ref)).ref)


def changeable_organisation(actor: Actor, ref: str) -> Organisation:
    if not (actor.may("people.organisation.change") or actor.is_the_house):
        raise Http404
    return visible_organisation(actor, ref)


def changeable_domain(actor: Actor, ref: str, entry: str) -> OrganisationDomain:
    """A mail domain of an organisation about which the actor may write."""
    return get_object_or_404(OrganisationDomain, organisation=changeable_organisation(actor, ref), ref=entry)


def changeable_organisation_address(actor: Actor, ref: str, entry: str) -> OrganisationAddress:
    """A postal address of an organisation about which the actor may write."""
    return get_object_or_404(OrganisationAddress, organisation=changeable_organisation(actor, ref), ref=entry)


def super_customers_organisation(actor: Actor, ref: str) -> Organisation:
    """An organisation whose super customer the actor is, at an address that has been shown to be theirs."""
    proven = Identifier.objects.filter(person=actor.id, kind="email", verified_at__isnull=False)
    theirs = Organisation.objects.visible_to(actor).filter(Exists(proven), pk__in=actor.organisation_ids)
    return get_object_or_404(theirs, ref=ref)


def own_membership(actor: Actor, ref: str) -> Membership:
    """The actor's own place in an organisation."""
    present = Membership.objects.select_related("organisation", "person").filter(ended_on=None)
    return get_object_or_404(present, person=actor.id, organisation__ref=ref, organisation__merged_into=None)


def colleague(actor: Actor, ref: str, person_ref: str) -> Membership:
    """Somebody else's place in an organisation whose super customer the actor is."""
    present = Membership.objects.select_related("organisation", "person").filter(ended_on=None)
    others = without_restricted(present.exclude(person=actor.id), actor)
    return get_object_or_404(others, organisation=super_customers_organisation(actor, ref), person__ref=person_ref)


def colleague_invitation(actor: Actor, ref: str, entry: str) -> ColleagueInvitation:
    """An offer to belong to an organisation whose super customer the actor is."""
    return get_object_or_404(ColleagueInvitation, organisation=super_customers_organisation(actor, ref), ref=entry)


def super_request_of(organisation: Organisation, request: str) -> SuperRequest:
    """A member's wish to become super customer of an organisation about which the actor decides."""
    waiting = SuperRequest.objects.select_related("membership__person", "membership__organisation")
    return get_object_or_404(waiting, membership__organisation=organisation, ref=request)


def visible_merge(actor: Actor, ref: str) -> Merge:
    """A merge of records that the actor sees."""
    merge = get_object_or_404(without_restricted(Merge.objects.all(), actor), ref=ref)
    sees = "people.person.view" if merge.person is not None else "people.organisation.view"
    if not actor.may(sees):
        raise Http404
    return merge


def changeable_merge(actor: Actor, ref: str) -> Merge:
    """A merge of records that the actor may write about."""
    merge = visible_merge(actor, ref)
    if merge.person is not None:
        changeable_person(actor, successor_of(merge.person).ref)
    else:
        changeable_organisation(actor, successor_of(merge.stayed).ref)
    return merge


def decidable_person_pair(actor: Actor, ref: str) -> PersonPair:
    """Two people who may be one, about both of whom the actor may write."""
    pairs = without_restricted(PersonPair.objects.select_related("first", "second"), actor)
    pair = get_object_or_404(pairs, ref=ref)
    for person in (pair.first, pair.second):
        changeable_person(actor, person.ref)
    return pair


def decidable_organisation_pair(actor: Actor, ref: str) -> OrganisationPair:
    pair = get_object_or_404(OrganisationPair.objects.select_related("first", "second"), ref=ref)
    for organisation in (pair.first, pair.second):
        changeable_organisation(actor, organisation.ref)
    return pair


def removable_activity(actor: Actor, ref: str, entry: str) -> Activity:
    """A note about the person that the actor wrote; administrators remove everybody's."""
    activity = get_object_or_404(Activity, person=changeable_person(actor, ref), ref=entry)
    if activity.by_id != actor.id and not actor.may("people.staff.change"):
        raise Http404
    return activity


def removable_note(actor: Actor, ref: str, entry: str) -> Activity:
    """The same about an organisation."""
    activity = get_object_or_404(Activity, organisation=changeable_organisation(actor, ref), ref=entry)
    if activity.by_id != actor.id and not actor.may("people.staff.change"):
        raise Http404
    return activity


def workable_import(actor: Actor, ref: str) -> Import:
    """An import, for those who may take lists in."""
    if not actor.may("people.person.import"):
        raise Http404
    return get_object_or_404(Import.objects.select_related("file", "error_file", "by"), ref=ref)


def own_export(actor: Actor, ref: str) -> Export:
    """An export that the actor asked for: nobody else follows, fetches or withdraws it."""
    if not actor.may("people.person.export"):
        raise Http404
    return get_object_or_404(Export.objects.select_related("file"), ref=ref, by=actor.id)


def can_still_undo(row: Import) -> bool:
    """Whether the import's time for taking back has not passed."""
    return row.undo_until is not None and row.undo_until > clock.now()


def changeable_identifier(actor: Actor, person: Person, kind: str, ref: str) -> Identifier:
    """An address or number of a person about whom the actor may write."""
    return get_object_or_404(Identifier, person=changeable_person(actor, person.ref), kind=kind, ref=ref)


def changeable_entry(actor: Actor, person: Person, ref: str) -> Identifier:
    """The same, of either kind."""
    return get_object_or_404(Identifier, person=changeable_person(actor, person.ref), ref=ref)


def changeable_address(actor: Actor, person: Person, ref: str) -> PostalAddress:
    return get_object_or_404(PostalAddress, person=changeable_person(actor, person.ref), ref=ref)


def changeable_name(actor: Actor, person: Person, number: int) -> PersonName:
    """A former or other name; the present one is changed with the details."""
    names = PersonName.objects.exclude(kind=PersonName.Kind.PRESENT)
    return get_object_or_404(names, person=changeable_person(actor, person.ref), pk=number)


def changeable_membership(actor: Actor, organisation_ref: str, person_ref: str) -> Membership:
    organisation = changeable_organisation(actor, organisation_ref)
    present = Membership.objects.select_related("person", "organisation").filter(ended_on=None)
    return get_object_or_404(without_restricted(present, actor), organisation=organisation, person__ref=person_ref)


def visible_membership(actor: Actor, organisation_ref: str, person_ref: str) -> Membership:
    organisation = visible_organisation(actor, organisation_ref)
    present = Membership.objects.select_related("person", "organisation").filter(ended_on=None)
    return get_object_or_404(without_restricted(present, actor), organisation=organisation, person__ref=person_ref)


def changeable_staff(actor: Actor, person_ref: str) -> StaffMember:
    """Somebody who works here, for those who decide about that."""
    if not actor.may("people.staff.change"):
        raise Http404
    members = StaffMember.objects.select_related("account__person").filter(left_at=None)
    return get_object_or_404(members, account__person__ref=person_ref)


def any_token(actor: Actor, ref: str) -> ApiToken:
    """Anybody's token of the API, for those who decide who works here."""
    if not actor.may("people.staff.change"):
        raise Http404
    return get_object_or_404(ApiToken.objects.select_related("account__person"), ref=ref)


def open_invitation(actor: Actor, ref: str) -> StaffInvitation:
    if not actor.may("people.staff.change"):
        raise Http404
    return get_object_or_404(StaffInvitation.objects.select_related("person"), ref=ref, settled_at=None)


def identity_provider(actor: Actor, ref: str) -> IdentityProvider:
    if not actor.may("instance.configure"):
        raise Http404
    return get_object_or_404(IdentityProvider, ref=ref)


def role_rule(actor: Actor, provider_ref: str, ref: str) -> RoleRule:
    return get_object_or_404(RoleRule, provider=identity_provider(actor, provider_ref), ref=ref)


def own_identity(account: Account, ref: str) -> ExternalIdentity:
    """One's own connection with a provider."""
    return get_object_or_404(ExternalIdentity.objects.select_related("account"), account=account, ref=ref)


def own_passkey(actor: Actor, ref: str) -> Passkey:
    """A passkey of the actor's own: nobody else sees one."""
    return get_object_or_404(Passkey.objects.select_related("account__person"), account__person=actor.id, ref=ref)
