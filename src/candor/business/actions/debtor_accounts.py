"""The accounts under which the accountant keeps single customers (DATEV's personal accounts)."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from candor.business.actions.customers import Customer, about_of
from candor.business.models import DebtorAccount
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time


class AccountTaken(Exception):
    """Another customer has this account."""


def account_of(customer: Customer) -> DebtorAccount | None:
    """The customer's own. One query."""
    return DebtorAccount.objects.filter(**about_of(customer)).first()


def set_account(customer: Customer, number: int | None, *, by: Actor) -> None:
    """Give the customer this account, or none; the same twice changes nothing. Raises AccountTaken."""
    try:
        _set(customer, number, by)
    except IntegrityError:
        raise AccountTaken from None


@transaction.atomic
def _set(customer: Customer, number: int | None, by: Actor) -> None:
    one_at_a_time("business.debtor-account")
    about = about_of(customer)
    was = account_of(customer)
    if (was.number if was is not None else None) == number:
        return
    if number is None:
        DebtorAccount.objects.filter(**about).delete()
    else:
        said = {"number": number, "set_at": clock.now(), "by_id": by.id if by.is_staff else None}
        DebtorAccount.objects.update_or_create(**about, defaults=said)
    record("business.debtor_account.set", customer, by=by, has_one=number is not None)
