"""The kernel's tables."""

from candor.kernel.models.access import AccessLogEntry
from candor.kernel.models.audit import AuditFact, AuditSeal
from candor.kernel.models.files import StoredFile
from candor.kernel.models.idempotency import IdempotentRequest
from candor.kernel.models.instance import Instance
from candor.kernel.models.jobs import Heartbeat, Job, JobState, ScheduledRun
from candor.kernel.models.limits import RateWindow
from candor.kernel.models.numbers import NumberSeries
from candor.kernel.models.search import PendingIndexing
from candor.kernel.models.tokens import Token

__all__ = [
    "AccessLogEntry",
    "AuditFact",
    "AuditSeal",
    "Heartbeat",
    "IdempotentRequest",
    "Instance",
    "Job",
    "JobState",
    "NumberSeries",
    "PendingIndexing",
    "RateWindow",
    "ScheduledRun",
    "StoredFile",
    "Token",
]
