"""People and organisations as programs read and write them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from candor.kernel.api.schemas import Input, Named, Output

Line = Annotated[str, Field(max_length=200)]
Words = Annotated[str, Field(max_length=5_000)]
Label = Annotated[str, Field(max_length=40, description="For example: at work.")]
Language = Literal["", "de", "en"]
Country = Annotated[str, Field(max_length=2, description="ISO 3166-1 alpha-2.", examples=["DE"])]


class PersonRow(Named):
    """One line of the list of people."""

    email: str = Field("", description="The first e-mail address, empty where there is none.")
    organisation: str = ""


class IdentifierOut(Output):
    """An e-mail address or telephone number."""

    ref: str
    kind: Literal["email", "phone"]
    value: str = Field(description="As the person writes it.")
    label: str
    is_primary: bool
    verified_at: datetime | None


class AddressOut(Output):
    """A postal address."""

    ref: str
    label: str
    lines: str
    postcode: str
    city: str
    country: str


class PersonOut(Named):
    """One person. `note` and `source` are for staff."""

    language: str = Field(description="Empty: the installation's.")
    time_zone: str = Field(description="An IANA name; empty: the installation's.")
    note: str | None = None
    source: str | None = None
    created_at: datetime
    version: int
    identifiers: list[IdentifierOut]
    addresses: list[AddressOut]
    organisations: list[Named]


class NewPersonIn(Input):
    """Somebody to write down, with an e-mail address or a telephone number."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    email: Annotated[str, Field(max_length=254)] = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    language: Language = ""
    organisation: Annotated[str, Field(max_length=200, description="Its name; one that is not there yet is added.")] = (
        ""
    )
    note: Words = ""


class PersonIn(Input):
    """What changes about a person; what is left out stays. `note` is for staff."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    language: Language | None = None
    time_zone: Annotated[str, Field(max_length=50)] | None = None
    note: Words | None = None


class IdentifierIn(Input):
    """An e-mail address or telephone number to add."""

    kind: Literal["email", "phone"]
    value: Annotated[str, Field(min_length=1, max_length=254)]
    label: Label = ""


class AddressIn(Input):
    """A postal address, whole."""

    label: Label = ""
    lines: Annotated[str, Field(min_length=1, max_length=300, description="Street and number, as on an envelope.")]
    postcode: Annotated[str, Field(max_length=20)] = ""
    city: Annotated[str, Field(min_length=1, max_length=100)]
    country: Country


class OrganisationRow(Named):
    """One line of the list of organisations."""

    website: str = ""
    members: int = 0


class OrganisationOut(Named):
    """One organisation."""

    website: str
    phone: str
    address: str
    country: str
    vat_number: str
    invoice_email: str
    note: str
    created_at: datetime
    version: int


class OrganisationIn(Input):
    """What changes about an organisation; what is left out stays."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    website: Line | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    address: Annotated[str, Field(max_length=1_000)] | None = None
    country: Country | None = None
    vat_number: Annotated[str, Field(max_length=20)] | None = None
    invoice_email: Annotated[str, Field(max_length=254)] | None = None
    note: Words | None = None


class NewOrganisationIn(OrganisationIn):
    """An organisation to write down."""

    name: Annotated[str, Field(min_length=1, max_length=200)]


class PlaceIn(Input):
    """A postal address of an organisation, without the organisation's name."""

    kind: Literal["billing", "delivery", "other"]
    addition: Annotated[str, Field(max_length=100, description="A line below the name, such as a department.")] = ""
    lines: Annotated[str, Field(min_length=1, max_length=300, description="Street and number.")]
    postcode: Annotated[str, Field(max_length=20)] = ""
    city: Annotated[str, Field(min_length=1, max_length=100)]
    country: Country


class PlaceOut(Output):
    """A postal address of an organisation. `written` is how its country writes it, line by line."""

    ref: str
    kind: Literal["billing", "delivery", "other"]
    addition: str
    lines: str
    postcode: str
    city: str
    country: str
    written: list[str]


class MemberOut(Output):
    """Who belongs to an organisation today. A super customer sees and answers all its cases."""

    person: Named
    role: Literal["member", "super"]
    position: str
    since: date


class NewMemberIn(Input):
    """Somebody who belongs to the organisation from today; who is not known yet is written down."""

    email: Annotated[str, Field(min_length=3, max_length=254)]
    name: Line = ""
    position: Annotated[str, Field(max_length=100)] = ""
    role: Literal["member", "super"] = "member"


class MemberIn(Input):
    """The role that the member has from now on."""

    role: Literal["member", "super"]


class TokenOut(Output):
    """The token that asks, and what it may do today."""

    name: str
    person: Named
    role: str = Field(description="The role of its owner; `customer` for customers.")
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
