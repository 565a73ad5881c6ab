"""What happened to a ticket, told from its recorded facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from candor.helpdesk.models import Category, Queue, Tag, Ticket
from candor.helpdesk.restricting import restricted_name
from candor.helpdesk.words import KIND_WORDS, LINK_MIRRORS, LINK_WORDS, PRIORITY_WORDS
from candor.kernel.actor import Actor
from candor.kernel.audit import facts_about
from candor.kernel.db.prepared import Given, GivenMany, Prepared, anyone_like
from candor.kernel.models import AuditFact
from candor.kernel.registries.restricted import without_restricted
from candor.people.public import Person

MOST = 200
BIG = frozenset(
    {
        "assigned",
        "moved",
        "solved",
        "closed",
        "reopened",
        "scheduled",
        "woken",
        "waits_for_other",
        "waits_for_customer",
        "merged",
        "took_in",
        "unmerged",
        "gave_back",
        "binned",
        "restored",
    }
)
"""What stands between the messages too, because it changes whose turn it is."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the activity. `who` is "" for the software itself; `is_big` marks a change of whose turn it is."""

    at: datetime
    who: str
    text: str
    icon: str
    is_big: bool


@dataclass(frozen=True, slots=True)
class Names:
    """The names behind the ids in the facts."""

    people: Mapping[int, str]
    queues: Mapping[int, str]
    categories: Mapping[int, str]
    tickets: Mapping[int, str]
    tags: Mapping[int, str]


def activity_of(ticket: Ticket, *, by: Actor) -> list[Happening]:
    """The latest of what was recorded about the ticket, oldest first."""
    facts = FACTS.all(ticket=ticket.pk)[::-1]
    names = _names_in(facts, by)
    return [_happening(fact, names) for fact in facts]


FACTS = Prepared(lambda: facts_about(Ticket(pk=Given("ticket", BigIntegerField()))).order_by("-id")[:MOST])


def _happening(fact: AuditFact, names: Names) -> Happening:
    verb = fact.name.rsplit(".", 1)[-1]
    icon, tell = TELLINGS.get(verb, ("activity", lambda details, _names: verb.replace("_", " ")))
    who = names.people.get(fact.actor_id or 0, "")
    return Happening(fact.at, who, tell({**fact.details, "by": fact.actor_id}, names), icon, verb in BIG)


def _names_in(facts: Iterable[AuditFact], by: Actor) -> Names:
    """One query for people; queues and categories are asked for only where a fact names one."""
    people, queues, categories, tags = set(), set(), set(), set()
    for fact in facts:
        if fact.actor_id is not None and fact.actor_kind != "token":
            people.add(fact.actor_id)
        mentioned = {value for key, value in fact.details.items() if key in {"to", "before"} and isinstance(value, int)}
        match fact.name:
            case "helpdesk.ticket.assigned":
                people |= mentioned
            case "helpdesk.ticket.followed":
                people.add(int(fact.details["person"]))
            case "helpdesk.ticket.moved":
                queues |= mentioned
            case "helpdesk.ticket.categorised":
                categories |= mentioned
            case "helpdesk.ticket.tagged" | "helpdesk.ticket.untagged":
                tags |= mentioned
    return Names(
        _people_named(people, by),
        dict(Queue.objects.filter(pk__in=queues).values_list("pk", "name")) if queues else {},
        dict(Category.objects.filter(pk__in=categories).values_list("pk", "name")) if categories else {},
        _numbers_in(facts, by),
        dict(Tag.objects.filter(pk__in=tags).values_list("pk", "name")) if tags else {},
    )


def _people_named(ids: set[int], by: Actor) -> dict[int, str]:
    """The names of people, those of restricted ones replaced. One query."""
    shown = NAMED.rows(anyone_like(by), len(ids), me=by.id, people=list(ids))
    names: dict[int, str] = dict(shown)
    return dict.fromkeys(ids, restricted_name()) | names


def _named(by: Actor, count: int) -> QuerySet[Any, Any]:
    people = Person.objects.filter(pk__in=GivenMany("people", BigIntegerField(), count))
    return without_restricted(people, by).values_list("pk", "name")


NAMED = Prepared(_named)


def _numbers_in(facts: Iterable[AuditFact], by: Actor) -> dict[int, str]:
    """The numbers of other cases that the facts name, but of restricted people's; no query where none does."""
    keys = {fact.details["ticket"] for fact in facts if isinstance(fact.details.get("ticket"), int)}
    rows = without_restricted(Ticket.objects.filter(pk__in=keys), by).values_list("pk", "number") if keys else []
    return {key: f"#{number}" for key, number in rows}


Details = Mapping[str, Any]
Telling = Callable[[Details, Names], str]


def _assigned(details: Details, names: Names) -> str:
    if details["to"] is None:
        return _("gave the case back to the queue")
    if details["to"] == details["by"]:
        return _("took the case")
    return _("assigned the case to %(name)s") % {"name": names.people.get(details["to"], _("somebody"))}


def _followed(details: Details, names: Names) -> str:
    if details["person"] == details["by"]:
        return _("follows the case")
    return _("lets %(name)s follow the case") % {"name": names.people.get(details["person"], _("somebody"))}


def _moved(details: Details, names: Names) -> str:
    return _("moved the case to %(queue)s") % {"queue": names.queues.get(details["to"], _("another queue"))}


def _categorised(details: Details, names: Names) -> str:
    if details["to"] is None:
        return _("took the category away")
    return _("set the category to %(category)s") % {"category": names.categories.get(details["to"], "?")}


def _tagged(details: Details, names: Names) -> str:
    return _("added the tag %(tag)s") % {"tag": names.tags.get(details["to"], _("that is gone now"))}


