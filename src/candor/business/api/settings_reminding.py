"""Programs read and set when customers are reminded of renewals; managers and administrators."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import get_language
from pydantic import Field

from candor.business import queries_subscriptions as queries
from candor.business.actions.subscription_settings import change_product_reminding, change_reminding, settings_now
from candor.business.api.operations import SUBSCRIPTIONS
from candor.business.forms_reminding import ProductRemindingForm, RemindingForm
from candor.business.models import ProductReminding, RemindingWay
from candor.business.rules.terms import steps_from
from candor.catalogue.public import Product
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import must_match, tagged, version_of
from candor.kernel.api.schemas import Input, Output, PathRef

CONFIGURE = "subscriptions:configure"
PATH = "reminder-settings"
NAMES = ("is_reminding", "makes_quotes", "quote_days", "sends_quotes", "cancelling", "version")
LinkName = Literal["auto", "on", "off"]
WayName = Literal["settings", "own", "none"]
Steps = Annotated[
    list[Annotated[int, Field(ge=-366, le=366)]],
    Field(max_length=8, description="Days before the renewal; 0 is the day itself, below nought after it."),
]


class ProductReminderOut(Output):
    """What one product has of its own."""

    product: str
    name: str
    way: WayName
    steps: list[int]


class ReminderSettingsOut(Output):
    """When customers are reminded, and what becomes of the quotes for renewals."""

    is_reminding: bool
    steps: list[int]
    makes_quotes: bool
    quote_days: int
    sends_quotes: bool
    cancelling: LinkName = Field(description="Whether the public site shows “Cancel contracts here”.")
    products: list[ProductReminderOut]
    version: int


class ReminderSettingsIn(Input):
    """What shall be different; what is not sent stays."""

    is_reminding: bool | None = None
    steps: Steps | None = None
    makes_quotes: bool | None = None
    quote_days: Annotated[int, Field(ge=0, le=366)] | None = None
    sends_quotes: bool | None = None
    cancelling: LinkName | None = None


class ProductReminderIn(Input):
    """What one product has of its own; `steps` count where the way is `own`."""

    way: WayName
    steps: Steps = []


@SUBSCRIPTIONS.read(
    PATH, scope=CONFIGURE, is_tagged=True, response=ReminderSettingsOut, summary="Read when customers are reminded",
    is_one=False,
)  # fmt: skip
def read_reminder_settings(request: HttpRequest) -> ReminderSettingsOut:
    """With what each product has of its own."""
    return _shown(request)


@SUBSCRIPTIONS.write(
    "PATCH",
    PATH,
    scope=CONFIGURE,
    response=ReminderSettingsOut,
    summary="Set when customers are reminded",
    match="must",
    is_one=False,
    example={"is_reminding": True, "steps": [90, 30, 7, 0, -14]},
)
def change_reminder_settings(request: HttpRequest, payload: ReminderSettingsIn) -> ReminderSettingsOut:
    """It counts for reminders from now on; none goes out twice."""
    asking: Any = request
    must_match(request, version_of(_out()))
    present, sent = settings_now(), payload.model_dump(exclude_none=True)
    stands = {name: getattr(present, name) for name in (*NAMES, "steps")}
    form = RemindingForm(present, stands | sent | ({"steps": _written(sent["steps"])} if "steps" in sent else {}))
    cleaned(form)
    change_reminding(present.version, form.reminding(), by=asking.actor)
    return _shown(request)


@SUBSCRIPTIONS.write(
    "PUT",
    "reminder-settings/products/{slug:product}",
    scope=CONFIGURE,
    response=ReminderSettingsOut,
    summary="Set one product's reminders",
    example={"way": "own", "steps": [60, 14]},
)
def set_product_reminders(request: HttpRequest, product: PathRef, payload: ProductReminderIn) -> ReminderSettingsOut:
    """Doing it twice changes nothing."""
    asking: Any = request
    found: Product
    found, _name, present = queries.reminded_product(product, get_language() or "en")
    steps = _written(payload.steps)
    clean = cleaned(ProductRemindingForm(present, {"way": payload.way, "steps": steps, "version": present.version}))
    change_product_reminding(found, present.version, RemindingWay(clean["way"]), clean["steps"], by=asking.actor)
    return _shown(request)


def _written(steps: list[int]) -> str:
    return ", ".join(map(str, steps))


def _shown(request: Any) -> ReminderSettingsOut:
    """The settings with their ETag."""
    out = _out()
    tagged(request, version_of(out))
    return out


def _out() -> ReminderSettingsOut:
    present = settings_now()
    products = queries.reminded_products(get_language() or "en")
    return ReminderSettingsOut(
        **{name: getattr(present, name) for name in NAMES},
        steps=list(steps_from(present.steps)),
        products=[_product(product.ref, name, own) for product, name, own in products],
    )


def _product(ref: str, name: str, own: ProductReminding) -> ProductReminderOut:
    steps = list(steps_from(own.steps)) if own.way == RemindingWay.OWN else []
    return ProductReminderOut(product=ref, name=name, way=own.way, steps=steps)  # type: ignore[arg-type] # its choices
