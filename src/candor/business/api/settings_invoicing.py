"""Programs read and set who we are on invoices: names, numbers of the series, tax, account; administrators alone."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.forms.models import model_to_dict
from django.http import HttpRequest
from pydantic import Field

from candor.business.actions.seller import change_invoicing, invoicing
from candor.business.api.operations import INVOICES
from candor.business.forms_invoicing import InvoicingForm
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import must_match, tagged, version_of
from candor.kernel.api.schemas import Input, Output

CONFIGURE = "invoices:configure"
PATH = "invoicing-settings"
COLUMNS = {"registered_as": "register"}
Short = Annotated[str, Field(max_length=100)]
Words = Annotated[str, Field(max_length=200)]
NumberFormat = Annotated[
    str, Field(max_length=40, description="{year} and {number} once each; each year begins with 1.")
]


class InvoicingOut(Output):
    """Who we are on invoices, how they are numbered and taxed, and where they are paid."""

    legal_name: str
    lines: str
    postcode: str
    city: str
    country: str
    vat_id: str
    tax_number: str
    registered_as: str = Field(description="Register and number.")
    contact: str
    email: str
    phone: str
    iban: str
    bic: str
    payment_days: int
    invoice_format: str = Field(description="The series of invoices.")
    correction_format: str = Field(description="The series of credit notes.")
    public_form: Literal["cii", "ubl"] = Field(description="What goes to public bodies.")
    small_business: bool = Field(description="We charge no tax (in Germany § 19 UStG).")
    one_stop_shop: bool = Field(description="Private people in other member states pay their country’s tax.")
    version: int


class InvoicingIn(Input):
    """What shall be different; what is not sent stays, an empty text takes an optional one away."""

    legal_name: Words | None = None
    lines: Words | None = None
    postcode: Short | None = None
    city: Short | None = None
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    vat_id: Short | None = None
    tax_number: Short | None = None
    registered_as: Short | None = None
    contact: Short | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    phone: Short | None = None
    iban: Short | None = None
    bic: Short | None = None
    payment_days: Annotated[int, Field(ge=0, le=365)] | None = None
    invoice_format: NumberFormat | None = None
    correction_format: NumberFormat | None = None
    public_form: Literal["cii", "ubl"] | None = None
    small_business: bool | None = None
    one_stop_shop: bool | None = None


@INVOICES.read(
    PATH, scope=CONFIGURE, is_tagged=True, response=InvoicingOut, summary="Read who we are on invoices", is_one=False
)
def read_invoicing_settings(request: HttpRequest) -> InvoicingOut:
    """As the next invoice says it; those that were issued keep what they say."""
    return _shown(request)


@INVOICES.write(
    "PATCH",
    PATH,
    scope=CONFIGURE,
    response=InvoicingOut,
    summary="Set who we are on invoices",
    match="must",
    is_one=False,
    example={"payment_days": 30, "invoice_format": "R-{year}-{number}"},
)
def change_invoicing_settings(request: HttpRequest, payload: InvoicingIn) -> InvoicingOut:
    """It counts for what is issued from now on. Numbers go on where their series is."""
    asking: Any = request
    must_match(request, version_of(_out()))
    present = invoicing()
    sent = {COLUMNS.get(name, name): said for name, said in payload.model_dump(exclude_none=True).items()}
    wanted = dict(cleaned(InvoicingForm(model_to_dict(present) | sent), {"register": "registered_as"}))
    change_invoicing(wanted.pop("version"), wanted, by=asking.actor)
    return _shown(request)


def _shown(request: Any) -> InvoicingOut:
    """The settings with their ETag."""
    out = _out()
    tagged(request, version_of(out))
    return out


def _out() -> InvoicingOut:
    present = invoicing()
    return InvoicingOut(**{name: getattr(present, COLUMNS.get(name, name)) for name in InvoicingOut.model_fields})
