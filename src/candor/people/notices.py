"""Mail about an account: codes, invitations, and word of what was changed.

The mail slice stands above this one, so its door is named in the settings (`QUEUE_MAIL`), as the error page's is. The
mail is queued in the transaction of the action that causes it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import npgettext, pgettext

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.people.models import (
    Account,
    AddressChange,
    ColleagueInvitation,
    Identifier,
    IdentityProvider,
    Membership,
    Organisation,
    Person,
    Registration,
    StaffInvitation,
    StaffMember,
)
from candor.people.queries import may_answer, primary_identifier
from candor.people.queries.registration import Standing
from candor.people.roles import ROLE_NAMES, Role


def send_reset_code(identifier: Identifier, code: str, *, by: Actor) -> None:
    """The code that lets the owner of the mailbox choose a password."""
    _post("reset_code", identifier.written, identifier.person, {"code": code}, by=by)


def ask_new_mailbox(change: AddressChange, secret: str, *, by: Actor) -> None:
    """The link by which the owner of a new address agrees, without a word that was typed: it may be anybody's."""
    link = settings.INSTANCE.base_url + reverse("public:agree-to-new-address", args=[secret])
    _post("address_new", change.written, change.person, {"link": link}, by=by)


def ask_known_mailbox(change: AddressChange, secret: str, *, by: Actor) -> None:
    """The link by which the mailbox known so far agrees to another address, or stops it."""
    _post("address_known", change.old, change.person, {"link": _link_to_known(secret), "new": change.written}, by=by)


def announce_address(change: AddressChange, secret: str, *, by: Actor) -> None:
    """Word to both mailboxes that an address will count without the old one's consent; the old one can stop it."""
    person, from_when = change.person, change.takes_effect_at or change.expires_at
    zone = ZoneInfo(instance.current().time_zone)
    day = format_date(from_when.astimezone(zone).date(), "long", locale=_language_of(person))
    told = {"new": change.written, "day": day}
    _post("address_will_count", change.old, person, {**told, "link": _link_to_known(secret)}, by=by)
    _post("address_counts_from", change.written, person, told, by=by)


def tell_address_changed(change: AddressChange, *, by: Actor) -> None:
    """Word to both mailboxes that the address counts from now on."""
    for mailbox in filter(None, (change.old, change.written)):
        _post("address_changed", mailbox, change.person, {"new": change.written}, by=by)


def tell_address_added(person: Person, *, by: Actor) -> None:
    """Word to the address known so far that another one was added."""
    _tell(person, "address_added", {}, by=by)


def tell_address_joined(person: Person, *, by: Actor) -> None:
    """Word to an address that it opens an account from now on, because two records were put together."""
    _tell(person, "address_joined", {}, by=by)


def tell_password_changed(person: Person, *, by: Actor) -> None:
    _tell(person, "password_changed", {}, by=by)


def tell_new_place(account: Account, device: str, secret: str, *, by: Actor) -> None:
    """Word of a sign-in from a device or network that the account did not know, and the way to say "not me"."""
    face = "tech" if by.is_staff else "customer"
    link = settings.INSTANCE.base_url + reverse(f"{face}:not-me", args=[secret])
    zone = ZoneInfo(account.person.time_zone or instance.current().time_zone)
    at = format_datetime(clock.now(), "short", tzinfo=zone, locale=_language_of(account.person))
    with translation.override(_language_of(account.person)):
        told = device or pgettext("signed in with", "a browser")
    _tell(account.person, "new_sign_in", {"link": link, "device": told, "at": at}, by=by)


def tell_identity_linked(person: Person, provider: IdentityProvider, *, by: Actor) -> None:
    """Word that the account can be opened through a provider from now on."""
    _tell(person, "identity_linked", {"provider": provider.name}, by=by)


def tell_role_changed(member: StaffMember, *, by: Actor) -> None:
    """Word to a member of staff that their role is another one now."""
    _tell(member.account.person, "role_changed", {"role": ROLE_NAMES[Role(member.role)]}, by=by)


def remind_of_last_day(member: StaffMember, last_day: date, administrator: Person, *, by: Actor) -> None:
    """Word to an administrator that somebody's contract ends soon, with the way to extend it."""
    link = settings.INSTANCE.base_url + reverse("tech:extend-contract", args=[member.account.person.ref])
    written = format_date(last_day, "long", locale=_language_of(administrator))
    context = {"who": member.account.person.name, "last_day": written, "link": link}
    _tell(administrator, "contract_ends", context, by=by)


def tell_token_created(person: Person, *, by: Actor) -> None:
    """Word that somebody made a token of the API with the person's rights."""
    _tell(person, "token_created", {}, by=by)


def tell_factor_added(person: Person, factor: str, *, by: Actor) -> None:
    """Word that an `app` or a `passkey` was added."""
    _tell(person, f"{factor}_added", {}, by=by)


def tell_factor_removed(person: Person, factor: str, *, by: Actor) -> None:
    """Word that an `app` or a `passkey` was removed by the person."""
    _tell(person, f"{factor}_removed", {}, by=by)


