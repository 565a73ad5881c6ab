"""How each row came to us: what its slice says, else the fact that was recorded when it was written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Min
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.kernel.actor import ActorKind, Channel
from candor.kernel.models import AuditFact
from candor.kernel.registries import origins
from candor.kernel.registries.personal_data import Subject, Table
from candor.people.public import roles_of
from candor.privacy.exporting.reading import Tongue
from candor.ui.public import long_date

BEGINNINGS = frozenset(
    {
        *(
            "added",
            "asked",
            "begun",
            "began",
            "created",
            "given",
            "issued",
            "made",
            "noted",
            "opened",
            "paid",
            "planned",
        ),
        *("received", "recorded", "sent", "set", "told", "uploaded", "written"),
    }
)
"""Last words of facts that say that something was written down for the first time."""


def origins_of(table: Table, keys: Sequence[str], subject: Subject, tongue: Tongue) -> Mapping[str, str]:
    """By key, a sentence; rows of which nobody knows it are left out. At most three queries, however many rows."""
    said = dict(origins.origins_of(table.name, keys))
    rest = [key for key in keys if key not in said]
    facts = list(_beginnings(table, rest))
    staff = {fact.actor_id for fact in facts if fact.actor_kind == ActorKind.STAFF and fact.actor_id is not None}
    roles = roles_of(staff - set(subject.numbers)) if staff else {}
    for fact in facts:
        said[str(fact.object_id)] = _in_words(fact, roles, subject, tongue)
    return said


def _beginnings(table: Table, keys: Sequence[str]) -> Iterator[AuditFact]:
    """The first fact about each row, where it says that the row was written down then. One query."""
    numbers = [int(key) for key in keys if key.isdecimal()]
    if table.model is None or not numbers:
        return
    about = AuditFact.objects.filter(object_kind=table.model._meta.label_lower, object_id__in=numbers)
    first = about.order_by().values("object_id").annotate(first=Min("id")).values("first")
    for fact in AuditFact.objects.filter(pk__in=first):
        if fact.name.rpartition(".")[2] in BEGINNINGS:
            yield fact


def _in_words(fact: AuditFact, roles: Mapping[int, str], subject: Subject, tongue: Tongue) -> str:
    if fact.actor_id in subject.numbers and fact.actor_kind != ActorKind.TOKEN:
        return str(THEMSELVES.get(fact.channel, THEMSELVES[Channel.WEB]))
    day = long_date(fact.at.astimezone(tongue.zone).date(), tongue.locale)
    role = roles.get(fact.actor_id or 0, "")
    if fact.actor_kind == ActorKind.STAFF and fact.channel == Channel.WEB and role:
        return _("Typed in by our staff (%(role)s), on %(day)s") % {"role": role, "day": day}
    words = BY_OTHERS.get(fact.actor_kind, BY_OTHERS[ActorKind.SYSTEM])
    if fact.channel == Channel.API:
        words = BY_OTHERS[ActorKind.TOKEN]
    return str(words) % {"day": day}


THEMSELVES: Mapping[str, Promise] = {
    Channel.WEB: gettext_lazy("You entered it yourself"),
    Channel.MAIL: gettext_lazy("Your mail to us"),
    Channel.PHONE: gettext_lazy("Your call"),
    Channel.API: gettext_lazy("A program of yours, with a token of your account"),
}
BY_OTHERS: Mapping[str, Promise] = {
    ActorKind.STAFF: gettext_lazy("Typed in by our staff, on %(day)s"),
    ActorKind.CUSTOMER: gettext_lazy("Entered by somebody else who is a customer, on %(day)s"),
    ActorKind.MAIL_SENDER: gettext_lazy("A mail to us, on %(day)s"),
    ActorKind.ANONYMOUS: gettext_lazy("A form on our website, on %(day)s"),
    ActorKind.TOKEN: gettext_lazy("A program that uses our interface, on %(day)s"),
    ActorKind.JOB: gettext_lazy("Written down by the software, on %(day)s"),
    ActorKind.SYSTEM: gettext_lazy("Written down by the software, on %(day)s"),
}
