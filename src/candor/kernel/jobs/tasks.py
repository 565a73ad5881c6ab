"""What can be asked for: tasks are functions with a name, declared in a slice's `tasks.py`, or beside the verb that
alone asks for them, and named there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

_tasks: dict[str, Task] = {}

Argument = int | str


@dataclass(frozen=True, slots=True)
class Task:
    """A function of ids and enums that may run twice with the same end state."""

    name: str
    run: Callable[..., None]
    most_attempts: int
    title: str | Promise

    def __call__(self, *arguments: Argument) -> None:
        self.run(*arguments)


def task(title: str | Promise = "", *, most_attempts: int = 8) -> Callable[[Callable[..., None]], Task]:
    """Declare a task. Its name is `slice.function`; `title` is what the job monitor calls it.

    A failed run is tried again after growing pauses.
    """

    def declare(function: Callable[..., None]) -> Task:
        slice_name = function.__module__.removeprefix("candor.").split(".")[0]
        declared = Task(f"{slice_name}.{function.__name__}", function, most_attempts, title)
        if declared.name in _tasks:
            raise ValueError(f"two tasks are called {declared.name}")
        _tasks[declared.name] = declared
        return declared

    return declare


def task_named(name: str) -> Task:
    """The declared task; KeyError when no slice has it any more."""
    return _tasks[name]


def title_of(name: str) -> str:
    """What people call a task; its technical name when it has no title or no slice has it any more."""
    declared = _tasks.get(name)
    return str(declared.title) if declared and declared.title else name


def all_tasks() -> dict[str, Task]:
    return dict(_tasks)
