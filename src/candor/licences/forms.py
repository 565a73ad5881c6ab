"""What staff and customers may send about licences."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candor.catalogue.public import Edition
from candor.kernel.ids import new_ref
from candor.licences.actions.changing import Terms
from candor.licences.keys.writing import LAST_DAY
from candor.licences.machines import LONGEST, SHORTEST
from candor.licences.models import Licence, LicenceSettings, RestoreBy, Shows
from candor.licences.queries import today
from candor.licences.rules.licences import codes_of
from candor.licences.words import CHOICES, REASONS, SHOWN
from candor.people.public import OneLine, Organisation, Person, SeveralLines
from candor.ui.public import DayInput

LONGEST_LABEL = 60
LONGEST_FEATURES = 250
LARGEST_REQUEST = 16_000
"""Bytes of a request file; a key has some two hundred letters."""
USUAL_MACHINES = 2
"""Where the licence is used, and where it is tried."""
YEARS = (3, 5, 10)


class Day(forms.DateField):
    """A day that a key can hold."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DayInput(), **kwargs)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and not date(2020, 1, 2) <= day <= LAST_DAY:
            raise ValidationError(_("Choose a day between 2020 and 2199."))
        return day


class TermsForm(forms.Form):
    """What a licence gives."""

    seats = forms.IntegerField(
        label=_("Technicians"), required=False, min_value=1, max_value=65_535, help_text=_("Empty: any number.")
    )
    maintenance_until = Day(label=_("Maintenance until"), required=False, help_text=_("Empty: no maintenance."))
    expires_on = Day(label=_("May be used until"), required=False, help_text=_("Empty: for ever."))
    activation_limit = forms.IntegerField(label=_("Machines at most"), min_value=1, max_value=100_000)
    features = SeveralLines(
        label=_("Features"),
        required=False,
        max_length=1_000,
        help_text=_("As your program knows them, one on each line: lower case letters, digits, dots and dashes."),
    )
    is_named = forms.BooleanField(
        label=_("Write the holder’s name into the key"),
        required=False,
        help_text=_("Only where your program shows it. Whoever reads the key reads the name."),
    )

    def clean_features(self) -> Sequence[str]:
        codes = codes_of(self.cleaned_data["features"])
        if len(" ".join(codes)) > LONGEST_FEATURES:
            raise ValidationError(_("These are too many features for one key."))
        return codes

    @property
    def terms(self) -> Terms:
        """What was typed, once it is clean."""
        names = ("seats", "features", "expires_on", "maintenance_until", "activation_limit", "is_named")
        return Terms(**{name: self.cleaned_data[name] for name in names})


class HolderField(forms.ChoiceField):
    """The person themselves, or the organisation that they belong to."""

    def offer(self, person: Person, organisation: Organisation | None) -> None:
        company = [(organisation.ref, organisation.name)] if organisation is not None else []
        self.choices = [*company, ("", person.name)]


class NewLicenceForm(TermsForm):
    """A licence of an edition for a person. What the edition says stands in the fields already."""

    person = OneLine(max_length=16, widget=forms.HiddenInput)
    edition = OneLine(max_length=16, widget=forms.HiddenInput)
    key = forms.RegexField(r"^[0-9A-Za-z_-]{8,40}$", widget=forms.HiddenInput)
    holder = HolderField(label=_("Who holds it"), required=False)

    def __init__(self, person: Person, organisation: Organisation | None, edition: Edition, data: Any = None) -> None:
        years, day = edition.maintenance_years, today()
        initial = {
            "person": person.ref,
            "edition": edition.ref,
            "key": new_ref(),
            "seats": edition.seats,
            "features": "\n".join(codes_of(edition.features)),
            "maintenance_until": _years_later(day, years) if years else None,
            "activation_limit": USUAL_MACHINES,
            "holder": organisation.ref if organisation is not None else "",
        }
        super().__init__(data, initial=initial)
        self.fields["holder"].offer(person, organisation)  # type: ignore[attr-defined] # a field of ours


