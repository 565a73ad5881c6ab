"""Programs read and set how licences work here. A new signing key is made on its page alone, by whoever signed in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from pydantic import Field

from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import must_match, tagged, version_of
from candor.kernel.api.schemas import Input, Output, PathRef
from candor.licences import queries
from candor.licences.actions import settings as actions
from candor.licences.api.operations import LICENCES
from candor.licences.forms import SettingsForm
from candor.licences.models import EditionRule, Shows

CONFIGURE = "licences:configure"
SETTINGS = "licence-settings"
ShowsName = Literal["by-seats", "always", "never"]


class EditionRuleOut(Output):
    """Whether customers see the keys of an edition: by its seats unless it says otherwise."""

    edition: str
    sku: str
    shows: ShowsName


class LicenceSettingsOut(Output):
    """How licences work here."""

    shown_from_seats: int = Field(description="From so many technicians on customers see their keys.")
    days_valid: int = Field(description="Days for which an answer to an activation counts.")
    editions: list[EditionRuleOut]
    version: int


class LicenceSettingsIn(Input):
    """What shall be different; what is not sent stays."""

    shown_from_seats: Annotated[int, Field(ge=1, le=10_000)] | None = None
    days_valid: Annotated[int, Field(ge=1, le=3_650)] | None = None


class ShowsIn(Input):
    """What is different for one edition."""

    shows: ShowsName


@LICENCES.read(
    SETTINGS, scope=CONFIGURE, is_tagged=True, response=LicenceSettingsOut, summary="Read the settings of licences",
    is_one=False,
)  # fmt: skip
def read_licence_settings(request: HttpRequest) -> LicenceSettingsOut:
    """With the rule of each edition that has licences."""
    return _shown(request)


@LICENCES.write(
    "PATCH",
    SETTINGS,
    scope=CONFIGURE,
    response=LicenceSettingsOut,
    summary="Set how licences work",
    match="must",
    is_one=False,
    example={"days_valid": 60},
)
def change_licence_settings(request: HttpRequest, payload: LicenceSettingsIn) -> LicenceSettingsOut:
    """It counts for answers and pages from now on; licences stay as they are."""
    asking: Any = request
    must_match(request, version_of(_out(asking)))
    present = queries.settings_now()
    stands = {name: getattr(present, name) for name in ("version", "shown_from_seats", "days_valid")}
    clean = cleaned(SettingsForm(present, stands | payload.model_dump(exclude_none=True)))
    rules = actions.Rules(clean["shown_from_seats"], clean["days_valid"])
    actions.change_rules(present.version, rules, by=asking.actor)
    return _shown(request)


@LICENCES.write(
    "PUT",
    "licence-settings/editions/{slug:edition}",
    scope=CONFIGURE,
    response=LicenceSettingsOut,
    summary="Say who sees an edition's keys",
    example={"shows": "never"},
)
def set_edition_rule(request: HttpRequest, edition: PathRef, payload: ShowsIn) -> LicenceSettingsOut:
    """Doing it twice changes nothing."""
    asking: Any = request
    found = next((row for row in queries.licensed_editions(asking.actor) if row.ref == edition), None)
    if found is None:
        raise Http404
    actions.show_keys_of(found, Shows(payload.shows), by=asking.actor)
    return _shown(request)


def _shown(request: Any) -> LicenceSettingsOut:
    """The settings with their ETag."""
    out = _out(request)
    tagged(request, version_of(out))
    return out


def _out(request: Any) -> LicenceSettingsOut:
    present = queries.settings_now()
    rules: dict[int, Any] = dict(EditionRule.objects.values_list("edition", "shows"))
    editions, usual = queries.licensed_editions(request.actor), Shows.BY_SEATS.value
    return LicenceSettingsOut(
        shown_from_seats=present.shown_from_seats,
        days_valid=present.days_valid,
        editions=[EditionRuleOut(edition=row.ref, sku=row.sku, shows=rules.get(row.pk, usual)) for row in editions],
        version=present.version,
    )
