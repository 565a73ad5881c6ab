"""What newsletters hear by mail."""

from __future__ import annotations

from candor.kernel.registries import inbound
from candor.newsletters.actions.hearing import KIND, note_delivery, take_answer

inbound.register("newsletters.answer", take_answer, order=5)
inbound.register_reports(KIND, note_delivery)