def _untagged(details: Details, names: Names) -> str:
    return _("took the tag %(tag)s away") % {"tag": names.tags.get(details["before"], _("that is gone now"))}


def _prioritised(details: Details, _names: Names) -> str:
    return _("set the priority to %(priority)s") % {"priority": PRIORITY_WORDS[details["to"]]}


def _kind_set(details: Details, _names: Names) -> str:
    return _("set the kind to %(kind)s") % {"kind": KIND_WORDS[details["to"]]}


def _replied(details: Details, _names: Names) -> str:
    return _("replied and took the case") if details.get("taken") else _("replied")


def _follow_up_set(details: Details, _names: Names) -> str:
    return _("set a follow-up date") if details["due"] else _("took the follow-up date away")


def _about(words: str) -> Telling:
    """A telling that names the other case by its number."""
    return lambda details, names: _(words) % {"number": names.tickets.get(details.get("ticket", 0), "#?")}


def _linked(details: Details, names: Names) -> str:
    kind = str(details.get("kind", ""))
    words = LINK_MIRRORS if kind.endswith("-by") else LINK_WORDS
    number = names.tickets.get(details.get("ticket", 0), "#?")
    return _("linked the case: it %(how)s %(number)s") % {"how": words[kind.removesuffix("-by")], "number": number}


TELLINGS: Mapping[str, tuple[str, Telling]] = {
    "opened": ("plus", lambda _details, _names: _("opened the case")),
    "customer_wrote": ("message-square", lambda _details, _names: _("wrote")),
    "replied": ("reply", _replied),
    "noted": ("lock", lambda _details, _names: _("wrote an internal note")),
    "assigned": ("user-check", _assigned),
    "moved": ("arrow-right", _moved),
    "categorised": ("tag", _categorised),
    "prioritised": ("flag", _prioritised),
    "kind_set": ("tag", _kind_set),
    "bulk_undone": ("undo-2", lambda _details, _names: _("took back a change of many cases")),
    "tagged": ("tag", _tagged),
    "untagged": ("tag", _untagged),
    "renamed": ("pencil", lambda _details, _names: _("changed the subject")),
    "waits_for_customer": ("circle-pause", lambda _details, _names: _("waits for the customer")),
    "waits_for_other": ("hourglass", lambda _details, _names: _("waits for others")),
    "scheduled": ("alarm-clock", lambda _details, _names: _("put the case away until later")),
    "woken": ("alarm-clock", lambda _details, _names: _("The case opened again at its time")),
    "solved": ("circle-check", lambda _details, _names: _("solved the case")),
    "closed": ("archive", lambda _details, _names: _("closed the case")),
    "reopened": ("circle-dot", lambda _details, _names: _("reopened the case")),
    "call_promised": ("phone", lambda _details, _names: _("promised a call")),
    "called": ("phone", lambda _details, _names: _("made the promised call")),
    "call_moved": ("phone", lambda _details, _names: _("moved the promised call")),
    "call_missed": ("phone", lambda _details, _names: _("called and reached nobody")),
    "binned": ("trash-2", lambda _details, _names: _("moved the case to the bin")),
    "restored": ("archive-restore", lambda _details, _names: _("brought the case back from the bin")),
    "spam_added": ("message-square", lambda _details, _names: _("A further mail joined the spam")),
    "followed": ("eye", _followed),
    "unfollowed": ("eye-off", lambda _details, _names: _("follows the case no more")),
    "copies_suggested": ("mails", lambda _details, _names: _("A mail named people who could get copies")),
    "copy_added": ("mails", lambda _details, _names: _("lets somebody get copies of our replies")),
    "copy_removed": ("mails", lambda _details, _names: _("ended copies to somebody")),
    "follow_up_set": ("clock", _follow_up_set),
    "merged": ("merge", _about(gettext_noop("merged the case into %(number)s"))),
    "took_in": ("merge", _about(gettext_noop("merged case %(number)s into this one"))),
    "unmerged": ("undo-2", _about(gettext_noop("took the merge into %(number)s back"))),
    "gave_back": ("undo-2", _about(gettext_noop("took the merge of %(number)s back"))),
    "split": ("split", _about(gettext_noop("made case %(number)s out of messages of this one"))),
    "linked": ("link", _linked),
    "unlinked": ("link", _about(gettext_noop("took the link to %(number)s away"))),
    "became_child": ("arrow-up", _about(gettext_noop("made the case a part of %(number)s"))),
    "got_child": ("arrow-down", _about(gettext_noop("made case %(number)s a part of this one"))),
    "left_parent": ("arrow-up", _about(gettext_noop("released the case from %(number)s"))),
    "lost_child": ("arrow-down", _about(gettext_noop("released case %(number)s"))),
    "answered_children": ("mails", lambda _details, _names: _("answered all child cases at once")),
    "children_answer_stopped": ("ban", lambda _details, _names: _("stopped the answer to the child cases")),
    "children_answer_taken_back": (
        "undo-2",
        lambda _details, _names: _("took the answer to the child cases back before it left"),
    ),
    "macro_used": ("zap", lambda _details, _names: _("used a macro")),
    "reply_planned": ("alarm-clock", lambda _details, _names: _("wrote a reply to be sent later")),
    "planned_reply_changed": ("alarm-clock", lambda _details, _names: _("changed the reply to be sent later")),
    "planned_reply_released": ("reply", lambda _details, _names: _("let the waiting reply go")),
    "planned_reply_taken_back": ("undo-2", lambda _details, _names: _("took back the reply to be sent later")),
    "planned_reply_held": ("mail-warning", lambda _details, _names: _("The reply to be sent later was held back")),
    "reply_taken_back": ("undo-2", lambda _details, _names: _("took a reply back before it left")),
}
"""How each fact is told: its icon and its words, after the name of who did it."""
