"""The door of the look: how views answer, and how a face tells what surrounds its pages."""

from candor.ui.assets import asset_url
from candor.ui.brand_colours import BrandColours, colours_of
from candor.ui.charts import Chart, Series
from candor.ui.django_forms import DayInput, LongSelect
from candor.ui.faces import Alarm, Brand, Link, NavigationItem, Person, Shell, register_face
from candor.ui.formatting import (
    compact,
    country_name,
    linked,
    locale_of,
    long_date,
    money,
    month_name,
    paragraphs,
    short_month,
)
from candor.ui.pages import answer, fragment, is_htmx, page, show_again
from candor.ui.public_forms import PublicForm, Stamp, WithBoxes

__all__ = [
    "Alarm",
    "Brand",
    "BrandColours",
    "Chart",
    "DayInput",
    "Link",
    "LongSelect",
    "NavigationItem",
    "Person",
    "PublicForm",
    "Series",
    "Shell",
    "Stamp",
    "WithBoxes",
    "answer",
    "asset_url",
    "colours_of",
    "compact",
    "country_name",
    "fragment",
    "is_htmx",
    "linked",
    "locale_of",
    "long_date",
    "money",
    "month_name",
    "page",
    "paragraphs",
    "register_face",
    "short_month",
    "show_again",
]
