from __future__ import annotations

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    name = "candor.licences"
    label = "licences"
