"""To whom nobody may advertise, told to the floors below."""

from __future__ import annotations

from candor.kernel.registries import guards
from candor.privacy.suppressing import guard

guards.register("privacy.suppression", guard)
