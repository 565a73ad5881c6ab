"""One answer to all children: each in their own words and thread, exactly once."""

from __future__ import annotations

import time

import pytest

from candor.helpdesk.actions import group_answers
from candor.helpdesk.actions.group_answers import NewGroupAnswer, answer_children, deliver_answer, stop_answer
from candor.helpdesk.actions.linking import make_child
from candor.helpdesk.actions.progress import close_ticket
from candor.helpdesk.models import GroupAnswer, Message, MessageKind, PartState, Status, Ticket
from candor.helpdesk.refusals import CannotBeChild, CannotUndo, NothingChosen, UnknownVariable
from candor.helpdesk.tasks import deliver_group_answer
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel.audit import facts_about
from candor.kernel.models import Job
from candor.mail.models import OutboxMessage
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db


def family(parent_of, *children_of, by, **more):
    parent = ticket_of(parent_of, "The server is down")
    children = [ticket_of(person, f"No sign-in {number}", **more) for number, person in enumerate(children_of)]
    for child in children:
        make_child(child, parent, by=by)
    parent.refresh_from_db()
    return parent, children


def send(parent, text, by, **more):
    return answer_children(parent, NewGroupAnswer(text, **more), by=by, deliver=deliver_group_answer)


def replies(ticket):
    return list(Message.objects.filter(ticket=ticket, kind=MessageKind.FROM_US).values_list("text", flat=True))


def test_each_child_gets_it_in_its_own_thread_with_its_own_words(kim, sam, anna):
    parent, (of_kim, of_sam) = family(anna, kim, sam, by=actor(anna))
    answer = send(parent, "Hello {first_name}, case {number} works again.", actor(anna), solves=True)

    deliver_answer(answer.pk)

    assert replies(of_kim) == [f"Hello Kim, case {of_kim.number} works again."]
    assert replies(of_sam) == [f"Hello Sam, case {of_sam.number} works again."]
    assert set(OutboxMessage.objects.filter(template="helpdesk/mail/reply").values_list("to_address", flat=True)) == {
        "kim@nordlicht.example",
        "sam@hafen.example",
    }
    for child in (of_kim, of_sam):
        child.refresh_from_db()
        assert child.status == Status.SOLVED
        assert facts_about(child).filter(name="helpdesk.ticket.replied", actor_id=anna.pk).count() == 1
    answer.refresh_from_db()
    assert (answer.done, answer.total) == (2, 2)
    assert Message.objects.filter(ticket=parent, kind=MessageKind.INTERNAL).count() == 1


def test_killed_in_the_middle_and_run_again_it_reaches_everybody_once(kim, anna, monkeypatch):
    parent, children = family(anna, *[kim] * 6, by=actor(anna))
    answer = send(parent, "It works again.", actor(anna))
    send_reply, sent = group_answers.send_reply, []

    def dies_after_three(ticket, *rest, **more):
        if len(sent) == 3:
            send_reply(ticket, *rest, **more)
            raise SystemExit  # the process is killed before its transaction commits
        sent.append(ticket)
        return send_reply(ticket, *rest, **more)

    monkeypatch.setattr(group_answers, "send_reply", dies_after_three)
    with pytest.raises(SystemExit):
        deliver_answer(answer.pk)
    monkeypatch.setattr(group_answers, "send_reply", send_reply)
    deliver_answer(answer.pk)
    deliver_answer(answer.pk)

    assert [replies(child) for child in children] == [["It works again."]] * 6
    assert OutboxMessage.objects.filter(template="helpdesk/mail/reply").count() == 6
    answer.refresh_from_db()
    assert (answer.done, answer.total) == (6, 6)


@pytest.mark.slow
@pytest.mark.once
def test_two_hundred_children_are_answered_within_a_minute_in_short_transactions(kim, anna):
    parent, children = family(anna, *[kim] * 200, by=actor(anna))
    answer = send(parent, "It works again, {first_name}.", actor(anna))

    began = time.process_time()
    deliver_answer(answer.pk)

    assert time.process_time() - began < 60
    assert Message.objects.filter(ticket__in=children, kind=MessageKind.FROM_US).count() == 200
    assert GroupAnswer.objects.get().done == 200


