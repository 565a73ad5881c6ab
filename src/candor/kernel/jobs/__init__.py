"""Work that follows an action: asked for in its transaction, done after it, at least once, idempotently."""

from candor.kernel.jobs.queue import enqueue, how_far, waits_until, was_given_up
from candor.kernel.jobs.tasks import Task, task
from candor.kernel.jobs.worker import is_watched, progress

__all__ = ["Task", "enqueue", "how_far", "is_watched", "progress", "task", "waits_until", "was_given_up"]
