"""What comes round every day: a run of the retention rules, unless one is under way."""

from __future__ import annotations

from candor.kernel.actor import JOB
from candor.people.public import Refused
from candor.privacy.models import RetentionRun, RunState
from candor.privacy.queries.rule_packs import rules_in_force
from candor.privacy.retaining.running import carry_on_later, fingerprint, start_run, stop_run


def keep_to_rules() -> None:
    """Start a run, or see to it that the one under way goes on. Before rules are adopted there is nothing to do.

    One that waits for somebody keeps waiting, unless the rules that it went by are no longer in force.
    """
    present = RetentionRun.objects.unfinished().filter(is_dry=False).first()
    if present is not None and present.state == RunState.WAITING:
        if present.rules == fingerprint(rules_in_force()):
            return
        stop_run(present, by=JOB)
    elif present is not None:
        carry_on_later(present)
        return
    try:
        start_run(by=JOB)
    except Refused:
        return
