"""A macro's plan for one case, in words: what it will do, and what it will not because this actor may not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candor.helpdesk.access import may_work_in
from candor.helpdesk.models import Macro, MacroTag, Queue, ReplyTemplate, Tag, Ticket, TicketTag
from candor.helpdesk.models.replies import PreparedQuerySet
from candor.helpdesk.queries.variables import values_for, words_of
from candor.helpdesk.rules.macros import (
    Planned,
    Step,
    Why,
    status_after_reply,
    taken,
    why_no_follow_up,
    why_not_status,
)
from candor.helpdesk.rules.variables import fill
from candor.helpdesk.words import PRIORITY_WORDS, STATUS_WORDS
from candor.kernel.actor import Actor
from candor.people.public import Person

Plan = Mapping[Step, Planned]


def plan_of(macro: Macro, ticket: Ticket, writer: Person, *, by: Actor) -> Plan:
    """Every step of the macro in this case, in the order in which they are taken."""
    plan: dict[Step, Planned] = {}
    for planned in (
        _queue(macro, ticket, by),
        _category(macro, ticket),
        _priority(macro, ticket),
        _tags(macro, ticket),
        _note(macro, ticket, writer),
    ):
        if planned is not None:
            plan[planned.step] = planned
    assignee = _assignee(macro, ticket, writer, queue=macro.to_queue if taken(plan, Step.QUEUE) else None)
    if assignee is not None:
        plan[Step.ASSIGNEE] = assignee
    after = ticket.status
    reply = _reply(macro, ticket, writer, by)
    if reply is not None:
        plan[Step.REPLY] = reply
        after = status_after_reply(ticket.status, macro.status)[0].value if reply.is_taken else after
    elif macro.status:
        plan[Step.STATUS] = Planned(
            Step.STATUS,
            _("Set the status to “%(status)s”") % {"status": STATUS_WORDS[macro.status]},
            why_not_status(ticket.status, macro.status),
        )
        after = macro.status if plan[Step.STATUS].is_taken else after
    if macro.follow_up_days is not None:
        plan[Step.FOLLOW_UP] = Planned(Step.FOLLOW_UP, _follow_up(macro.follow_up_days), why_no_follow_up(after))
    return {step: plan[step] for step in Step if step in plan}


def with_steps(macros: PreparedQuerySet) -> PreparedQuerySet:
    """The macros with everything that the words about their steps name."""
    tags = Prefetch("tag_steps", MacroTag.objects.select_related("tag").order_by("tag__key"))
    return macros.select_related("template", "category", "to_queue", "assignee").prefetch_related(tags)


def note_of(macro: Macro, ticket: Ticket, writer: Person) -> str:
    """The macro's note for this case."""
    return fill(macro.note, values_for(ticket, writer))


def reply_of(macro: Macro, ticket: Ticket, writer: Person, *, by: Actor) -> str:
    """The macro's reply in this case; "" where its template is gone or not for this actor."""
    template = macro.template
    if template is None or template.archived_at is not None:
        return ""
    may = ReplyTemplate.objects.visible_to(by).filter(pk=template.pk).exists()
    return words_of(template, ticket, writer) if may else ""


def summary_of(macro: Macro) -> list[str]:
    """The macro's steps in words, whatever the case."""
    parts = [
        _("reply with “%(name)s”") % {"name": macro.template.name} if macro.template is not None else "",
        _("write a note") if macro.note else "",
        _("status “%(status)s”") % {"status": STATUS_WORDS[macro.status]} if macro.status else "",
        _("queue %(queue)s") % {"queue": macro.to_queue.name} if macro.to_queue is not None else "",
        _assignee_words(macro),
        _("priority “%(priority)s”") % {"priority": PRIORITY_WORDS[macro.priority]} if macro.priority else "",
        _("category %(category)s") % {"category": macro.category.name} if macro.category is not None else "",
        *tag_words(*tags_of(macro)),
        _follow_up_words(macro.follow_up_days),
    ]
    return [part for part in parts if part]


def tags_of(macro: Macro) -> tuple[list[Tag], list[Tag]]:
    """The tags that the macro puts on a case, and those that it takes off."""
    steps = list(macro.tag_steps.all())
    return [step.tag for step in steps if not step.takes_off], [step.tag for step in steps if step.takes_off]


