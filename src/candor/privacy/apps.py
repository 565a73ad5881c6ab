from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PrivacyConfig(AppConfig):
    name = "candor.privacy"
    label = "privacy"

    def ready(self) -> None:
        post_migrate.connect(_publish_first_versions, sender=self, dispatch_uid="privacy.first_versions")


def _publish_first_versions(**_kwargs: Any) -> None:
    """Every prepared database has a notice and terms, an emptied one too: forms record the version they link."""
    from candor.privacy.actions.notices import publish_shipped_versions, tables_exist

    if tables_exist():
        publish_shipped_versions()
