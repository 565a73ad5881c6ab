"""What the cases of the large set are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from candor.helpdesk.demo.large.people import Customer
from candor.helpdesk.demo.large.words import Vocabulary
from candor.helpdesk.models import Category, Queue, Tag
from candor.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that the cases are made from."""

    size: int
    seed: int
    now: datetime
    queues: Sequence[Queue]
    categories: Sequence[Category]
    tags: Sequence[Tag]
    technicians: Sequence[Actor]
    customers: Sequence[Customer]
    vocabulary: Vocabulary
