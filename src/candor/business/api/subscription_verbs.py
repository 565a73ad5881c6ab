"""Programs do with a subscription what sales does: renew it, plan another quantity, cancel it, quote its renewal."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from candor.business import access_subscriptions as access
from candor.business import queries_subscriptions as queries
from candor.business.actions import ending_subscriptions as ending
from candor.business.actions import renewing
from candor.business.actions import subscriptions as actions
from candor.business.actions.renewal_work import quote_renewal
from candor.business.api.operations import SUBSCRIPTIONS
from candor.business.api.subscription_schemas import EndIn, QuantityIn, RenewalIn, SubscriptionOut
from candor.business.api.subscriptions import ONE, WRITE, shown_again
from candor.business.forms_subscriptions import CancelForm, QuantityForm
from candor.business.models import CancelKind, CancelledBy, RenewedBy, SubscriptionState
from candor.business.queries_leads import today
from candor.kernel.api.forms import cleaned
from candor.kernel.api.schemas import Named, PathRef
from candor.kernel.http.problems import Problem

CONFLICT = ["conflict"]


@SUBSCRIPTIONS.write(
    "POST",
    f"{ONE}/renewal",
    scope=WRITE,
    response=SubscriptionOut,
    summary="Renew a subscription",
    problems=CONFLICT,
    example={"renews_on": "2037-05-04", "is_paid": False},
)
def renew_subscription(request: HttpRequest, ref: PathRef, payload: RenewalIn) -> SubscriptionOut:
    """The customer said so, or has paid. A renewal of another day than the coming one is a conflict."""
    asking: Any = request
    found = access.workable_subscription(asking.actor, ref)
    found.renews_on = payload.renews_on
    term = renewing.renew(found, renewing.Agreed(RenewedBy.HAND, payload.quantity), by=asking.actor)
    if term is None:
        raise Problem("conflict", _("It is renewed already, or it has ended."))
    if payload.is_paid:
        renewing.note_paid(term, by=asking.actor)
    return shown_again(request, ref)


@SUBSCRIPTIONS.write(
    "POST",
    f"{ONE}/renewal/taking-back",
    scope=WRITE,
    response=SubscriptionOut,
    summary="Take a renewal by hand back",
    takes_body=False,
)
def take_renewal_back(request: HttpRequest, ref: PathRef) -> SubscriptionOut:
    """The last one, while it is not paid. Where there is none, nothing changes."""
    asking: Any = request
    terms = queries.terms_of(access.workable_subscription(asking.actor, ref))
    if terms and terms[0].way == RenewedBy.HAND:
        renewing.take_back(terms[0], by=asking.actor)
    return shown_again(request, ref)


@SUBSCRIPTIONS.write(
    "PUT",
    f"{ONE}/quantity",
    scope=WRITE,
    response=SubscriptionOut,
    summary="Plan another quantity",
    example={"quantity": 12, "counts_from": "2037-05-04"},
)
def plan_subscription_quantity(request: HttpRequest, ref: PathRef, payload: QuantityIn) -> SubscriptionOut:
    """From a day on, today at once. Planning again replaces what was planned."""
    asking: Any = request
    found = access.workable_subscription(asking.actor, ref)
    clean = cleaned(QuantityForm(payload.model_dump()))
    actions.plan_quantity(found, clean["quantity"], clean["counts_from"], by=asking.actor)
    return shown_again(request, ref)


@SUBSCRIPTIONS.write(
    "DELETE",
    f"{ONE}/quantity",
    scope=WRITE,
    response=SubscriptionOut,
    summary="Leave the quantity as it is",
    takes_body=False,
)
def keep_subscription_quantity(request: HttpRequest, ref: PathRef) -> SubscriptionOut:
    """What was planned does not come. Doing it twice changes nothing."""
    asking: Any = request
    actions.drop_planned_quantity(access.workable_subscription(asking.actor, ref), by=asking.actor)
    return shown_again(request, ref)


@SUBSCRIPTIONS.write(
    "POST",
    f"{ONE}/cancellation",
    scope=WRITE,
    response=SubscriptionOut,
    summary="Cancel a subscription",
    problems=CONFLICT,
    example={"reason": "They close their office."},
)
def cancel_subscription(request: HttpRequest, ref: PathRef, payload: EndIn) -> SubscriptionOut:
    """What the customer declared. One that is cancelled or has ended is a conflict: nothing of it changes."""
    asking: Any = request
    found = access.workable_subscription(asking.actor, ref)
    if found.state != SubscriptionState.ACTIVE:
        raise _cancelled_already()
    at_first = max(ending.last_day(found, CancelKind.ORDINARY), today())
    sent = {"ends_on": payload.ends_on or at_first, "reason": payload.reason}
    clean = cleaned(CancelForm(sent | ({"tells": "on"} if payload.tells else {})))
    declared = ending.Declared(CancelKind.ORDINARY, CancelledBy.STAFF, clean["ends_on"], reason=clean["reason"])
    noted = ending.cancel(found, declared, by=asking.actor)
    if noted is None:
        raise _cancelled_already()
    if clean["tells"]:
        ending.confirm_by_mail(noted, actions.contact_of(found), by=asking.actor)
    return shown_again(request, ref)


@SUBSCRIPTIONS.write(
    "POST",
    f"{ONE}/cancellation/undoing",
    scope=WRITE,
    response=SubscriptionOut,
    summary="Undo a cancellation",
    takes_body=False,
)
def undo_subscription_cancellation(request: HttpRequest, ref: PathRef) -> SubscriptionOut:
    """It goes on after all. One that has ended stays so: begin it anew."""
    asking: Any = request
    ending.undo_cancellation(access.workable_subscription(asking.actor, ref), by=asking.actor)
    return shown_again(request, ref)


@SUBSCRIPTIONS.write(
    "POST",
    f"{ONE}/quote",
    scope=WRITE,
    response=Named,
    status=201,
    summary="Quote the renewal",
    problems=CONFLICT,
    takes_body=False,
)
def quote_subscription_renewal(request: HttpRequest, ref: PathRef) -> Named:
    """A draft for the next term, which is read and sent as other quotes; one that is open already is found."""
    asking: Any = request
    made = quote_renewal(access.workable_subscription(asking.actor, ref), by=asking.actor)
    return Named(ref=made.ref, name=made.number)


def _cancelled_already() -> Problem:
    return Problem("conflict", _("It is cancelled already, or it has ended."))
