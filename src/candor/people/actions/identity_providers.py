"""Setting identity providers up, one audited action each."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time
from candor.people import oidc
from candor.people.models import IdentityProvider, RoleRule
from candor.people.roles import Role
from candor.people.sealing import seal


@dataclass(frozen=True, slots=True)
class ProviderDetails:
    """What an administrator says about a provider. An empty `secret` keeps the one that is known."""

    name: str
    issuer: str
    client_id: str
    secret: str
    domains: str
    is_required: bool
    is_active: bool


@transaction.atomic
def add_provider(details: ProviderDetails, *, by: Actor) -> IdentityProvider:
    """Set an identity provider up. Pressing the button twice makes one: an issuer is known once."""
    provider, is_new = IdentityProvider.objects.get_or_create(
        issuer=details.issuer,
        defaults={
            "name": details.name,
            "client_id": details.client_id,
            "secret": seal(details.secret),
            "domains": details.domains,
            "is_required": details.is_required,
            "is_active": details.is_active,
            "created_at": clock.now(),
        },
    )
    if is_new:
        record("people.provider.added", provider, by=by)
    return provider


@transaction.atomic
def change_provider(provider: IdentityProvider, details: ProviderDetails, *, by: Actor) -> None:
    """Save what was said; the issuer stays, because links belong to it."""
    provider.name, provider.client_id, provider.domains = details.name, details.client_id, details.domains
    provider.is_required, provider.is_active = details.is_required, details.is_active
    if details.secret:
        provider.secret = seal(details.secret)
    provider.save()
    record("people.provider.changed", provider, by=by, is_required=details.is_required, is_active=details.is_active)
    transaction.on_commit(lambda: oidc.forget(provider.issuer))


@transaction.atomic
def add_rule(provider: IdentityProvider, kind: str, value: str, role: Role, *, by: Actor) -> RoleRule:
    """Let people of a domain or group become staff; a rule for the same one is replaced."""
    one_at_a_time("people.rule")
    if (twin := RoleRule.objects.filter(provider=provider, kind=kind, value=value, role=role).first()) is not None:
        return twin
    rule, _is_new = RoleRule.objects.update_or_create(
        provider=provider, kind=kind, value=value, defaults={"role": role}
    )
    record("people.rule.added", rule, by=by, kind=kind, role=str(role), provider=provider.pk)
    return rule


@transaction.atomic
def remove_rule(rule: RoleRule, *, by: Actor) -> None:
    """Make nobody staff by it any more; who is staff stays so."""
    record("people.rule.removed", rule, by=by, provider=rule.provider_id)
    RoleRule.objects.filter(pk=rule.pk).delete()
