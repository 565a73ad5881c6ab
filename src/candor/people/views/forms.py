"""One page for one form: what every verb about people looks like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict

from candor.kernel.http.request import Request
from candor.people.actions.identifiers import Refused
from candor.people.actions.versions import ChangedMeanwhile
from candor.people.views.common import face_of
from candor.ui.public import page


@dataclass(frozen=True, slots=True)
class FormPage:
    """The words around a form, and the page that it came from and goes back to."""

    title: str
    submit: str
    back: str
    lead: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two people wrote differently."""

    label: str
    yours: str
    theirs: str


def sent(request: Request, form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """True when the form was sent, is valid and the action took it; else the form carries why not."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    return True


def form_page(request: Request, form: forms.Form, words: FormPage) -> HttpResponse:
    """The page, or after a refused POST the page again with what was typed (422)."""
    return page(
        request,
        "people/form.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        words=words,
        face=face_of(request),
        differences=[],
    )


def conflict_page(request: Request, form: forms.Form, words: FormPage, conflict: ChangedMeanwhile) -> HttpResponse:
    """Somebody else saved first (409): both texts are shown, and sending again overwrites knowingly."""
    form.data = overwriting(request, conflict)
    return page(
        request,
        "people/form.html",
        status=409,
        form=form,
        words=words,
        face=face_of(request),
        differences=differences(form, conflict),
    )


def differences(form: forms.Form, conflict: ChangedMeanwhile) -> list[Difference]:
    """The fields in which the form and the row as it is now differ."""
    return [
        Difference(str(bound.label), str(form.cleaned_data[bound.name]), str(getattr(conflict.present, bound.name)))
        for bound in form.visible_fields()
        if str(form.cleaned_data[bound.name]) != str(getattr(conflict.present, bound.name))
    ]


def overwriting(request: Request, conflict: ChangedMeanwhile) -> QueryDict:
    """What was typed, with the version that is there now: sending it again is meant."""
    data = request.POST.copy()
    data["version"] = str(conflict.version)
    return data
