"""Licences as programs read and write them. No price stands in them: technicians read them, too."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from candor.kernel.api.schemas import Day, Input, Named, Output, Ref
from candor.licences.machines import LONGEST, SHORTEST

StateName = Literal["revoked", "ended", "unheld", "maintained", "lapsed"]
ReasonName = Literal["refunded", "unpaid", "leaked", "replaced", "mistake"]
Seats = Annotated[int, Field(ge=1, le=65_535, description="Technicians; null: any number.")]
Machines = Annotated[int, Field(ge=1, le=100_000)]
Feature = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,31}$")]
Features = Annotated[list[Feature], Field(max_length=50)]


class LicenceRow(Output):
    """One line of the list. `organisation` holds it where one is named, with `person` as its contact."""

    ref: str
    number: str = Field(description="As keys and machines know it.")
    edition: Named
    person: Named | None
    organisation: Named | None
    state: StateName
    seats: int | None
    expires_on: date | None
    maintenance_until: date | None
    activations: int
    activation_limit: int
    issued_at: datetime


class MachineOut(Output):
    """A machine that has taken a place. `label` is what it called itself, if it did."""

    ref: str
    label: str
    activated_at: datetime
    valid_until: datetime


class LicenceOut(LicenceRow):
    """One licence with its machines. `key` is the newest, for tokens that may issue licences."""

    features: list[str]
    is_named: bool = Field(description="Whether keys carry the holder's name.")
    revision: int
    revoked_at: datetime | None
    revoke_reason: str
    machines: list[MachineOut]
    key: str | None = None
    version: int


class LicenceEntryOut(Output):
    """What happened to a licence; `revision` is that of the key then."""

    kind: Literal[
        "issued", "extended", "changed", "transferred", "replaced", "restored", "revoked", "reinstated"
    ]  # fmt: skip
    revision: int
    by: Named | None = Field(description="Who of us; null for the person and for the software.")
    at: datetime


class KeyOut(Output):
    """One version of a licence's key."""

    revision: int
    text: str
    issued_at: datetime


class RequestFileIn(Input):
    """What a program without a network wrote: its key, its machine's fingerprint, and a name for the machine."""

    key: Annotated[str, Field(max_length=4_000)]
    machine: Annotated[str, Field(min_length=SHORTEST, max_length=LONGEST)]
    label: Annotated[str, Field(max_length=200)] = ""


class SignedFile(Output):
    """A signed file, to be carried back to the machine as it is."""

    name: str
    content: str


class NewLicenceIn(Input):
    """A licence of an edition; what is not sent is as the edition says."""

    edition: Ref
    person: Ref
    is_of_organisation: bool = Field(True, description="Whether their organisation holds it, where they have one.")
    seats: Seats | None = None
    features: Features | None = None
    expires_on: Day | None = None
    maintenance_until: Day | None = None
    activation_limit: Machines | None = None
    is_named: bool = False


class LicenceIn(Input):
    """What shall be different; what is not sent stays, null takes a limit away."""

    seats: Seats | None = None
    features: Features | None = None
    expires_on: Day | None = None
    maintenance_until: Day | None = None
    activation_limit: Machines | None = None
    is_named: bool | None = None


class ExtensionIn(Input):
    """Until when maintenance goes on."""

    until: Day


class TransferIn(Input):
    """Who holds it from now on."""

    person: Ref
    is_of_organisation: bool = Field(True, description="Whether their organisation holds it, where they have one.")


class RevocationIn(Input):
    """Why it counts no more."""

    reason: ReasonName
