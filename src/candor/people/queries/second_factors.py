"""What an account has beside its password, and what the house asks for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from candor.kernel import clock
from candor.people.actors import staff_row
from candor.people.models import Account, AuthenticatorApp, Passkey, Person, RecoveryCode, SignInRules
from candor.people.rules.second_factors import is_required

MOST_NAMED = 50


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of an account; recovery codes only help where there is another one, and are told of there."""

    app: AuthenticatorApp | None
    passkeys: tuple[Passkey, ...]
    codes_left: int

    @property
    def any(self) -> bool:
        return self.app is not None or bool(self.passkeys)

    @property
    def is_last(self) -> bool:
        """Whether taking one away leaves none."""
        return len(self.passkeys) + (self.app is not None) == 1


def factors_of(account: Account) -> Factors:
    """Two queries, however many there are."""
    unused = RecoveryCode.objects.filter(account=OuterRef("account"), used_at=None).order_by().values("account")
    codes_left = Coalesce(Subquery(unused.annotate(number=Count("pk")).values("number")), 0)
    apps = AuthenticatorApp.objects.filter(account=account).exclude(confirmed_at=None)
    passkeys = Passkey.objects.filter(account=account).order_by("created_at", "id")
    app = apps.annotate(codes_left=codes_left).first()
    keys = tuple(passkeys.annotate(codes_left=codes_left))
    return Factors(app, keys, next((each.codes_left for each in (app, *keys) if each is not None), 0))


def has_second_factor(account: Account | None) -> bool:
    """Whether a confirmed app or a passkey stands beside the password. Recovery codes alone are none."""
    if account is None:
        return False
    apps = AuthenticatorApp.objects.filter(account=account).exclude(confirmed_at=None)
    return apps.exists() or Passkey.objects.filter(account=account).exists()


def new_app_of(account: Account) -> AuthenticatorApp | None:
    """The app that waits for its first code, or None."""
    return AuthenticatorApp.objects.filter(account=account, confirmed_at=None).first()


def sign_in_rules() -> SignInRules:
    """The rules as administrators set them, else the defaults in a row that is not saved."""
    return SignInRules.objects.filter(pk=1).first() or SignInRules()


def must_have_second_factor(account: Account) -> bool:
    """Whether this account is staff's, and staff have to have a second factor today."""
    if staff_row(account) is None:
        return False
    rules = sign_in_rules()
    required = rules.staff_second_factor == SignInRules.SecondFactor.REQUIRED
    return is_required(required=required, since=rules.required_from, today=clock.now().date())


def staff_without_second_factor() -> list[Person]:
    """Colleagues who would have to set one up, by name; at most 50."""
    has_app = AuthenticatorApp.objects.filter(account__person=OuterRef("pk")).exclude(confirmed_at=None)
    has_passkey = Passkey.objects.filter(account__person=OuterRef("pk"))
    people = Person.objects.filter(account__staff__left_at=None, account__staff__isnull=False)
    return list(people.exclude(Exists(has_app)).exclude(Exists(has_passkey)).order_by("name", "id")[:MOST_NAMED])
