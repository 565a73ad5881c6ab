"""A member who would like to see and answer the organisation's cases asks; a super customer or staff decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people import notices
from candor.people.actions.identifiers import Refused
from candor.people.actions.organisations import change_member_role
from candor.people.models import Membership, Person, SuperRequest

MOST_TOLD = 20
"""More super customers than these are not written to about one request."""


@transaction.atomic
def ask_to_become_super(membership: Membership, *, by: Actor) -> None:
    """Ask once; asking again while nobody has decided changes nothing. Raises Refused for who is one already.

    The organisation's super customers are told by mail. Where there is none, the request is a case, too.
    """
    if membership.role == Membership.Role.SUPER:
        raise Refused(gettext_lazy("You are a super customer already."))
    request, is_new = SuperRequest.objects.get_or_create(
        membership=membership, settled_at=None, defaults={"asked_at": clock.now()}
    )
    if not is_new:
        return
    record("people.super_request.made", request, by=by, organisation=membership.organisation_id)
    deciders = _super_customers(membership.organisation_id)
    for person in deciders:
        notices.tell_super_asked(person, membership.organisation, by=by)
    if not deciders:
        _open_case(membership, by)


@transaction.atomic
def grant(request: SuperRequest, *, by: Actor) -> None:
    """Make the member a super customer, and tell them. Of two who decide at once the first counts."""
    if _settle(request, SuperRequest.Outcome.GRANTED, by):
        change_member_role(request.membership, Membership.Role.SUPER, by=by)


@transaction.atomic
def decline(request: SuperRequest, *, by: Actor) -> None:
    """Leave the member as they are, and tell them."""
    _settle(request, SuperRequest.Outcome.DECLINED, by)


def _settle(request: SuperRequest, outcome: SuperRequest.Outcome, by: Actor) -> bool:
    still_open = SuperRequest.objects.filter(pk=request.pk, settled_at=None, membership__ended_on=None)
    if not still_open.update(settled_at=clock.now(), outcome=outcome):
        return False
    record("people.super_request.settled", request, by=by, outcome=outcome.value)
    notices.tell_super_decided(request.membership, is_granted=outcome is SuperRequest.Outcome.GRANTED, by=by)
    return True


def _super_customers(organisation_id: int) -> list[Person]:
    supers = Membership.objects.filter(organisation=organisation_id, role=Membership.Role.SUPER, ended_on=None)
    return [row.person for row in supers.select_related("person").order_by("id")[:MOST_TOLD]]


def _open_case(membership: Membership, by: Actor) -> None:
    """A case in the member's name, in the house's language, so that staff hear of it as of everything else."""
    open_case: Callable[..., Any] = import_string(settings.OPEN_CASE)
    with translation.override(instance.current().language):
        name = {"name": membership.organisation.name}
        subject = _("Wish to become super customer of %(name)s") % name
        text = (
            _(
                "I would like to see and answer all cases of %(name)s.\n\n"
                "(Asked for in the Customer Center. Staff decide on the organisation's page.)"
            )
            % name
        )
    open_case(membership.person, subject, text, by=by)
