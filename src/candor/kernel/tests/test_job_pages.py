"""The job monitor in the Tech Center."""

from __future__ import annotations

from typing import Any

import pytest

from candor.kernel import clock
from candor.kernel.jobs import heartbeat
from candor.kernel.models import Job
from tests.cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(db: Any) -> Job:
    return Job.objects.create(
        task="mail.send", state="failed", error="builtins.OSError", attempts=8,
        run_at=clock.now(), created_at=clock.now(), finished_at=clock.now(),
    )  # fmt: skip


def test_an_administrator_sees_failed_and_running_jobs(adam: Any, failed: Job) -> None:
    Job.objects.create(
        task="kernel.rebuild_search_index", state="running", run_at=clock.now(), created_at=clock.now(),
        progress_done=40, progress_total=100,
    )  # fmt: skip
    heartbeat.beat(heartbeat.WORKER)
    text = signed_in(adam).get("/tech/jobs/").content.decode()
    assert "mail.send" in text
    assert "builtins.OSError" in text
    assert "Rebuild the search index" in text
    assert f"/tech/jobs/{failed.pk}/retry/" in text
    assert "The worker is not running" not in text


def test_the_page_says_when_the_worker_is_not_running(adam: Any) -> None:
    assert "The worker is not running" in signed_in(adam).get("/tech/jobs/").content.decode()


def test_an_administrator_has_a_failed_job_tried_again(adam: Any, failed: Job) -> None:
    browser = signed_in(adam)
    for said in ("will be tried again", "Nothing was changed"):
        answer = browser.post(f"/tech/jobs/{failed.pk}/retry/", follow=True)
        assert said in answer.content.decode()
    failed.refresh_from_db()
    assert failed.state == "waiting"


def test_a_manager_sees_the_jobs_but_changes_nothing(mara: Any, failed: Job) -> None:
    browser = signed_in(mara)
    assert "/retry/" not in browser.get("/tech/jobs/").content.decode()
    assert browser.post(f"/tech/jobs/{failed.pk}/retry/").status_code == 404
    failed.refresh_from_db()
    assert failed.state == "failed"


def test_a_technician_and_a_customer_do_not_see_them(anna: Any, kim: Any) -> None:
    assert signed_in(anna).get("/tech/jobs/").status_code == 404
    assert signed_in(kim).get("/tech/jobs/").status_code == 404
