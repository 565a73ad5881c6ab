"""Programs read what VIES said of an organisation's VAT number, and have it asked again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _

from candor.business import access_invoices as access
from candor.business import tasks_vat_checks as tasks
from candor.business.actions import vat_checks as actions
from candor.business.api.care import ORGANISATION
from candor.business.api.invoices import READ, WRITE
from candor.business.api.operations import INVOICES
from candor.business.queries_vat_checks import shown_of
from candor.kernel.api.schemas import Output, PathRef
from candor.kernel.http.problems import Problem
from candor.kernel.jobs import enqueue
from candor.people.public import Organisation

ONE = f"{ORGANISATION}/vat-check"


class VatCheckOut(Output):
    """What VIES said. Where nobody asked yet, all but `number` is empty; `request_id` is what a tax office takes."""

    number: str
    state: Literal["", "asked", "valid", "invalid", "unreachable"]
    answered_at: datetime | None
    request_id: str
    name: str
    address: str


@INVOICES.read(ONE, scope=READ, response=VatCheckOut, summary="Read what VIES said of a VAT number")
def read_vat_check(request: HttpRequest, ref: PathRef) -> VatCheckOut:
    """Of the number that the organisation has today; what was said of an earlier one is not told."""
    asking: Any = request
    return _out(access.billed_organisation(asking.actor, ref))


@INVOICES.write(
    "POST",
    ONE,
    scope=WRITE,
    response=VatCheckOut,
    summary="Ask VIES again",
    problems=["conflict"],
    takes_body=False,
)
def ask_vies_again(request: HttpRequest, ref: PathRef) -> VatCheckOut:
    """The answer is there in a moment. A conflict while asking is switched off, or VIES knows no such numbers."""
    asking: Any = request
    found = access.billed_organisation(asking.actor, ref)
    if not actions.is_asking():
        raise Problem("conflict", _("Asking VIES is switched off. An administrator can switch it on."))
    if not actions.ask_again(found, by=asking.actor):
        raise Problem("conflict", _("VIES knows no numbers of this form."))
    enqueue(tasks.check_vat_numbers, unique=tasks.NOW)
    return _out(found)


def _out(found: Organisation) -> VatCheckOut:
    shown = shown_of(found)
    check = shown.check if shown is not None else None
    same = ("state", "request_id", "name", "address")
    return VatCheckOut(
        number=found.vat_number,
        answered_at=check.answered_at if check is not None else None,
        **{name: getattr(check, name, "") for name in same},  # type: ignore[arg-type] # the columns of these names
    )
