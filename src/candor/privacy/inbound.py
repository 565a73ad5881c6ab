"""What the privacy engine hears by mail: whether what was written to somebody has arrived."""

from __future__ import annotations

from candor.kernel.registries import inbound
from candor.privacy.actions import affected, breach_clients, recipient_tasks
from candor.privacy.actions.announcing import CLIENT_KIND, KIND, note_client_delivery, note_delivery
from candor.privacy.actions.request_letters import note_letter_delivery

inbound.register_reports(KIND, note_delivery)
inbound.register_reports(CLIENT_KIND, note_client_delivery)
inbound.register_reports("privacy.subjectrequest", note_letter_delivery)
inbound.register_reports(affected.KIND, affected.note_delivery)
inbound.register_reports(breach_clients.KIND, breach_clients.note_client_delivery)
inbound.register_reports(recipient_tasks.KIND, recipient_tasks.note_delivery)
