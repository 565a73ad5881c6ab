"""Clearing away what has served its time, in small portions so that nobody waits for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from candor.kernel import clock
from candor.kernel.models import AccessLogEntry, IdempotentRequest, Job, JobState, RateWindow, Token

PORTION = 500
DONE_JOBS_KEPT = timedelta(days=3)
FAILED_JOBS_KEPT = timedelta(days=30)
RATE_WINDOWS_KEPT = timedelta(days=2)
TOKENS_KEPT = timedelta(days=7)
"""After they expired: long enough to tell somebody that a link is too old rather than unknown."""

ANSWERS_KEPT = timedelta(hours=24)
"""Answers of the API for requests that come twice."""

ACCESS_LOG_KEPT = timedelta(days=365)


def clear_away() -> int:
    """Delete jobs, rate windows, tokens, answers and looks that are past their time; returns how many rows went."""
    now = clock.now()
    ended = Q(state=JobState.DONE, finished_at__lt=now - DONE_JOBS_KEPT)
    given_up = Q(state=JobState.FAILED, finished_at__lt=now - FAILED_JOBS_KEPT)
    return sum(
        _delete(rows)
        for rows in (
            Job.objects.filter(ended),
            Job.objects.filter(given_up),
            RateWindow.objects.filter(window__lt=now - RATE_WINDOWS_KEPT),
            Token.objects.filter(expires_at__lt=now - TOKENS_KEPT),
            IdempotentRequest.objects.filter(created_at__lt=now - ANSWERS_KEPT),
            AccessLogEntry.objects.filter(hour__lt=now - ACCESS_LOG_KEPT),
        )
    )


def _delete(rows: QuerySet[Any]) -> int:
    deleted = 0
    while keys := list(rows.values_list("pk", flat=True)[:PORTION]):
        deleted += rows.model._base_manager.filter(pk__in=keys).delete()[0]
    return deleted
