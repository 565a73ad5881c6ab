from __future__ import annotations

from django.apps import AppConfig


class BusinessConfig(AppConfig):
    name = "candor.business"
    label = "business"
