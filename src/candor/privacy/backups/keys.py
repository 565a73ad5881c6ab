"""Which recovery key backups are sealed for."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from candor.kernel import instance
from candor.kernel.actor import SYSTEM, Actor
from candor.kernel.audit import record
from candor.kernel.backup.recovery import PublicHalf, keep_public_half
from candor.kernel.models import Instance


def use_key(public: bytes, *, by: Actor = SYSTEM) -> PublicHalf:
    """Seal for this key from now on. What was sealed before opens with the key of its time."""
    with transaction.atomic():
        here = Instance.objects.filter(pk=1).first()
        half = keep_public_half(settings.INSTANCE.home, public)
        if here is not None:
            record("privacy.recovery_key.changed", here, by=by, key=half.number)
    instance.forget()
    return half
