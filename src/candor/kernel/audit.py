"""Recording facts: what happened to what, by whom, over which channel. The chain that seals them is `audit_chain`."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import models, transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.db.inserting import insert
from candor.kernel.models import AuditFact

FACT_NAME = re.compile(r"[a-z_]+(\.[a-z_]+){2}")
ENUM_TEXT = re.compile(r"[A-Za-z0-9_.:-]{0,40}")

Detail = int | bool | str | None


class NotAFact(ValueError):
    """A fact's name or detail is not what the log may hold: ids, numbers and enums, never free text."""


def record(name: str, about: models.Model, *, by: Actor, **details: Detail) -> AuditFact:
    """Write the fact `slice.object.verb` about a saved row, in the transaction of the action.

    Raises NotAFact for free text, and RuntimeError outside a transaction, because a fact that can survive its
    action's failure would be a lie.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{name} recorded outside a transaction")
    made = fact(name, about, at=clock.now(), by=by, **details)
    insert(made)
    return made


def fact(name: str, about: models.Model, *, at: datetime, by: Actor, **details: Detail) -> AuditFact:
    """The fact, not yet written: for loaders of whole sets, which write many at once. Raises NotAFact."""
    if not FACT_NAME.fullmatch(name):
        raise NotAFact(f"{name!r} is not of the form slice.object.verb")
    for key, value in details.items():
        if isinstance(value, str) and not ENUM_TEXT.fullmatch(value):
            raise NotAFact(f"{name}: detail {key} is free text")
    return AuditFact(
        name=name,
        object_kind=about._meta.label_lower,
        object_id=about.pk,
        actor_kind=by.kind.value,
        actor_id=by.id,
        channel=by.channel.value,
        at=at,
        details=details,
    )


def facts_about(about: models.Model) -> models.QuerySet[AuditFact]:
    """Everything recorded about one row, oldest first."""
    return AuditFact.objects.filter(object_kind=about._meta.label_lower, object_id=about.pk).order_by("id")
