from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BusinessConfig(AppConfig):
    name = "candor.business"
    label = "business"

    def ready(self) -> None:
        from candor.business.frozen import guard_issued

        post_migrate.connect(guard_issued, sender=self)
