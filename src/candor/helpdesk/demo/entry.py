"""One click into the public sandbox (mission E8): which of the demo's people stand open there."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Entry:
    """A role that a visitor may try: who they are then, in which face, and what they will see there."""

    role: str
    email: str
    face: str
    title: str | Promise
    text: str | Promise


ENTRIES = (
    Entry("customer", "customer@demo.example", "customer", _("As a customer"), _("Read, answer and close own cases.")),
    Entry("technician", "tech@demo.example", "tech", _("As a technician"), _("Work on cases and answer customers.")),
    Entry("sales", "sales@demo.example", "tech", _("As sales"), _("People and organisations, no case texts.")),
    Entry("manager", "manager@demo.example", "tech", _("As a manager"), _("All queues, people, mail and settings.")),
    Entry(
        "privacy-officer",
        "privacy@demo.example",
        "tech",
        _("As the privacy officer"),
        _("Look at everything held, change nothing."),
    ),
)


def is_open() -> bool:
    """Whether this instance is a public sandbox."""
    return settings.INSTANCE.sandbox_until is not None


def entries() -> tuple[Entry, ...]:
    """What visitors of a sandbox may enter as; nothing anywhere else."""
    return ENTRIES if is_open() else ()


def entry_as(role: str, face: str) -> Entry | None:
    """The entry of this role through this face, None where there is none."""
    return next((entry for entry in entries() if (entry.role, entry.face) == (role, face)), None)
