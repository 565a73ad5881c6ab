"""Redactions and retention runs of the time since the backup."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import CharField

from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.people.public import Refused
from candor.privacy.models import Redaction, RetentionRun, RunState
from candor.privacy.restoring.deeds import Told
from candor.privacy.restoring.erasures import Again
from candor.privacy.retaining.running import carry_on, start_run


def redact_again(told: Told, again: Again) -> None:
    """What was taken away is known to nobody any more: where its row is there, a person has to look."""
    if told.done is not None and not any(told.done.counts.values()):
        return  # it was never carried out
    known = Redaction.objects.filter(ref=told.ref).first()
    if (known is not None and known.carried_out_at) or not (kind := _kind_with(told.begun.subject)):
        return
    again.ask(
        told,
        f"a text or file was taken away in {kind} {told.begun.subject}, and it is back. Take it away again: nobody else"
        " can know which words it was.",
    )


def keep_to_rules_again(runs: list[Told], again: Again) -> None:
    """One run does what all of them did, and what has become due since: somebody has confirmed them already."""
    if not runs:
        return
    try:
        run = RetentionRun.objects.unfinished().filter(is_dry=False).first() or start_run(by=SYSTEM)
    except Refused:
        again.ask(runs[-1], "records were deleted by rules that this backup does not know. Adopt the rules again.")
        return
    run = carry_on(run)
    if run.state == RunState.WAITING:
        RetentionRun.objects.filter(pk=run.pk, state=RunState.WAITING).update(
            state=RunState.RUNNING, confirmed_at=clock.now()
        )
        run = carry_on(run)
    if run.state != RunState.DONE:
        again.ask(runs[-1], "the retention rules could not be carried out again. See the runs in the privacy office.")
    again.done += 1


def of_another_kind(told: Told, again: Again) -> None:
    """A deed that this version cannot carry out again."""
    again.ask(told, "this version cannot do it again by itself. Look at it, then settle this.")


def _kind_with(ref: str) -> str:
    """The kind of the row with this reference; "" where none is there."""
    for model in apps.get_models():
        ref_field = next((field for field in model._meta.concrete_fields if field.name == "ref"), None)
        manager: Any = model._base_manager
        if isinstance(ref_field, CharField) and manager.filter(ref=ref).exists():
            return model._meta.label_lower
    return ""
