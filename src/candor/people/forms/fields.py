"""Fields that answer clean values: one line, several lines, an address, a number, a country."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from candor.people.identifiers import NotAnIdentifier, normalise
from candor.people.models import IdentifierKind
from candor.people.rules.text import one_line, several_lines
from candor.ui.public import LongSelect

AREAS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


class OneLine(forms.CharField):
    """A line of text without control characters."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(_without_nul(value)) or "")


class SeveralLines(forms.CharField):
    """Text over several lines."""

    widget = forms.Textarea(attrs={"rows": 4, "dir": "auto"})

    def to_python(self, value: Any) -> str:
        return several_lines(super().to_python(_without_nul(value)) or "")


class Secret(forms.CharField):
    """A password: taken as typed, spaces at its ends included, and never shown again."""

    def __init__(self, *, autocomplete: str, **options: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(strip=False, max_length=1_000, widget=widget, **options)


class EmailAddress(forms.CharField):
    """An address as written, checked to be one that mail can reach; "" where the field is optional."""

    widget = forms.EmailInput(attrs={"autocomplete": "email"})

    def clean(self, value: Any) -> str:
        written = str(super().clean(value))
        if written and "." not in _normal(IdentifierKind.EMAIL, written).rpartition("@")[2]:
            raise forms.ValidationError(_("This is not an e-mail address. It should look like name@example.com."))
        return written


class PhoneNumber(forms.CharField):
    """A telephone number as written, checked to be one."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def clean(self, value: Any) -> str:
        written = str(super().clean(value))
        if written:
            _normal(IdentifierKind.PHONE, written)
        return written


class Language(forms.ChoiceField):
    """One of the languages that Candor speaks; where it is optional, "" leaves it to the installation."""

    def __init__(self, **options: Any) -> None:
        choices = _or_ours([(code, name) for code, name in settings.LANGUAGES], options)
        super().__init__(choices=choices, label=_("Language"), **options)


class TimeZone(forms.ChoiceField):
    """A time zone by its IANA name; where it is optional, "" leaves it to the installation."""

    def __init__(self, **options: Any) -> None:
        choices = _or_ours([(name, name.replace("_", " ")) for name in time_zones()], options)
        super().__init__(choices=choices, label=_("Time zone"), widget=LongSelect, **options)


class Country(forms.ChoiceField):
    """A country by its ISO 3166 code, named and sorted in the language of the page."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=lambda: countries(get_language() or "en"), label=_("Country"), widget=LongSelect, **options
        )


def _or_ours(choices: list[tuple[str, Any]], options: dict[str, Any]) -> list[tuple[str, Any]]:
    return choices if options.get("required", True) else [("", _("As this installation's")), *choices]


@lru_cache(maxsize=1)
def time_zones() -> tuple[str, ...]:
    return ("UTC", *sorted(name for name in available_timezones() if name.startswith(AREAS)))


@lru_cache(maxsize=8)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language, sep="-").territories
    real = (
        (code, name)
        for code, name in names.items()
        if len(code) == 2 and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ"}
    )
    return (("", ""), *sorted(real, key=lambda entry: entry[1]))


def _normal(kind: str, written: str) -> str:
    try:
        return normalise(kind, written)
    except NotAnIdentifier as refusal:
        raise forms.ValidationError(str(refusal.reason)) from None


def _without_nul(value: Any) -> Any:
    """Django refuses a NUL with a sentence of its own; here it is one more control character that goes."""
    return value.replace("\x00", " ") if isinstance(value, str) else value
