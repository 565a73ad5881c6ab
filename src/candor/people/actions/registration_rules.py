"""Who may register, as administrators set it, and the mail domains by which organisations are recognised."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.actions.identifiers import Refused
from candor.people.actions.versions import save_if_unchanged
from candor.people.models import Organisation, OrganisationDomain, Person, RegistrationRules
from candor.people.queries.registration import MOST_DOMAINS
from candor.people.rules.text import one_line


@transaction.atomic
def change_registration_rules(version: int, who: str, *, joins_by_domain: bool, by: Actor) -> None:
    """Say who may register, and whether a mail domain makes members. Raises ChangedMeanwhile."""
    row, _is_new = RegistrationRules.objects.get_or_create(pk=1)
    if save_if_unchanged(row, version, {"who": who, "joins_by_domain": joins_by_domain}):
        record("people.registration_rules.changed", row, by=by, who=who, joins_by_domain=joins_by_domain)


@transaction.atomic
def add_domain(organisation: Organisation, domain: str, *, by: Actor) -> None:
    """Note a normalised mail domain as the organisation's own. Adding it twice changes nothing.

    Raises Refused where it is another organisation's.
    """
    if organisation.domains.count() >= MOST_DOMAINS:
        raise Refused(_("An organisation has at most 50 mail domains. Remove one first."))
    entry, is_new = OrganisationDomain.objects.get_or_create(
        domain=domain, defaults={"organisation": organisation, "created_at": clock.now()}
    )
    if entry.organisation_id != organisation.pk:
        raise Refused(_("This mail domain is noted with another organisation. Remove it there first."))
    if is_new:
        record("people.domain.added", entry, by=by, organisation=organisation.pk)


@transaction.atomic
def remove_domain(entry: OrganisationDomain, *, by: Actor) -> None:
    """Forget a mail domain. Who belongs to the organisation goes on belonging to it."""
    record("people.domain.removed", entry, by=by, organisation=entry.organisation_id)
    OrganisationDomain.objects.filter(pk=entry.pk).delete()


@transaction.atomic
def claim_organisation(person: Person, organisation: str, *, by: Actor) -> None:
    """Note where a person says that they belong, for staff to settle; an earlier claim stays."""
    new = Person.objects.filter(pk=person.pk, claimed_organisation="")
    if new.update(claimed_organisation=one_line(organisation)[:200]):
        record("people.claim.made", person, by=by)


@transaction.atomic
def settle_claim(person: Person, *, by: Actor) -> None:
    """Forget where a person says they belong: staff have seen to it. Settling twice changes nothing."""
    if Person.objects.filter(pk=person.pk).exclude(claimed_organisation="").update(claimed_organisation=""):
        record("people.claim.settled", person, by=by)
