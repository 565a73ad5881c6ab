"""What the privacy engine hears by mail: whether word of a change, or of a breach, arrived."""

from __future__ import annotations

from candor.kernel.registries import inbound
from candor.privacy.actions import affected, breach_clients
from candor.privacy.actions.announcing import CLIENT_KIND, KIND, note_client_delivery, note_delivery

inbound.register_reports(KIND, note_delivery)
inbound.register_reports(CLIENT_KIND, note_client_delivery)
inbound.register_reports(affected.KIND, affected.note_delivery)
inbound.register_reports(breach_clients.KIND, breach_clients.note_client_delivery)