class ChangeForm(TermsForm):
    """The terms of a licence. `version` is the one that the page showed."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, licence: Licence, data: Any = None) -> None:
        names = ("seats", "expires_on", "maintenance_until", "activation_limit", "is_named", "version")
        initial = {name: getattr(licence, name) for name in names}
        super().__init__(data, initial={**initial, "features": "\n".join(licence.features.split())})


class ExtendForm(forms.Form):
    until = Day(label=_("Maintenance until"))

    def __init__(self, licence: Licence, data: Any = None, **kwargs: Any) -> None:
        begins = max(licence.maintenance_until or today(), today())
        super().__init__(data, initial={"until": _years_later(begins, 1)}, **kwargs)


class VersionForm(forms.Form):
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class RevokeForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=list(REASONS.items()))


class TransferForm(forms.Form):
    person = OneLine(max_length=16, widget=forms.HiddenInput)
    holder = HolderField(label=_("Who holds it from now on"), required=False)

    def __init__(self, person: Person, organisation: Organisation | None, data: Any = None) -> None:
        initial = {"person": person.ref, "holder": organisation.ref if organisation is not None else ""}
        super().__init__(data, initial=initial)
        self.fields["holder"].offer(person, organisation)  # type: ignore[attr-defined] # a field of ours


class ReceiptForm(forms.Form):
    """A receipt code, and for staff the person who brings it."""

    code = OneLine(
        label=_("Receipt code"),
        max_length=60,
        error_messages={"required": _("Type the code of the receipt.")},
    )


def in_years() -> list[tuple[str, str]]:
    """For how long something may be kept, in the language of the moment."""
    return [(str(years), gettext("%(years)s years") % {"years": years}) for years in YEARS]


class ChoiceForm(forms.Form):
    """What shall be able to restore a licence after its holder's data is erased."""

    restore_by = forms.ChoiceField(
        label=_("After an erasure"),
        choices=[(value, words[0]) for value, words in CHOICES.items()],
        initial=RestoreBy.RECEIPT.value,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )
    years = forms.ChoiceField(label=_("Keep it for"), choices=in_years, initial="5", required=False)

    @property
    def until(self) -> date:
        return _years_later(today(), int(self.cleaned_data["years"] or 5))


class OfflineForm(forms.Form):
    """The file that a program without a network wrote: its key and its machine."""

    file = forms.FileField(label=_("Request file"), error_messages={"required": _("Choose the request file.")})

    def clean_file(self) -> dict[str, str]:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_REQUEST:
            raise ValidationError(_("This is no request file: it is too large."))
        try:
            return request_in(json.loads(upload.read()))
        except (ValueError, RecursionError):
            raise ValidationError(_("This is no request file, or it was changed on the way.")) from None


class SettingsForm(forms.Form):
    """How licences work here."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    shown_from_seats = forms.IntegerField(
        label=_("Show keys to customers from so many technicians on"), min_value=1, max_value=10_000
    )
    days_valid = forms.IntegerField(
        label=_("Days for which an activation counts"),
        min_value=1,
        max_value=3_650,
        help_text=_("Programs renew it when they can. A machine that does not loses its place after these days."),
    )

    def __init__(self, present: LicenceSettings, data: Any = None) -> None:
        names = ("version", "shown_from_seats", "days_valid")
        super().__init__(data, initial={name: getattr(present, name) for name in names})


class ShowsForm(forms.Form):
    """Whether customers see the keys of one edition."""

    shows = forms.ChoiceField(choices=list(SHOWN.items()))

    def clean_shows(self) -> Shows:
        return Shows(self.cleaned_data["shows"])


def request_in(found: Any) -> dict[str, str]:
    """A program's request: its key, its machine's fingerprint, and what the machine shall be called, if anything.

    Raises ValueError for anything else.
    """
    if not isinstance(found, dict) or not found.keys() <= {"key", "machine", "label"}:
        raise ValueError("not an object of key, machine and label")
    key, machine, label = found.get("key"), found.get("machine"), found.get("label", "")
    if not (isinstance(key, str) and isinstance(machine, str) and isinstance(label, str)):
        raise ValueError("key, machine and label are texts")
    if not SHORTEST <= len(machine) <= LONGEST or len(key) > 4_000 or "\0" in machine:
        raise ValueError(f"a machine's fingerprint has {SHORTEST} to {LONGEST} characters")
    machine.encode()  # a lone surrogate is no text
    tidy = " ".join("".join(char if char.isprintable() else " " for char in label).split())
    return {"key": key, "machine": machine, "label": tidy[:LONGEST_LABEL]}


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28) + timedelta(days=1)
