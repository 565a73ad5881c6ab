"""When the period of a row begins: moments that can be asked for, beside the words of its retention key.

Most rows say it themselves (`since="ticket__closed_at"`). Where a key's period begins with a person, as with the last
sign of a customer, the rows are found by their ways and slices above say which moments count.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models


@dataclass(frozen=True, slots=True)
class Anchor:
    """Look-ups from a row to moments or days, the last of which counts.

    With `needs_all` nothing is known while one of them is empty; else those that are set are enough.
    """

    paths: tuple[str, ...]
    needs_all: bool = True


def last_of(*paths: str) -> Anchor:
    """The last of these moments, and none while one is empty: of two merged cases one may still be open."""
    return Anchor(paths)


def last_known_of(*paths: str) -> Anchor:
    """The last of those moments that are set: somebody who never signed in has an account since it was made."""
    return Anchor(paths, needs_all=False)


@dataclass(frozen=True, slots=True)
class Sign:
    """A moment in the rows of `label` that counts for the period of the people at `person`.

    While the moment of one that `waits` is empty, the period has not begun: a case is open, somebody still works here.
    """

    key: str
    label: str
    person: str
    at: Anchor
    waits: bool = False


_signs: dict[Sign, None] = {}


def counts_from(key: str, label: str, *, person: str, at: str | Anchor) -> None:
    """Let the key's period begin anew with each such moment: a message, a sign-in. An empty one says nothing."""
    _signs[Sign(key, label, person, as_anchor(at))] = None


def waits_for(key: str, label: str, *, person: str, at: str | Anchor) -> None:
    """Let the key's period begin with this moment, and not before it has come."""
    _signs[Sign(key, label, person, as_anchor(at), waits=True)] = None


def signs(key: str = "") -> tuple[Sign, ...]:
    """What was said about a retention key, or about all of them, in the order in which it was said."""
    return tuple(sign for sign in _signs if key in {"", sign.key})


def as_anchor(since: str | Anchor) -> Anchor:
    """One look-up, or several that were put together."""
    return Anchor((since,)) if isinstance(since, str) else since


def is_moment(model: type[models.Model], path: str) -> bool:
    """Whether a look-up from the model ends at a moment or a day."""
    return isinstance(_end(model, path), models.DateField)


def leads_somewhere(model: type[models.Model], path: str) -> bool:
    """Whether a look-up from the model ends at a field, or at the model itself (`self`)."""
    return path == "self" or _end(model, path) is not None


def end_model(model: type[models.Model], path: str) -> object:
    """The model at the end of a look-up, None where there is none. `self` is the model itself."""
    return model if path == "self" else getattr(_end(model, path), "related_model", None)


def model_of(label: str) -> type[models.Model] | None:
    """The model with this label, None where there is none."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _end(model: type[models.Model], path: str) -> object:
    field: object = None
    present: object = model
    for name in path.split("__"):
        if not isinstance(present, type) or not issubclass(present, models.Model):
            return None
        try:
            field = present._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        present = getattr(field, "related_model", None)
    return field