def tell_factors_removed(person: Person, *, by: Actor) -> None:
    """Word that somebody of ours removed all second factors."""
    _tell(person, "factors_removed", {}, by=by)


def tell_recovery_code_used(person: Person, left: int, *, by: Actor) -> None:
    _tell(person, "recovery_code_used", {"left": left}, by=by)


def tell_recovery_codes_made(person: Person, *, by: Actor) -> None:
    _tell(person, "recovery_codes_made", {}, by=by)


def send_invitation(invitation: StaffInvitation, email: str, secret: str, *, by: Actor) -> None:
    """The link by which a future member of staff accepts."""
    link = settings.INSTANCE.base_url + reverse("tech:accept-invitation", args=[secret])
    lives = (invitation.expires_at - invitation.invited_at) // timedelta(days=1)
    with translation.override(_language_of(invitation.person)):
        days = npgettext("within", "%(num)d day", "%(num)d days", lives) % {"num": lives}
    _post("staff_invitation", email, invitation.person, {"link": link, "days": days}, by=by)


def send_registration_link(registration: Registration, secret: str, *, by: Actor) -> None:
    """The link by which the owner of a mailbox confirms a registration, without a word that was typed there."""
    link = settings.INSTANCE.base_url + reverse("public:confirm-registration", args=[secret])
    _post_to_mailbox("registration_link", registration, {"link": link}, by=by)


def tell_registration_is_no_way(registration: Registration, standing: Standing, *, by: Actor) -> None:
    """Word to the owner of a mailbox why nothing comes of a registration, and what to do."""
    faces = {"sign_in": "customer:sign-in", "reset": "customer:reset-password", "contact": "public:contact"}
    links = {name: settings.INSTANCE.base_url + reverse(route) for name, route in faces.items()}
    told = {Standing.HAS_ACCOUNT: "registration_has_account", Standing.NOT_INVITED: "registration_not_invited"}
    _post_to_mailbox(told.get(standing, "registration_no_way"), registration, links, by=by)


def send_colleague_invitation(invitation: ColleagueInvitation, secret: str, *, by: Actor) -> None:
    """The link by which a colleague confirms to belong to an organisation, called as staff have named it."""
    link = settings.INSTANCE.base_url + reverse("public:join", args=[secret])
    context = {"link": link, "organisation": invitation.organisation.name}
    _post_to_mailbox("colleague_invitation", invitation, context, by=by)


def tell_invitation_is_no_way(invitation: ColleagueInvitation, *, by: Actor) -> None:
    """Word to a shared mailbox that nobody can be invited there."""
    contact = settings.INSTANCE.base_url + reverse("public:contact")
    context = {"contact": contact, "organisation": invitation.organisation.name}
    _post_to_mailbox("colleague_no_way", invitation, context, by=by)


def tell_membership_ended(membership: Membership, *, by: Actor) -> None:
    """Word to somebody that a super customer has ended their place in the organisation."""
    _tell(membership.person, "membership_ended", {"organisation": membership.organisation.name}, by=by)


def tell_super_asked(person: Person, organisation: Organisation, *, by: Actor) -> None:
    """Word to a super customer that a colleague would like to become one, too."""
    link = settings.INSTANCE.base_url + reverse("customer:colleagues", args=[organisation.ref])
    _tell(person, "super_asked", {"organisation": organisation.name, "link": link}, by=by)


def tell_super_decided(membership: Membership, *, is_granted: bool, by: Actor) -> None:
    """Word to a member what became of the wish to be a super customer."""
    link = settings.INSTANCE.base_url + reverse("customer:cases")
    context = {"organisation": membership.organisation.name, "link": link}
    _tell(membership.person, "super_granted" if is_granted else "super_declined", context, by=by)


def _post_to_mailbox(
    template: str, registration: Registration | ColleagueInvitation, context: dict[str, Any], *, by: Actor
) -> None:
    """Queue a mail to whoever owns the address, in the language that the form was filled in."""
    if not may_answer(registration.email):
        return
    queue_mail: Callable[..., Any] = import_string(settings.QUEUE_MAIL)
    queue_mail(
        template=f"people/mail/{template}",
        to=registration.email,
        language=registration.language or instance.current().language,
        about=registration,
        context=context,
        kind="asked-for",
        by=by,
    )


def _tell(person: Person, template: str, context: dict[str, Any], *, by: Actor) -> None:
    known = primary_identifier(person)
    if known is not None:
        _post(template, known.written, person, context, by=by)


def _post(template: str, to: str, person: Person, context: dict[str, Any], *, by: Actor) -> None:
    """Queue the mail in the person's language, unless a guard says that nothing may go to the address."""
    if not may_answer(to):
        return
    queue_mail: Callable[..., Any] = import_string(settings.QUEUE_MAIL)
    queue_mail(
        template=f"people/mail/{template}",
        to=to,
        language=_language_of(person),
        about=person,
        context={"name": person.name, **context},
        kind="asked-for",
        by=by,
    )


def _link_to_known(secret: str) -> str:
    return settings.INSTANCE.base_url + reverse("public:agree-from-known-address", args=[secret])


def _language_of(person: Person) -> str:
    return person.language or instance.current().language
