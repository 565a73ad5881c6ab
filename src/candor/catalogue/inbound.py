"""What the catalogue hears by mail: how its news of releases fared, and who answers that they want no more."""

from __future__ import annotations

from candor.catalogue.actions.hearing import KIND, note_answer, note_delivery
from candor.kernel.registries import inbound

inbound.register_reports(KIND, note_delivery)
inbound.register_answers(KIND, note_answer)
