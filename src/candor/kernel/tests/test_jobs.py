"""Jobs: asked for with the data, done once it is there, never lost, never done by two at a time."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from candor.kernel import audit_chain, clock, jobs
from candor.kernel import tasks as kernel_tasks
from candor.kernel.actor import SYSTEM
from candor.kernel.audit import facts_about
from candor.kernel.jobs import cleaning, loops, monitor, queue, schedule, tasks, worker
from candor.kernel.models import AuditSeal, Job, JobState, RateWindow, ScheduledRun, Token
from candor.kernel.tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.db]

ran: list[int] = []


@pytest.fixture(autouse=True)
def _tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_tasks", {})
    Job.objects.all().delete()
    ran.clear()


def note() -> jobs.Task:
    @jobs.task()
    def note(number: int) -> None:
        ran.append(number)

    return note


def stumble(most_attempts: int = 2) -> jobs.Task:
    @jobs.task(most_attempts=most_attempts)
    def stumble() -> None:
        raise ValueError("kim@nordlicht.example")

    return stumble


def test_jobs_run_in_the_order_they_were_asked_for() -> None:
    task = note()
    for number in (3, 1, 2):
        jobs.enqueue(task, number)
    assert worker.run_all_due() == 3
    assert ran == [3, 1, 2]
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_a_job_goes_with_its_transaction() -> None:
    task = note()
    with pytest.raises(ZeroDivisionError):
        _ask_and_fail(task)
    assert worker.run_all_due() == 0


@transaction.atomic
def _ask_and_fail(task: jobs.Task) -> None:
    jobs.enqueue(task, 1)
    raise ZeroDivisionError


def test_one_job_of_a_key_waits_and_another_may_follow_while_it_runs() -> None:
    task = note()
    assert jobs.enqueue(task, 1, unique="case-1") is not None
    assert jobs.enqueue(task, 2, unique="case-1") is None
    running = queue.claim("anna")
    assert running is not None
    assert jobs.enqueue(task, 3, unique="case-1") is not None


def test_a_deferred_job_waits_for_its_time() -> None:
    task = note()
    jobs.enqueue(task, 1, at=clock.now() + timedelta(hours=1))
    assert worker.run_all_due() == 0
    with clock.later(hours=1):
        assert worker.run_all_due() == 1


def test_a_failed_job_is_tried_again_later_and_given_up_at_last() -> None:
    jobs.enqueue(stumble())
    assert worker.run_one()
    job = Job.objects.get()
    assert (job.state, job.error, job.attempts) == ("waiting", "builtins.ValueError", 1)
    assert not worker.run_one(), "not before its pause is over"
    with clock.later(minutes=5):
        assert worker.run_one()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 2)
    assert "kim" not in job.error, "an error's text may quote data"


def test_a_task_that_no_slice_has_any_more_fails_at_once() -> None:
    jobs.enqueue(note(), 1)
    tasks._tasks.clear()
    assert worker.run_one()
    assert Job.objects.get().state == "failed"


def test_a_job_of_a_dead_worker_is_taken_up_when_its_lease_is_over() -> None:
    jobs.enqueue(note(), 7)
    assert queue.claim("killed") is not None
    queue.free_expired_leases()
    assert not worker.run_one(), "its lease still runs"
    with clock.later(seconds=21):
        queue.free_expired_leases()
        assert worker.run_one()
    assert ran == [7]


def test_a_living_worker_keeps_its_jobs() -> None:
    jobs.enqueue(note(), 7)
    job = queue.claim("busy")
    assert job is not None
    with clock.later(seconds=15):
        queue.prolong([job.pk])
    with clock.later(seconds=30):
        queue.free_expired_leases()
    assert Job.objects.get().state == "running"


def test_a_worker_that_lost_its_lease_cannot_end_the_job() -> None:
    jobs.enqueue(note(), 7)
    late = queue.claim("late")
    assert late is not None
    with clock.later(seconds=21):
        queue.free_expired_leases()
        again = queue.claim("other")
        assert again is not None
        queue.finish(late)
        assert Job.objects.get().state == "running"
        queue.finish(again)
    assert Job.objects.get().state == "done"


def test_a_job_that_kills_its_worker_is_given_up_at_last() -> None:
    jobs.enqueue(stumble())
    for attempt in (1, 2):
        with clock.later(minutes=attempt):
            assert queue.claim("killed") is not None
        with clock.later(minutes=attempt, seconds=21):
            queue.free_expired_leases()
    assert (Job.objects.get().state, Job.objects.get().error) == ("failed", "worker died")


def test_a_job_tells_how_far_it_is() -> None:
    seen: list[tuple[int, int | None]] = []

    @jobs.task()
    def count() -> None:
        for done in (1, 2):
            jobs.progress(done, 2)
            seen.append(Job.objects.values_list("progress_done", "progress_total").get())

    jobs.enqueue(count)
    worker.run_all_due()
    jobs.progress(9, 9)  # outside a job: nothing to tell
    assert seen == [(1, 2), (2, 2)]


def test_a_job_that_asks_its_process_to_end_does_not_get_its_way() -> None:
    @jobs.task(most_attempts=1)
    def leave() -> None:
        raise SystemExit(1)

    jobs.enqueue(leave)
    assert worker.run_one()
    assert Job.objects.get().state == "failed"


@pytest.mark.django_db(transaction=True)
def test_many_workers_do_each_job_once() -> None:
    task = note()
    for number in range(40):
        jobs.enqueue(task, number)

    def work(number: int) -> None:
        for _ in range(200):
            if not worker.run_one(f"worker-{number}") and not Job.objects.filter(state="waiting").exists():
                return

    at_once(4, work)
    assert sorted(ran) == list(range(40))


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_for_the_same_one_job_comes() -> None:
    task = note()
    asked = at_once(8, lambda number: jobs.enqueue(task, number, unique="same"))
    assert sum(job is not None for job in asked) == 1


@pytest.mark.django_db(transaction=True)
def test_schedulers_agree_on_one_request() -> None:
    entry = schedule.Scheduled(note(), every=timedelta(minutes=1))
    assert sum(at_once(4, lambda _: schedule.ask_for_due([entry]))) == 1
    assert schedule.ask_for_due([entry]) == 0
    Job.objects.all().delete()
    with clock.later(minutes=1):
        assert sum(at_once(4, lambda _: schedule.ask_for_due([entry]))) <= 1  # the clock is the caller's thread's own
        schedule.ask_for_due([entry])
    assert Job.objects.count() == 1


def test_nothing_is_written_while_there_is_nothing_to_do() -> None:
    entry = schedule.Scheduled(note(), every=timedelta(minutes=1), when=lambda: False)
    assert schedule.ask_for_due([entry]) == 0
    assert not ScheduledRun.objects.exists()


def test_it_is_looked_several_times_in_its_time_whether_there_is_anything_to_do() -> None:
    looks, looked = list[bool](), dict[str, datetime]()
    entry = schedule.Scheduled(note(), every=timedelta(minutes=1), when=lambda: bool(looks.append(True)))
    began = clock.now()
    for second in range(60):
        with clock.at(began + timedelta(seconds=second)):
            schedule.ask_for_due([entry], looked)
    assert len(looks) == schedule.LOOKS
    with clock.at(began - timedelta(hours=1)):  # somebody put the clock right
        schedule.ask_for_due([entry], looked)
    assert len(looks) == schedule.LOOKS + 1


def test_a_failed_job_is_tried_again_by_an_administrator_and_noted() -> None:
    jobs.enqueue(stumble(1))
    worker.run_one()
    job = Job.objects.get()
    assert monitor.retry(job, by=SYSTEM)
    assert not monitor.retry(job, by=SYSTEM), "only once"
    assert [fact.name for fact in facts_about(job)] == ["kernel.job.retried"]
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("waiting", 0)


def test_the_monitor_shows_each_state() -> None:
    task = note()
    jobs.enqueue(task, 1)
    running = queue.claim("anna")
    jobs.enqueue(task, 2)
    jobs.enqueue(task, 3, at=clock.now() + timedelta(hours=1))
    shown = monitor.overview()
    assert shown.running == [running]
    assert [job.arguments for job in (*shown.waiting, *shown.later)] == [[2], [3]]
    assert not shown.is_working


def test_the_monitor_tells_once_a_task_when_it_was_last_done() -> None:
    task = note()
    for number in (1, 2):
        jobs.enqueue(task, number)
    worker.run_all_due()
    assert [done.task for done in monitor.overview().done] == [task.name]


def test_what_has_served_its_time_is_cleared_away() -> None:
    now = clock.now()
    jobs.enqueue(note(), 1)
    worker.run_all_due()
    Token.objects.create(purpose="test", digest="x", created_at=now, expires_at=now)
    RateWindow.objects.create(key="x", window=now)
    assert cleaning.clear_away() == 0
    with clock.later(days=8):
        assert cleaning.clear_away() == 3
    assert not Job.objects.filter(state=JobState.DONE).exists()


def test_a_loop_that_fails_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "FIRST_PAUSE", 0.001)
    stop, tries = threading.Event(), []

    def fragile(stop: threading.Event) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise ConnectionError
        stop.set()

    monkeypatch.setattr(loops.connections, "close_all", lambda: None)
    loops.keep_running("fragile", fragile, stop)
    assert len(tries) == 3


def test_two_tasks_cannot_share_a_name() -> None:
    note()
    with pytest.raises(ValueError, match="two tasks"):
        note()


KERNEL_TASKS = [
    kernel_tasks.seal_audit_facts,
    kernel_tasks.clear_away_what_expired,
    kernel_tasks.forget_orphaned_files,
    kernel_tasks.clear_expired_sessions,
    kernel_tasks.rebuild_search_index,
]


@pytest.mark.parametrize("task", KERNEL_TASKS, ids=lambda task: task.name)
def test_a_job_that_runs_twice_ends_the_same(task: jobs.Task) -> None:
    task()
    once = AuditSeal.objects.count()
    task()
    assert AuditSeal.objects.count() == once
    assert audit_chain.verify().is_intact
