"""Programs read and set how we dun: days, fees, interest and words of each level; administrators alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from pydantic import Field

from candor.business.actions.dunning import change_dunning, dunning
from candor.business.api.operations import DUNNING
from candor.business.api.settings_invoicing import CONFIGURE
from candor.business.forms_dunning import DunningForm
from candor.business.rules.dunning import MOST_LEVELS, SHIPPED, Level, level_from
from candor.kernel.api.forms import as_typed, cleaned
from candor.kernel.api.headers import must_match, tagged, version_of
from candor.kernel.api.schemas import Amount, Input, Output

PATH = "dunning-settings"
SAME = ("currency", "pay_within_days", "flat_fee", "proposes", "sends")
RATES = ("interest_private", "interest_business")
Percent = Annotated[str, Field(pattern=r"^\d{1,3}(\.\d{1,2})?$", description="Percent a year.", examples=["5.27"])]
Fee = Annotated[str, Field(pattern=r"^\d{1,4}(\.\d{1,2})?$", examples=["5.00"])]
Language = Literal["en", "de"]
Heading = Annotated[str, Field(max_length=60)]
Words = Annotated[str, Field(max_length=2_000)]


class LevelOut(Output):
    """A level. `titles` and `texts` are the house's own words by language; where there are none, those that ship."""

    days: int = Field(description="After the due day.")
    fee: Amount
    titles: dict[Language, str]
    texts: dict[Language, str]


class LevelIn(Input):
    """A level; the first one asks no fee."""

    days: Annotated[int, Field(ge=1, le=365)]
    fee: Fee | None = None
    titles: dict[Language, Heading] = {}
    texts: dict[Language, Words] = {}


class DunningSettingsOut(Output):
    """How we dun. Rates that are null charge no interest."""

    levels: list[LevelOut]
    currency: str
    pay_within_days: int
    interest_private: Amount | None
    interest_business: Amount | None
    flat_fee: bool = Field(description="Businesses pay € 40 in the place of fees (§ 288 Abs. 5 BGB).")
    proposes: bool = Field(description="Letters are proposed each day.")
    sends: bool = Field(description="They go out by themselves, too.")
    version: int


class DunningSettingsIn(Input):
    """What shall be different; what is not sent stays. `levels` are sent whole; "0" as a rate charges no interest."""

    levels: Annotated[list[LevelIn], Field(min_length=1, max_length=MOST_LEVELS)] | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    pay_within_days: Annotated[int, Field(ge=1, le=90)] | None = None
    interest_private: Percent | None = None
    interest_business: Percent | None = None
    flat_fee: bool | None = None
    proposes: bool | None = None
    sends: bool | None = None


@DUNNING.read(
    PATH, scope=CONFIGURE, is_tagged=True, response=DunningSettingsOut, summary="Read how we dun", is_one=False
)
def read_dunning_settings(request: HttpRequest) -> DunningSettingsOut:
    """The levels as they count now, those that ship where nobody wrote any."""
    return _shown(request)


@DUNNING.write(
    "PATCH",
    PATH,
    scope=CONFIGURE,
    response=DunningSettingsOut,
    summary="Set how we dun",
    match="must",
    is_one=False,
    example={"levels": [{"days": 7}, {"days": 21, "fee": "5.00"}], "proposes": True},
)
def change_dunning_settings(request: HttpRequest, payload: DunningSettingsIn) -> DunningSettingsOut:
    """It counts for letters that are proposed from now on."""
    asking: Any = request
    must_match(request, version_of(_out()))
    present = dunning()
    form = DunningForm(_as_a_form(payload), settings=present)
    cleaned(form)
    wanted = form.wanted()
    wanted |= {name: wanted[name] or None for name in RATES}
    change_dunning(present.version, wanted, by=asking.actor)
    return _shown(request)


def _as_a_form(payload: DunningSettingsIn) -> dict[str, Any]:
    """What the page's form would bring, with what stands where nothing was sent."""
    present, sent = dunning(), payload.model_dump(exclude_none=True)
    data: dict[str, Any] = {name: getattr(present, name) for name in (*SAME, "version")}
    data |= {name: _typed(getattr(present, name)) for name in RATES}
    data |= {name: said for name, said in sent.items() if name in SAME}
    data |= {name: as_typed(sent[name]) for name in RATES if name in sent}
    levels = payload.levels if payload.levels is not None else [_sent(each) for each in _levels()]
    for number, level in enumerate(levels, 1):
        data |= {f"days_{number}": level.days, f"fee_{number}": as_typed(level.fee)}
        data |= {f"title_{number}_{language}": words for language, words in level.titles.items()}
        data |= {f"text_{number}_{language}": words for language, words in level.texts.items()}
    return data


def _sent(level: Level) -> LevelIn:
    titles: Any = dict(level.titles)
    texts: Any = dict(level.texts)
    return LevelIn(days=level.days, fee=f"{level.fee:f}", titles=titles, texts=texts)


def _typed(amount: Decimal | None) -> str:
    return "" if amount is None else as_typed(str(amount))


def _levels() -> list[Level]:
    return [level_from(said) for said in dunning().levels] or list(SHIPPED)


def _shown(request: Any) -> DunningSettingsOut:
    """The settings with their ETag."""
    out = _out()
    tagged(request, version_of(out))
    return out


def _out() -> DunningSettingsOut:
    present = dunning()
    levels: list[Any] = [
        {"days": each.days, "fee": each.fee, "titles": dict(each.titles), "texts": dict(each.texts)}
        for each in _levels()
    ]
    said = {name: getattr(present, name) for name in (*SAME, *RATES, "version")}
    return DunningSettingsOut(levels=levels, **said)
