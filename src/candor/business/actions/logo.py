"""The mark at the head of our papers. Papers that are made keep the one that they were made with."""

from __future__ import annotations

from django.db import transaction

from candor.business.models import PaperLogo
from candor.business.papers.storing import logo_made
from candor.business.rules.logos import NoLogo, logo_alone
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.papers.running import PapersFailed
from candor.kernel.turns import one_at_a_time

ONLY = 1
TYPES = {"svg": "image/png", "png": "image/png", "jpg": "image/jpeg"}
"""A drawing is kept as the picture that is made of it."""


def present_logo() -> PaperLogo | None:
    return PaperLogo.objects.filter(pk=ONLY).first()


def set_logo(name: str, content: bytes, *, by: Actor) -> None:
    """Put it on all papers that are made from now on. The same one twice changes nothing. Raises NoLogo.

    It is printed once as a trial, in the process that makes papers: what fails there would stop every invoice.
    """
    kind, alone = logo_alone(content)
    try:
        picture = logo_made(kind, alone)
    except PapersFailed:
        raise NoLogo from None
    with transaction.atomic():
        one_at_a_time("business.logo")
        there = present_logo()
        if there is not None and bytes(there.content) == picture:
            return
        row = PaperLogo(
            pk=ONLY, name=name[:100], content=picture, content_type=TYPES[kind], changed_at=clock.now()
        )  # fmt: skip
        row.save()
        record("business.logo.changed", row, by=by)


@transaction.atomic
def remove_logo(*, by: Actor) -> bool:
    """Our name stands alone again; True for the one who did it."""
    row = present_logo()
    if row is None or not PaperLogo.objects.filter(pk=ONLY).delete()[0]:
        return False
    row.pk = ONLY
    record("business.logo.removed", row, by=by)
    return True
