"""Two cases that become one, and two again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candor.helpdesk.actions.changing import STANDING
from candor.helpdesk.actions.counting import recorded, recount
from candor.helpdesk.actions.merging import end_of, merge, undo_merge
from candor.helpdesk.actions.progress import close_ticket, schedule_until, solve_ticket, wait_for_customer
from candor.helpdesk.actions.writing import NewMessage, add_customer_message, add_internal_note, send_reply
from candor.helpdesk.models import Draft, Message, Status, Ticket
from candor.helpdesk.refusals import CannotMerge, CannotUndo, Refused, StaleTicket, TicketIsMerged
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import clock
from candor.mail.models import OutboxMessage
from tests.cast import actor

pytestmark = pytest.mark.db

DEEDS = {
    "writes": lambda ticket, staff, customer: add_customer_message(ticket, NewMessage("More"), by=customer),
    "answers": lambda ticket, staff, customer: send_reply(ticket, NewMessage("Try this"), by=staff),
    "solves": lambda ticket, staff, customer: send_reply(ticket, NewMessage("Done"), by=staff, then=Status.SOLVED),
    "notes": lambda ticket, staff, customer: add_internal_note(ticket, NewMessage("Hm"), by=staff),
    "waits": lambda ticket, staff, customer: wait_for_customer(ticket, by=staff),
    "plans": lambda ticket, staff, customer: schedule_until(ticket, clock.now() + timedelta(days=3), by=staff),
    "ends": lambda ticket, staff, customer: solve_ticket(ticket, by=staff),
}
STORIES = st.lists(st.sampled_from(sorted(DEEDS)), max_size=4)


def standing(ticket: Ticket) -> dict[str, object]:
    names = [*STANDING, "subject", "queue_id", "requester_id", "merged_into_id", "parent_id", "priority"]
    return Ticket.objects.filter(pk=ticket.pk).values(*names).get()


def places() -> dict[int, int]:
    return dict(Message.objects.values_list("pk", "ticket_id"))


@given(of_one=STORIES, of_other=STORIES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_merge_that_is_undone_at_once_leaves_both_exactly_as_they_were(kim, anna, of_one, of_other):
    source, target = ticket_of(kim), ticket_of(kim, "The import stops")
    for ticket, story in ((source, of_one), (target, of_other)):
        for deed in story:
            try:
                DEEDS[deed](ticket, actor(anna), actor(kim))
            except Refused:
                continue  # a deed that is not possible as the case stands
    before = standing(source), standing(target), places()

    merged = merge(source, target, by=actor(anna))

    assert not Message.objects.filter(ticket=source).exists()
    assert Message.objects.filter(ticket=target).count() == standing(target)["message_count"]
    assert recorded() == recount()
    assert undo_merge(merged, by=actor(anna)) == []
    assert (standing(source), standing(target), places()) == before
    assert recorded() == recount()


def test_what_came_after_the_merge_stays_with_the_target_and_is_named(kim, anna):
    source, target = ticket_of(kim), ticket_of(kim, "The import stops")
    merged = merge(source, target, by=actor(anna))
    later = add_customer_message(target, NewMessage("And another thing"), by=actor(kim))
    send_reply(target, NewMessage("Which one?"), by=actor(anna))

    stays = undo_merge(merged, by=actor(anna))

    assert [message.text for message in stays] == ["And another thing", "Which one?"]
    assert Message.objects.get(pk=later.pk).ticket == target
    target.refresh_from_db()
    assert (target.status, target.message_count) == (Status.WAITING_CUSTOMER, 3)
    assert target.last_customer_message_at == later.written_at
    assert standing(source)["message_count"] == 1


def test_nobody_is_written_to_and_a_done_case_opens_again_for_one_that_awaits_us(kim, anna):
    source, target = ticket_of(kim), ticket_of(kim, "The import stops")
    close_ticket(target, by=actor(anna))
    before = OutboxMessage.objects.count()

    merge(source, target, by=actor(anna))

    assert OutboxMessage.objects.count() == before
    target.refresh_from_db()
    assert target.status == Status.OPEN
    assert target.due_at is not None


def test_a_merged_case_takes_nothing_more_and_cannot_be_merged_again(kim, anna):
    source, target, third = ticket_of(kim), ticket_of(kim), ticket_of(kim)
    merge(source, target, by=actor(anna))

    with pytest.raises(TicketIsMerged):
        add_internal_note(source, NewMessage("Hm"), by=actor(anna))
    with pytest.raises(TicketIsMerged):
        merge(source, third, by=actor(anna))
    with pytest.raises(CannotMerge) as refusal:
        merge(third, source, by=actor(anna))
    assert (refusal.value.reason, refusal.value.target) == ("merged", target)
    with pytest.raises(CannotMerge):
        merge(third, third, by=actor(anna))


def test_a_chain_leads_to_its_end_and_is_undone_from_there(kim, anna):
    first, second, third = ticket_of(kim), ticket_of(kim), ticket_of(kim)
    early, late = merge(first, second, by=actor(anna)), merge(second, third, by=actor(anna))
    first.refresh_from_db()

    assert end_of(first) == third
    with pytest.raises(CannotUndo) as refusal:
        undo_merge(early, by=actor(anna))
    assert refusal.value.reason == "moved-on"
    undo_merge(late, by=actor(anna))
    undo_merge(early, by=actor(anna))
    assert [Message.objects.filter(ticket=ticket).count() for ticket in (first, second, third)] == [1, 1, 1]


def test_a_merge_can_be_undone_for_seven_days_and_once(kim, anna):
    source, target = ticket_of(kim), ticket_of(kim)
    merged = merge(source, target, by=actor(anna))

    with clock.later(days=8), pytest.raises(CannotUndo) as refusal:
        undo_merge(merged, by=actor(anna))
    assert refusal.value.reason == "late"
    undo_merge(merged, by=actor(anna))
    with pytest.raises(CannotUndo) as refusal:
        undo_merge(merged, by=actor(anna))
    assert refusal.value.reason == "done"


def test_a_case_that_changed_meanwhile_is_not_merged(kim, anna):
    source, target = ticket_of(kim), ticket_of(kim)
    add_customer_message(target, NewMessage("Wait"), by=actor(kim))

    with pytest.raises(StaleTicket):
        merge(source, target, by=actor(anna), expected_version=source.version, expected_target_version=0)
    assert Message.objects.filter(ticket=source).count() == 1


def test_what_somebody_was_typing_goes_along(kim, anna):
    source, target = ticket_of(kim), ticket_of(kim)
    for ticket, text in ((source, "Dear Kim"), (target, "Hello")):
        Draft.objects.create(author=anna, ticket=ticket, purpose="composer", text=text, saved_at=clock.now())

    merge(source, target, by=actor(anna))

    draft = Draft.objects.get()
    assert (draft.ticket, draft.text) == (target, "Hello\n\nDear Kim")
