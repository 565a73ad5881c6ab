"""The Privacy office in the demo: rules adopted, a hold that is due for review, another one, and a lock."""

from __future__ import annotations

from datetime import datetime, timedelta

from candor.helpdesk.demo.company import Cast
from candor.helpdesk.holding import CASE
from candor.helpdesk.models import Ticket
from candor.kernel import clock
from candor.privacy.public import HoldReason, LockGround, NewLock, Target, adopt_shipped_rules, lock_person, set_hold

OFFICER = "edith"


def set_up_office(cast: Cast, tickets: dict[str, Ticket], now: datetime) -> None:
    """What the officer did in the last weeks."""
    edith, day = cast.actors[OFFICER], now.date()
    with clock.at(now - timedelta(days=10)):
        adopt_shipped_rules("DE", by=edith)
    with clock.at(now - timedelta(days=60)):
        target = Target(object_kind=CASE, object_id=tickets["Old logo on invoice PDFs"].pk)
        set_hold(target, HoldReason.AUDIT, day - timedelta(days=1), by=edith, note="BP 2024")
    with clock.at(now - timedelta(days=12)):
        target = Target(person=cast.people["priya"].pk)
        set_hold(target, HoldReason.CLAIM, day + timedelta(days=80), by=edith, note="4 O 12/26")
    with clock.at(now - timedelta(days=5)):
        new = NewLock(LockGround.ACCURACY, "The postal address is an old one")
        lock_person(cast.people["nele"], new, by=edith)