def test_the_form_sent_twice_answers_once(kim, anna):
    parent, _children = family(anna, kim, by=actor(anna))

    first = send(parent, "Again", actor(anna), submission_key="one")
    second = send(parent, "Again", actor(anna), submission_key="one")

    assert first == second
    assert Job.objects.filter(task=deliver_group_answer.name).count() == 1


def test_closed_children_and_those_in_queues_that_anna_does_not_see_get_nothing(kim, anna, boris):
    parent, (closed, hidden, open_one) = family(anna, kim, kim, kim, by=actor(boris))
    close_ticket(closed, by=actor(boris))
    Ticket.objects.filter(pk=hidden.pk).update(queue=security_queue(boris))

    deliver_answer(send(parent, "It works again.", actor(anna)).pk)

    assert [len(replies(child)) for child in (closed, hidden, open_one)] == [0, 0, 1]


def test_what_waits_can_be_stopped(kim, anna):
    parent, children = family(anna, kim, kim, by=actor(anna))
    answer = send(parent, "It works again.", actor(anna))

    assert stop_answer(answer, by=actor(anna)) == 2
    deliver_answer(answer.pk)

    assert not any(replies(child) for child in children)
    assert set(answer.parts.values_list("state", flat=True)) == {PartState.STOPPED.value}


def test_a_child_that_was_closed_meanwhile_is_named_not_answered(kim, anna):
    parent, (child,) = family(anna, kim, by=actor(anna))
    answer = send(parent, "It works again.", actor(anna))
    close_ticket(child, by=actor(anna))

    deliver_answer(answer.pk)

    assert answer.parts.get().state == PartState.REFUSED
    assert not replies(child)


def test_unknown_variables_and_parents_without_children_are_refused(kim, anna):
    parent, _children = family(anna, kim, by=actor(anna))

    with pytest.raises(UnknownVariable):
        send(parent, "Hello {nobody}", actor(anna))
    with pytest.raises(NothingChosen):
        send(ticket_of(kim), "Hello", actor(anna))
    assert not GroupAnswer.objects.exists()


def test_one_level_only_and_no_circle(kim, anna):
    parent, (child,) = family(kim, kim, by=actor(anna))
    other = ticket_of(kim)

    for ticket, above, reason in [
        (parent, child, "has-parent"),
        (other, child, "has-parent"),
        (parent, other, "has-children"),
        (parent, parent, "same"),
        (child, other, "has-parent"),
    ]:
        with pytest.raises(CannotBeChild) as refusal:
            make_child(ticket, above, by=actor(anna))
        assert refusal.value.reason == reason


def test_an_answer_taken_back_in_time_reached_nobody_and_waits_to_be_written_anew(kim, sam, anna):
    parent, children = family(anna, kim, sam, by=actor(anna))
    before = parent.message_count
    browser, url = signed_in(anna), f"/tech/cases/{parent.ref}/children/answer/"
    progress = browser.post(url, {"body": "It works again, {first_name}", "key": "k1"})["Location"]
    undo = f"{progress}taking-back/"
    assert undo in browser.get(progress).content.decode()

    again = browser.post(undo)["Location"]

    assert "It works again, {first_name}" in browser.get(again).content.decode()
    deliver_answer(Job.objects.get(task="helpdesk.deliver_group_answer").arguments[0])
    assert [replies(child) for child in children] == [[], []]
    parent.refresh_from_db()
    assert (parent.message_count, Message.objects.filter(ticket=parent, kind=MessageKind.INTERNAL).count()) == (
        before,
        0,
    )
    assert not GroupAnswer.objects.exists()
    assert browser.post(undo).status_code == 404

    browser.post(url, {"body": "Written anew", "key": "k2"})
    assert "It works again" not in browser.get(url).content.decode()


def test_what_reached_one_child_cannot_be_taken_back(kim, sam, anna, boris):
    parent, children = family(anna, kim, sam, by=actor(anna))
    answer = send(parent, "Hello", actor(anna))
    with pytest.raises(CannotUndo):
        group_answers.take_back_answer(answer, by=actor(boris))
    group_answers._deliver(answer, answer.parts.order_by("id").first().pk, actor(anna))

    with pytest.raises(CannotUndo):
        group_answers.take_back_answer(answer, by=actor(anna))

    deliver_answer(answer.pk)
    assert [replies(child) for child in children] == [["Hello"], ["Hello"]], "the refused undo stopped nothing"
