"""Documenting a breach, deciding about it, noting what the authority was told, and closing it (Art. 33)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people.public import Refused
from candor.privacy.models import Breach, BreachNotice, BreachRisk, NoticeWay
from candor.privacy.queries.breaches import standing_of, what_is_missing
from candor.privacy.rules.breaches import is_late

TURN = "privacy.breaches"


class BreachChanged(Exception):
    """Somebody else saved since the page was opened. Nothing was changed. `present` is the row as it is now."""

    def __init__(self, present: Breach) -> None:
        super().__init__("the breach was changed meanwhile")
        self.present = present


@dataclass(frozen=True, slots=True)
class BreachWords:
    """What is known of a breach, which is little at first: the fields of Art. 33(3)."""

    title: str
    what_happened: str
    noticed_at: datetime
    began_at: datetime | None = None
    people_kinds: str = ""
    people_number: int | None = None
    record_kinds: str = ""
    records_number: int | None = None
    consequences: str = ""
    measures: str = ""
    delay_reasons: str = ""
    is_clients_alone: bool = False


@dataclass(frozen=True, slots=True)
class RiskDecision:
    """`reasons` are written down whatever was decided; `untold` says why people need not be told (Art. 34(3))."""

    risk: BreachRisk
    reasons: str
    untold: str = ""


@dataclass(frozen=True, slots=True)
class NoticeSent:
    """What the authority was told: when, how, in which words; `file_mark` is its own."""

    sent_at: datetime
    way: NoticeWay
    text: str
    file_mark: str = ""
    delay_reasons: str = ""


@transaction.atomic
def record_breach(words: BreachWords, *, by: Actor) -> Breach:
    """Write down that something happened; the clock runs from `noticed_at`. Pressing twice records one."""
    one_at_a_time(TURN)
    same = Breach.objects.filter(recorded_by=by.id, recorded_at__gt=a_moment_ago(), **asdict(words))
    twin = same.first()
    if twin is not None:
        return twin
    breach = Breach.objects.create(**asdict(words), recorded_by_id=by.id, recorded_at=clock.now())
    record("privacy.breach.recorded", breach, by=by, noticed_at=_minute(words.noticed_at))
    return breach


@transaction.atomic
def change_breach(breach: Breach, version: int, words: BreachWords, *, by: Actor) -> None:
    """Save what is known by now. Saving the same twice changes nothing. Raises BreachChanged, Refused when closed."""
    one_at_a_time(TURN)
    present = _open_one(breach)
    if all(getattr(present, name) == value for name, value in asdict(words).items()):
        return
    if present.version != version:
        raise BreachChanged(present)
    Breach.objects.filter(pk=breach.pk).update(**asdict(words), version=F("version") + 1)
    moved = _minute(words.noticed_at) if words.noticed_at != present.noticed_at else ""
    record("privacy.breach.changed", breach, by=by, noticed_at=moved)


@transaction.atomic
def decide_risk(breach: Breach, decision: RiskDecision, *, by: Actor) -> None:
    """Decide whether the authority and the people are told; the same decision twice changes nothing."""
    one_at_a_time(TURN)
    present = _open_one(breach)
    values = {"risk": decision.risk.value, "risk_reasons": decision.reasons, "untold_reasons": decision.untold}
    if all(getattr(present, name) == value for name, value in values.items()):
        return
    values_now = {**values, "decided_by": by.id, "decided_at": clock.now(), "version": F("version") + 1}
    Breach.objects.filter(pk=breach.pk).update(**values_now)
    record("privacy.breach.decided", breach, by=by, risk=decision.risk.value, tells_people=not decision.untold)


@transaction.atomic
def note_notice(breach: Breach, notice: NoticeSent, *, by: Actor) -> BreachNotice:
    """Note that the authority was told, at first or further. Pressing twice notes it once.

    Raises Refused for a first notice after the 72 hours that gives no reasons for the delay.
    """
    one_at_a_time(TURN)
    present = _open_one(breach)
    values = {name: value for name, value in asdict(notice).items() if name != "delay_reasons"}
    values["way"] = notice.way.value
    twin = BreachNotice.objects.filter(breach=breach, noted_at__gt=a_moment_ago(), **values).first()
    if twin is not None:
        return twin
    is_first = not BreachNotice.objects.filter(breach=breach).exists()
    reasons = notice.delay_reasons or present.delay_reasons
    if is_first and is_late(present.noticed_at, notice.sent_at) and not reasons:
        raise Refused(_("It was sent after the 72 hours: give the reasons for the delay (Art. 33(1))."))
    if reasons != present.delay_reasons:
        Breach.objects.filter(pk=breach.pk).update(delay_reasons=reasons, version=F("version") + 1)
    row = BreachNotice.objects.create(breach=breach, **values, noted_by_id=by.id, noted_at=clock.now())
    record("privacy.breach.notified", breach, by=by, notice=row.pk, way=notice.way.value, first=is_first)
    return row


@transaction.atomic
def close_breach(breach: Breach, *, by: Actor) -> bool:
    """Everything is done; True for the one who closed it. Raises Refused with the first thing that is missing."""
    one_at_a_time(TURN)
    present = Breach.objects.get(pk=breach.pk)
    if present.closed_at is not None:
        return False
    missing = what_is_missing(present, standing_of(present))
    if missing:
        raise Refused(missing[0])
    Breach.objects.filter(pk=breach.pk).update(
        closed_at=clock.now(), closed_by=by.id, version=F("version") + 1
    )  # fmt: skip
    record("privacy.breach.closed", breach, by=by, risk=present.risk)
    return True


def _open_one(breach: Breach) -> Breach:
    """The row as it is now. Raises Refused when it is closed: what was documented stays as it was."""
    present = Breach.objects.get(pk=breach.pk)
    if present.closed_at is not None:
        raise Refused(_("This breach is closed. What was documented stays as it was."))
    return present


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%MZ")
