from __future__ import annotations

from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    name = "candor.newsletters"
    label = "newsletters"