def tag_words(put_on: Sequence[Tag], taken_off: Sequence[Tag]) -> list[str]:
    """What happens to a case's tags."""
    on, off = (", ".join(tag.name for tag in tags) for tags in (put_on, taken_off))
    return [
        *([ngettext("put on the tag %(names)s", "put on the tags %(names)s", len(put_on)) % {"names": on}] * bool(on)),
        *(
            [ngettext("take off the tag %(names)s", "take off the tags %(names)s", len(taken_off)) % {"names": off}]
            * bool(off)
        ),
    ]


def _queue(macro: Macro, ticket: Ticket, by: Actor) -> Planned | None:
    queue = macro.to_queue
    if queue is None:
        return None
    if not Queue.objects.visible_to(by).filter(pk=queue.pk).exists():
        return Planned(Step.QUEUE, _("Move the case to another queue"), Why.NOT_YOURS.value)
    words = _("Move the case to %(queue)s") % {"queue": queue.name}
    if queue.archived_at is not None:
        return Planned(Step.QUEUE, words, Why.ARCHIVED.value)
    return Planned(Step.QUEUE, words, Why.DONE_ALREADY.value if ticket.queue_id == queue.pk else "")


def _category(macro: Macro, ticket: Ticket) -> Planned | None:
    category = macro.category
    if category is None:
        return None
    words = _("Set the category to %(category)s") % {"category": category.name}
    if category.archived_at is not None:
        return Planned(Step.CATEGORY, words, Why.ARCHIVED.value)
    return Planned(Step.CATEGORY, words, Why.DONE_ALREADY.value if ticket.category_id == category.pk else "")


def _priority(macro: Macro, ticket: Ticket) -> Planned | None:
    if macro.priority is None:
        return None
    words = _("Set the priority to “%(priority)s”") % {"priority": PRIORITY_WORDS[macro.priority]}
    return Planned(Step.PRIORITY, words, Why.DONE_ALREADY.value if ticket.priority == macro.priority else "")


def _tags(macro: Macro, ticket: Ticket) -> Planned | None:
    """Only the tags that change something are named, unless none does."""
    put_on, taken_off = tags_of(macro)
    if not put_on and not taken_off:
        return None
    there = set(TicketTag.objects.filter(ticket=ticket).values_list("tag", flat=True))
    wanted = [tag for tag in put_on if tag.pk not in there], [tag for tag in taken_off if tag.pk in there]
    is_done = not any(wanted)
    words = "; ".join(tag_words(*((put_on, taken_off) if is_done else wanted)))
    return Planned(Step.TAGS, words[:1].upper() + words[1:], Why.DONE_ALREADY.value if is_done else "")


def _note(macro: Macro, ticket: Ticket, writer: Person) -> Planned | None:
    if not macro.note:
        return None
    words = note_of(macro, ticket, writer)
    return Planned(Step.NOTE, _("Write an internal note: %(note)s") % {"note": words})


def _assignee(macro: Macro, ticket: Ticket, writer: Person, queue: Queue | None) -> Planned | None:
    person = assignee_of(macro, writer)
    if person is None:
        return None
    words = _("Assign the case to %(name)s") % {"name": person.name}
    if not may_work_in(person.pk, queue or ticket.queue):
        return Planned(Step.ASSIGNEE, words, Why.CANNOT_WORK.value)
    return Planned(Step.ASSIGNEE, words, Why.DONE_ALREADY.value if ticket.assignee_id == person.pk else "")


def assignee_of(macro: Macro, writer: Person) -> Person | None:
    """Who gets the case: whoever uses the macro, the one it names, or nobody anew."""
    return writer if macro.assigns == "me" else macro.assignee if macro.assigns == "person" else None


def _reply(macro: Macro, ticket: Ticket, writer: Person, by: Actor) -> Planned | None:
    if macro.template_id is None:
        return None
    then, why = status_after_reply(ticket.status, macro.status)
    if not reply_of(macro, ticket, writer, by=by):
        why = Why.NO_WORDS.value
    return Planned(Step.REPLY, _("Send a reply, then “%(status)s”") % {"status": STATUS_WORDS[then.value]}, why)


def _assignee_words(macro: Macro) -> str:
    if macro.assigns == "me":
        return _("assign to whoever uses it")
    named = macro.assigns == "person" and macro.assignee is not None
    return _("assign to %(name)s") % {"name": macro.assignee.name} if named and macro.assignee else ""


def _follow_up(days: int) -> str:
    return ngettext("Follow up in %(days)s day", "Follow up in %(days)s days", days) % {"days": days}


def _follow_up_words(days: int | None) -> str:
    if days is None:
        return ""
    return ngettext("follow up in %(days)s day", "follow up in %(days)s days", days) % {"days": days}
