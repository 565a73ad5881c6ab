from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings

from candor.kernel import logs


class KernelConfig(AppConfig):
    name = "candor.kernel"
    label = "kernel"

    def ready(self) -> None:
        from candor.kernel import registries

        logs.configure(settings.INSTANCE.log_level)
        registries.discover()
