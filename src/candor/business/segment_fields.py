"""What segments may ask about people and organisations as sales knows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from re import compile as pattern

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.business.models import Care, Lead, Outcome, Subscription, SubscriptionState, Tagging
from candor.business.rules.segments import About, Field, register_field
from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.licences.public import Licence
from candor.people.public import Membership, PostalAddress

BOTH = frozenset(About)
REF, COUNTRY = pattern("[0-9A-Za-z_-]{1,16}"), pattern("[A-Z]{2}")
NOBODY, ME, YES, NO = "nobody", "me", "yes", "no"
YES_OR_NO: Mapping[str, Promise] = {YES: _("Yes"), NO: _("No")}


OVERDUE = "overdue"
RENEWALS: Mapping[str, Promise] = {
    "30": _("Within 30 days"),
    "90": _("Within 90 days"),
    "365": _("Within a year"),
    OVERDUE: _("Overdue"),
}


def _is_renewal(value: str) -> bool:
    return value in RENEWALS


def _is_ref(value: str) -> bool:
    return REF.fullmatch(value) is not None


def _is_country(value: str) -> bool:
    return COUNTRY.fullmatch(value) is not None


def _is_yes_or_no(value: str) -> bool:
    return value in YES_OR_NO


def _ids(
    rows: QuerySet[Lead]
    | QuerySet[Care]
    | QuerySet[Tagging]
    | QuerySet[Membership]
    | QuerySet[Subscription]
    | QuerySet[Licence],
    about: About,
) -> Q:
    """Those whom the rows point to."""
    field = "person" if about is About.PEOPLE else "organisation"
    return Q(pk__in=rows.filter(**{f"{field}__isnull": False}).values(field))


def _owner(about: About, value: str, actor: Actor) -> Q:
    if value == NOBODY:
        return ~_ids(Care.objects.filter(owner__isnull=False), about)
    whose = Q(owner=actor.id) if value == ME else Q(owner__ref=value)
    return _ids(Care.objects.filter(whose), about)


def _tag(about: About, value: str, _actor: Actor) -> Q:
    return _ids(Tagging.objects.filter(tag__ref=value), about)


def _country(about: About, value: str, _actor: Actor) -> Q:
    if about is About.ORGANISATIONS:
        return Q(country=value)
    return Q(pk__in=PostalAddress.objects.filter(country=value).values("person"))


def _open_lead(about: About, value: str, actor: Actor) -> Q:
    asked = _ids(Lead.objects.visible_to(actor).open(), about)
    return asked if value == YES else ~asked


def _customer(about: About, value: str, _actor: Actor) -> Q:
    """An organisation is one once a lead of it was won, or it has a contact for its contract; a person by a lead of
    their own, or by such an organisation.
    """
    won = Lead.objects.filter(outcome=Outcome.WON)
    contacts = Membership.objects.filter(contact_since__isnull=False, ended_on=None)
    asked = _ids(won, about) | _ids(contacts, about)
    if about is About.PEOPLE:
        companies = Q(organisation__in=won.filter(organisation__isnull=False).values("organisation"))
        asked |= _ids(Membership.objects.filter(companies, ended_on=None), about)
    return asked if value == YES else ~asked


def _contact(about: About, value: str, _actor: Actor) -> Q:
    """Whom we turn to about a running contract, once a year for support and upgrades; organisations that have one."""
    asked = _ids(Membership.objects.filter(contact_since__isnull=False, ended_on=None), about)
    return asked if value == YES else ~asked


def _product(about: About, value: str, _actor: Actor) -> Q:
    """Who has a licence or a running subscription of it."""
    licences = Licence.objects.filter(edition__product__ref=value, revoked_at=None)
    return _ids(licences, about) | _ids(Subscription.objects.running().filter(edition__product__ref=value), about)


def _renewal(about: About, value: str, _actor: Actor) -> Q:
    today = clock.today(instance.current().time_zone)
    active = Subscription.objects.filter(state=SubscriptionState.ACTIVE)
    if value == OVERDUE:
        return _ids(active.filter(renews_on__lte=today), about)
    return _ids(active.filter(renews_on__gt=today, renews_on__lte=today + timedelta(days=int(value))), about)


FIELDS = (
    Field("owner", _("Who looks after them"), BOTH, _is_ref, _owner),
    Field("tag", _("Tag"), BOTH, _is_ref, _tag),
    Field("country", _("Country"), BOTH, _is_country, _country),
    Field("open_lead", _("Open lead"), BOTH, _is_yes_or_no, _open_lead),
    Field("customer", _("Customer"), BOTH, _is_yes_or_no, _customer),
    Field("contact", _("Contact for the contract"), BOTH, _is_yes_or_no, _contact),
    Field("product", _("Has the product"), BOTH, _is_ref, _product),
    Field("renewal", _("Renewal"), BOTH, _is_renewal, _renewal),
)
for known in FIELDS:
    register_field(known)
