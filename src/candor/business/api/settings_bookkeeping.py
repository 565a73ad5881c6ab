"""Programs read and set what the accountant said for DATEV, and whether VIES is asked; administrators alone."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from pydantic import Field

from candor.business.actions import vat_checks
from candor.business.actions.bookkeeping import bookkeeping, change_bookkeeping
from candor.business.api.operations import INVOICES
from candor.business.api.settings_invoicing import CONFIGURE
from candor.business.forms_bookkeeping import NUMBERS, BookkeepingForm
from candor.business.rules.datev import Heading, chart_of
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import must_match, tagged, version_of
from candor.kernel.api.schemas import Input, Output

PATH, VIES = "bookkeeping-settings", "vat-check-settings"


class BookkeepingOut(Output):
    """Whose books, and the account of each heading; an empty one leaves its bookings out."""

    adviser: int | None
    client: int | None
    chart: str = Field(description="The chart of accounts, such as 03 or 04.")
    account_length: int
    year_begins: int = Field(description="The month.")
    accounts: dict[str, str]
    version: int


class BookkeepingIn(Input):
    """What shall be different; what is not sent stays. Of `accounts` those that are named."""

    adviser: Annotated[int, Field(ge=1_001, le=9_999_999)] | None = None
    client: Annotated[int, Field(ge=1, le=99_999)] | None = None
    chart: Annotated[str, Field(max_length=2)] | None = None
    account_length: Annotated[int, Field(ge=4, le=8)] | None = None
    year_begins: Annotated[int, Field(ge=1, le=12)] | None = None
    accounts: dict[Annotated[Heading, Field(strict=False)], Annotated[str, Field(max_length=9)]] = {}


class AskingOut(Output):
    """Whether VIES is asked about the VAT numbers of organisations."""

    is_on: bool


class AskingIn(Input):
    """Whether it shall be asked."""

    is_on: bool


@INVOICES.read(
    PATH, scope=CONFIGURE, is_tagged=True, response=BookkeepingOut, summary="Read the settings of bookkeeping",
    is_one=False,
)  # fmt: skip
def read_bookkeeping_settings(request: HttpRequest) -> BookkeepingOut:
    """With the accounts as they count now, those of the chart where nobody wrote others."""
    return _shown(request)


@INVOICES.write(
    "PATCH",
    PATH,
    scope=CONFIGURE,
    response=BookkeepingOut,
    summary="Set bookkeeping",
    match="must",
    is_one=False,
    example={"adviser": 29098, "client": 55003, "accounts": {"paid-transfer": "1800"}},
)
def change_bookkeeping_settings(request: HttpRequest, payload: BookkeepingIn) -> BookkeepingOut:
    """It counts for exports from now on."""
    asking: Any = request
    must_match(request, version_of(_out()))
    present = bookkeeping()
    stands = {name: getattr(present, name) for name in (*NUMBERS, "version")}
    accounts = {heading.value: account for heading, account in chart_of(present.chart, present.accounts).items()}
    sent = payload.model_dump(exclude_none=True)
    named = {Heading(heading).value: account for heading, account in sent.pop("accounts", {}).items()}
    form = BookkeepingForm(stands | accounts | sent | named, present)
    cleaned(form)
    change_bookkeeping(present.version, form.wanted(), by=asking.actor)
    return _shown(request)


@INVOICES.read(VIES, scope=CONFIGURE, response=AskingOut, summary="Read whether VIES is asked", is_one=False)
def read_vat_check_settings(request: HttpRequest) -> AskingOut:
    """Off until somebody switches it on: the numbers go to the Commission of the EU."""
    return AskingOut(is_on=vat_checks.is_asking())


@INVOICES.write(
    "PUT", VIES, scope=CONFIGURE, response=AskingOut, summary="Say whether VIES is asked", is_one=False,
    example={"is_on": True},
)  # fmt: skip
def set_vat_check_settings(request: HttpRequest, payload: AskingIn) -> AskingOut:
    """Doing it twice changes nothing."""
    asking: Any = request
    vat_checks.change_asking(is_on=payload.is_on, by=asking.actor)
    return AskingOut(is_on=vat_checks.is_asking())


def _shown(request: Any) -> BookkeepingOut:
    """The settings with their ETag."""
    out = _out()
    tagged(request, version_of(out))
    return out


def _out() -> BookkeepingOut:
    present = bookkeeping()
    accounts = {heading.value: account for heading, account in chart_of(present.chart, present.accounts).items()}
    return BookkeepingOut(**{name: getattr(present, name) for name in (*NUMBERS, "version")}, accounts=accounts)
