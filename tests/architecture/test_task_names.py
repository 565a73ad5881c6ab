"""The worker knows every task, and the job monitor speaks of them in words that people understand."""

from __future__ import annotations

import re

from candor.config.schedule import SCHEDULE
from candor.kernel.jobs.tasks import title_of
from tests.architecture.house import PACKAGE

DECLARED = re.compile(r"^@task\(.*\)\ndef (\w+)", re.MULTILINE)


def test_every_scheduled_task_has_a_title() -> None:
    assert [entry.task.name for entry in SCHEDULE if title_of(entry.task.name) == entry.task.name] == []


def test_a_task_beside_its_verb_is_named_where_the_worker_looks() -> None:
    beside = [
        (PACKAGE / module.relative_to(PACKAGE).parts[0] / "tasks.py", f"{module.stem}.{name}")
        for module in PACKAGE.rglob("*.py")
        if module.name != "tasks.py" and "tests" not in module.parts
        for name in DECLARED.findall(module.read_text())
    ]
    scheduled = {f"{entry.task.run.__module__}.{entry.task.run.__name__}" for entry in SCHEDULE}
    lost = [name for tasks, name in beside if f"    {name},\n" not in tasks.read_text()]
    assert len(beside) >= 5
    assert [name for name in lost if not any(known.endswith(f".{name}") for known in scheduled)] == []
