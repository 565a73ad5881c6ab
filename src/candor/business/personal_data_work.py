"""Which work stands on which paper. What the work was, and for whom, stands with its record and on the paper."""

from __future__ import annotations

from candor.business.models import BilledWork
from candor.kernel.registries.personal_data import Row, declare, link, technical


def declare_work() -> None:
    declare(
        BilledWork,
        row=Row.NOBODY,
        fields={
            **dict.fromkeys(("id", "record", "is_invoiced", "position"), technical()),
            **dict.fromkeys(("draft", "invoice"), link()),
        },
    )
