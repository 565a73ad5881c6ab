"""The registries through which knowledge travels upwards in the house: a lower floor asks, an upper one answers.

personal data and how a copy of it speaks, panels, inbound mail, search, guards, merging, the timeline, the texts of
mails and what rings. Each slice registers in a module of a fixed name (`personal_data.py`, `panels.py`, …), which
start-up imports.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

REGISTERING_MODULES = (
    "personal_data", "telling", "panels", "inbound", "search", "guards", "merging", "timeline", "tasks",
    "mail_texts", "bell",
)  # fmt: skip


def discover() -> None:
    """Import every slice's registering modules, from the ground floor up. Repeating it changes nothing."""
    for slice_name in reversed(settings.SLICES):
        for module in REGISTERING_MODULES:
            if find_spec(f"{slice_name}.{module}") is not None:
                import_module(f"{slice_name}.{module}")
