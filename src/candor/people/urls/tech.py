"""Addresses of this slice in the tech face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import anyone, route, staff
from candor.people.urls.details import my_pages, verbs
from candor.people.urls.door import door
from candor.people.urls.factors import administration
from candor.people.urls.records import record_pages
from candor.people.views import (
    colleagues,
    configuration,
    details,
    identity_providers,
    joining,
    me,
    organisations,
    people,
    registration_rules,
    tokens,
)
from candor.people.views import organisation_addresses as places
from candor.people.views import staff as staff_views

inside = staff("tech.enter")
sees_people = staff("people.person.view")
keeps_people = staff("people.person.change")
sees_organisations = staff("people.organisation.view")
keeps_organisations = staff("people.organisation.change")
sees_staff = staff("people.staff.view")
changes_staff = staff("people.staff.change", fresh=True)
configures = staff("instance.configure")
configures_fresh = staff("instance.configure", fresh=True)

PERSON = "people/<slug:ref>/"
ORGANISATION = "organisations/<slug:ref>/"
MEMBER = f"{ORGANISATION}members/<slug:person_ref>/"
REQUEST = f"{ORGANISATION}requests/<slug:request_ref>/"
STAFF = "configuration/staff/<slug:ref>/"
OURS = "configuration/organisation/"
PROVIDERS = "configuration/single-sign-on/"
PROVIDER = f"{PROVIDERS}<slug:ref>/"

doors: list[URLPattern] = [
    *door(inside),
    route("invitation/<str:secret>/", joining.accept_invitation, name="accept-invitation", policy=anyone()),
    *my_pages(inside),
    route("me/signature/", me.change_signature, name="me-change-signature", policy=inside),
]

people_pages: list[URLPattern] = [
    route("people/", people.people, name="people", policy=sees_people),
    route("people/new/", people.new_person, name="new-person", policy=keeps_people),
    route(PERSON, people.person, name="person", policy=sees_people),
    route(f"{PERSON}names/new/", details.add_name, name="person-add-name", policy=keeps_people),
    route(f"{PERSON}names/<int:number>/removal/", details.remove_name, name="person-remove-name", policy=keeps_people),
    route(f"{PERSON}e-mails/new/", details.add_email, name="person-add-email", policy=keeps_people),
    route(
        f"{PERSON}claim/settlement/", registration_rules.settle_claim, name="person-settle-claim", policy=keeps_people
    ),
    route(f"{PERSON}lock/", people.lock, name="person-lock", policy=keeps_people),
    route(f"{PERSON}lock/lift/", people.unlock, name="person-unlock", policy=keeps_people),
    *verbs(PERSON, "person-", keeps_people),
]

PLACES = f"{ORGANISATION}postal-addresses/"
PLACE = f"{PLACES}<slug:entry>/"
organisation_addresses: list[URLPattern] = [
    route(f"{PLACES}new/", places.add, name="organisation-add-address", policy=keeps_organisations),
    route(f"{PLACE}details/", places.change, name="organisation-change-address", policy=keeps_organisations),
    route(f"{PLACE}removal/", places.remove, name="organisation-remove-address", policy=keeps_organisations),
]

organisation_pages: list[URLPattern] = [
    route("organisations/", organisations.organisations, name="organisations", policy=sees_organisations),
    route("organisations/new/", organisations.new_organisation, name="new-organisation", policy=keeps_organisations),
    route(ORGANISATION, organisations.organisation, name="organisation", policy=sees_organisations),
    route(f"{ORGANISATION}details/", organisations.change, name="change-organisation", policy=keeps_organisations),
    route(f"{ORGANISATION}members/new/", organisations.add_member, name="add-member", policy=keeps_organisations),
    route(f"{ORGANISATION}domains/new/", registration_rules.add_domain, name="add-domain", policy=keeps_organisations),
    route(
        f"{ORGANISATION}domains/<slug:domain>/removal/",
        registration_rules.remove_domain,
        name="remove-domain",
        policy=keeps_organisations,
    ),
    route(f"{REQUEST}grant/", colleagues.grant, name="grant-super", policy=keeps_organisations),
    route(f"{REQUEST}decline/", colleagues.decline, name="decline-super", policy=keeps_organisations),
    route(f"{MEMBER}super/", organisations.make_super, name="make-super", policy=keeps_organisations),
    route(f"{MEMBER}super/lift/", organisations.make_member, name="make-member", policy=keeps_organisations),
    route(f"{MEMBER}contact/", organisations.make_contact, name="make-contact", policy=keeps_organisations),
    route(f"{MEMBER}contact/lift/", organisations.end_contact, name="end-contact", policy=keeps_organisations),
    route(f"{MEMBER}end/", organisations.end_membership, name="end-membership", policy=keeps_organisations),
]

configuration_pages: list[URLPattern] = [
    route("configuration/", configuration.configuration, name="configuration", policy=staff("tech.configure")),
    route(OURS, configuration.own_organisation, name="organisation-settings", policy=configures_fresh),
    route(f"{OURS}colour/", configuration.hue, name="organisation-hue", policy=configures),
    route(f"{OURS}colour/frame/", configuration.hue_frame, name="organisation-hue-frame", policy=configures),
    route("configuration/registration/", registration_rules.rules, name="registration-rules", policy=configures_fresh),
    route("configuration/tokens/", tokens.all_tokens, name="tokens", policy=staff("people.staff.change")),
    route("configuration/tokens/<slug:ref>/revocation/", tokens.revoke_any, name="revoke-token", policy=changes_staff),
    route("configuration/staff/", staff_views.staff, name="staff", policy=sees_staff),
    route("configuration/staff/invite/", staff_views.invite, name="invite-staff", policy=changes_staff),
    route(
        "configuration/staff/invitations/<slug:ref>/withdrawal/",
        staff_views.withdraw,
        name="withdraw-invitation",
        policy=changes_staff,
    ),
    route(f"{STAFF}role/", staff_views.change_role, name="change-role", policy=changes_staff),
    route(f"{STAFF}last-day/", staff_views.change_last_day, name="change-last-day", policy=changes_staff),
    route(f"{STAFF}extension/", staff_views.extend_contract, name="extend-contract", policy=changes_staff),
    route(f"{STAFF}sessions/end/", staff_views.end_sessions, name="end-staff-sessions", policy=changes_staff),
    route(f"{STAFF}departure/", staff_views.let_go, name="let-go", policy=changes_staff),
]

provider_pages: list[URLPattern] = [
    route(PROVIDERS, identity_providers.providers, name="identity-providers", policy=configures_fresh),
    route(f"{PROVIDERS}new/", identity_providers.new_provider, name="new-identity-provider", policy=configures_fresh),
    route(PROVIDER, identity_providers.provider, name="identity-provider", policy=configures_fresh),
    route(f"{PROVIDER}test/", identity_providers.test_provider, name="test-identity-provider", policy=configures_fresh),
    route(f"{PROVIDER}rules/new/", identity_providers.add_rule, name="add-role-rule", policy=configures_fresh),
    route(
        f"{PROVIDER}rules/<slug:rule_ref>/removal/",
        identity_providers.remove_rule,
        name="remove-role-rule",
        policy=configures_fresh,
    ),
]

urlpatterns: list[URLPattern] = [
    *doors,
    *record_pages,
    *people_pages,
    *organisation_pages,
    *organisation_addresses,
    *configuration_pages,
    *administration,
    *provider_pages,
]
