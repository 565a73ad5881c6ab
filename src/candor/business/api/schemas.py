"""What the resources of sales have in common: who and what they name, tasks, currencies."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from candor.business.models import FollowUp, LeadTask
from candor.kernel.api.schemas import Day, Input, Named, Output, Ref
from candor.kernel.http.problems import Problem

TaskKindName = Literal["call", "mail", "meeting", "other"]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217.", examples=["EUR"])]
Note = Annotated[str, Field(pattern=r"\S", max_length=5_000)]


class TaskIn(Input):
    """What is to be done on a day; `assignee` is the token's owner where nobody is named."""

    kind: TaskKindName
    text: Annotated[str, Field(pattern=r"\S", max_length=200)]
    due_on: Day
    assignee: Ref | None = None


class TaskOut(Output):
    """What is to be done, and who of us does it."""

    ref: str
    kind: TaskKindName
    text: str
    due_on: date
    assignee: Named | None
    done_at: datetime | None


def named(row: Any) -> Named | None:
    """A row by its reference and name."""
    return None if row is None else Named(ref=row.ref, name=row.name)


def task_out(task: LeadTask | FollowUp) -> TaskOut:
    return TaskOut(
        ref=task.ref,
        kind=task.kind,  # type: ignore[arg-type] # a column with these choices
        text=task.text,
        due_on=task.due_on,
        assignee=named(task.assignee),
        done_at=task.done_at,
    )


def typed(values: dict[str, Any]) -> dict[str, Any]:
    """What was sent as a form's data: nothing where it is null."""
    return {name: "" if value is None else value for name, value in values.items()}


def must_be(*, so: bool) -> None:
    """Raise Problem for a step that is not possible as things stand."""
    if not so:
        raise Problem("conflict")
