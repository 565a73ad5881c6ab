"""Signs of requests, for the pages of the things that hold them. Whoever asks has asked who may see the thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from candor.kernel.db.prepared import Given
from candor.privacy.models import RequestSign
from candor.privacy.words_asking import LOOKS_LIKE


@dataclass(frozen=True, slots=True)
class ShownSign:
    """What a thing looks like, and since when it is with us."""

    ref: str
    title: Promise
    since: datetime


def signs_of(kind: str, number: Given | int) -> QuerySet[RequestSign]:
    """The open sign of one thing, for pages that read many small things at once."""
    return RequestSign.objects.open().filter(about_kind=kind, about_id=number)


def open_sign(thing: Model) -> ShownSign | None:
    """The open sign of one thing. One query."""
    sign = signs_of(thing._meta.label_lower, thing.pk).first()
    return ShownSign(sign.ref, LOOKS_LIKE[sign.kind], sign.arrived_at) if sign is not None else None
