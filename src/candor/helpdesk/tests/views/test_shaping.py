"""Merging, splitting, linking and prepared words as technicians and customers meet them."""

from __future__ import annotations

import pytest

from candor.helpdesk.actions.merging import merge
from candor.helpdesk.actions.prepared import MacroDetails, Place, TemplateDetails, create_macro, create_template
from candor.helpdesk.actions.tagging import add_tags
from candor.helpdesk.actions.tags import delete_tag, merge_tag
from candor.helpdesk.actions.writing import NewMessage, add_internal_note, send_reply
from candor.helpdesk.models import (
    Attachment,
    Draft,
    Macro,
    Merge,
    Message,
    Priority,
    Queue,
    ReplyTemplate,
    Status,
    Tag,
    Ticket,
    TicketLink,
    WritingHabit,
)
from candor.helpdesk.queries.macros import summary_of
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel.audit import facts_about
from candor.kernel.files import store_file
from candor.mail.models import OutboxMessage
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db


def url_of(ticket: Ticket, verb: str = "") -> str:
    return f"/tech/cases/{ticket.ref}/{verb}"


def page_of(person, url: str) -> str:
    answer = signed_in(person).get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


# Merging


def test_anna_finds_the_other_case_by_number_and_merges(kim, anna):
    source, target = ticket_of(kim, "It stops again"), ticket_of(kim, "The export stops")
    browser = signed_in(anna)
    assert f"into={target.ref}" in page_of(anna, f"{url_of(source, 'merge/')}?q=%23{target.number}")

    answer = browser.post(url_of(source, "merge/"), {"into": target.ref, "version": 0, "target_version": 0})

    assert answer.status_code == 303
    page = browser.get(answer["Location"]).content.decode()
    assert f"from #{source.number}" in page
    assert f"{url_of(source)}merge/undoing/" in page  # the toast's way back
    assert "part of another one" in page_of(anna, url_of(source))


def test_another_requester_has_to_be_confirmed(kim, sam, anna):
    source, target = ticket_of(kim), ticket_of(sam)
    browser = signed_in(anna)

    refused = browser.post(url_of(source, "merge/"), {"into": target.ref})
    assert refused.status_code == 422
    assert "Kim Jansen" in refused.content.decode()
    assert not Merge.objects.exists()
    accepted = browser.post(url_of(source, "merge/"), {"into": target.ref, "confirmed": "on"})
    assert accepted.status_code == 303


@pytest.mark.parametrize("informed", [True, False])
def test_the_merged_cases_requester_is_kept_informed_only_if_that_was_chosen(kim, sam, anna, informed):
    source, target = ticket_of(kim), ticket_of(sam, text="Sam's words")
    merge(source, target, by=actor(anna), keeps_informed=informed)
    target.refresh_from_db()

    send_reply(target, NewMessage("Fixed"), by=actor(anna))

    to = set(OutboxMessage.objects.filter(template="helpdesk/mail/reply").values_list("to_address", flat=True))
    assert to == ({"sam@hafen.example", "kim@nordlicht.example"} if informed else {"sam@hafen.example"})
    answer = signed_in(kim).get(f"/customer/cases/{target.ref}/")
    assert answer.status_code == (200 if informed else 404)
    assert "Sam&#39;s words" not in answer.content.decode()


def test_a_page_that_is_out_of_date_merges_nothing(kim, anna):
    source, target = ticket_of(kim), ticket_of(kim)
    send_reply(target, NewMessage("Meanwhile"), by=actor(anna))

    answer = signed_in(anna).post(
        url_of(source, "merge/"), {"into": target.ref, "version": source.version, "target_version": 0}
    )

    assert answer.status_code == 409
    assert not Merge.objects.exists()


def test_the_customer_is_led_on_and_an_answer_to_the_old_case_joins_the_new_one(kim, anna):
    source, target = ticket_of(kim, "It stops again"), ticket_of(kim, "The export stops")
    add_internal_note(source, NewMessage("He is angry"), by=actor(anna))
    merge(source, target, by=actor(anna))
    browser = signed_in(kim)

    page = browser.get(f"/customer/cases/{source.ref}/").content.decode()
    assert f"/customer/cases/{target.ref}/" in page
    assert "He is angry" not in page
    browser.post(f"/customer/cases/{source.ref}/reply/", {"body": "And now?", "key": "k"})
    assert Message.objects.get(text="And now?").ticket == target


def test_whose_case_went_into_somebody_elses_reads_their_own_words_and_no_more(kim, sam, anna):
    source, target = ticket_of(kim, text="Kim's own words"), ticket_of(sam, "Sam's subject", text="Sam's words")
    merge(source, target, by=actor(anna))

    page = page_of(kim, f"/customer/cases/{source.ref}/")

    assert "Kim&#39;s own words" in page
    assert "Sam" not in page
    assert signed_in(kim).get(f"/customer/cases/{target.ref}/").status_code == 404


# Forged targets


def test_no_verb_reaches_a_case_in_a_queue_that_anna_does_not_see(kim, anna, boris):
    mine, hidden = ticket_of(kim), ticket_of(kim, "Breach", queue=security_queue(boris))
    browser = signed_in(anna)

    assert browser.get(f"{url_of(mine, 'merge/')}?into={hidden.ref}").status_code == 404
    assert browser.post(url_of(mine, "merge/"), {"into": hidden.ref}).status_code == 404
    assert browser.post(url_of(mine, "links/"), {"number": hidden.number, "kind": "relates"}).status_code == 422
    assert browser.post(url_of(mine, "children/"), {"numbers": str(hidden.number)}).status_code == 422
    for verb in ("merge/", "split/", "related/", "macros/", "templates/", "children/answer/"):
        assert browser.get(url_of(hidden, verb)).status_code == 404, verb
    assert "Breach" not in page_of(anna, f"{url_of(mine, 'merge/')}?q={hidden.number}")
    assert not (Merge.objects.exists())
    assert not (TicketLink.objects.exists())
    assert not Ticket.objects.exclude(parent=None).exists()


def test_a_linked_case_in_a_hidden_queue_is_not_shown(kim, anna, boris):
    mine, hidden = ticket_of(kim), ticket_of(kim, "Breach", queue=security_queue(boris))
    signed_in(boris).post(url_of(mine, "links/"), {"number": hidden.number, "kind": "blocked"})

    assert "Breach" in page_of(boris, url_of(mine, "related/"))
    assert "Breach" not in page_of(anna, url_of(mine, "related/"))


# Splitting and linking


def test_split_messages_take_their_files_along_and_both_cases_know(kim, sam, anna):
    ticket = ticket_of(kim, files=[store_file("files", "log.txt", "text/plain", [b"a log"])])
    message = ticket.messages.get()

    answer = signed_in(anna).post(
        url_of(ticket, "split/"),
        {"message": message.ref, "subject": "The log", "email": "sam@hafen.example", "version": ticket.version},
    )

    new = Ticket.objects.latest("id")
    assert answer["Location"] == url_of(new)
    assert (new.subject, new.requester, new.message_count) == ("The log", sam, 1)
    files = Attachment.objects.order_by("id").values_list("message__ticket", "file__name", "file__ref")
    assert [(ticket_id, name) for ticket_id, name, _ref in files] == [(ticket.pk, "log.txt"), (new.pk, "log.txt")]
    assert files[0][2] != files[1][2]
    assert "was split into" in page_of(anna, url_of(ticket, "related/"))
    assert "was split from" in page_of(anna, url_of(new, "related/"))
    assert not OutboxMessage.objects.filter(to_address="sam@hafen.example").exists()


def test_a_message_of_another_case_cannot_be_split_off(kim, sam, anna):
    ticket, other = ticket_of(kim), ticket_of(sam)

    answer = signed_in(anna).post(
        url_of(ticket, "split/"),
        {"message": other.messages.get().ref, "subject": "Theirs", "requester": kim.ref},
    )

    assert answer.status_code == 422
    assert Ticket.objects.count() == 2


def test_a_link_reads_both_ways_and_goes_from_either_end(kim, anna):
    one, other = ticket_of(kim, "One"), ticket_of(kim, "Other")
    browser = signed_in(anna)
    browser.post(url_of(one, "links/"), {"number": str(other.number), "kind": "blocked"})

    assert "is blocked by" in page_of(anna, url_of(one, "related/"))
    assert "blocks" in page_of(anna, url_of(other, "related/"))
    browser.post(url_of(other, f"links/{TicketLink.objects.get().ref}/removal/"))
    assert not TicketLink.objects.exists()


# Prepared words


def template_of(text="Hello {first_name}, case {number}.", **more):
    return create_template(TemplateDetails("Greeting", more.pop("place", Place()), {"en": text}), by=more["by"])


def test_a_template_goes_into_the_draft_below_what_was_written(kim, mara, anna):
    ticket, template = ticket_of(kim), template_of(by=actor(mara))
    browser = signed_in(anna)

    browser.post(url_of(ticket, "templates/"), {"body": "First this."})
    answer = browser.post(url_of(ticket, "insertion/"), {"template": template.ref})

    assert answer.status_code == 303
    assert Draft.objects.get(author=anna).text == f"First this.\n\nHello Kim, case {ticket.number}."
    assert ReplyTemplate.objects.get().used_count == 1


def test_the_pages_script_gets_the_words_as_text(kim, mara, anna):
    ticket, template = ticket_of(kim, "<b>{my_name}</b>"), template_of("About {subject}", by=actor(mara))

    answer = signed_in(anna).post(url_of(ticket, "insertion/"), {"template": template.ref}, headers={"X-Insert": "1"})

    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content.decode() == "About <b>{my_name}</b>"


def test_the_requesters_language_decides_which_words(kim, mara, anna):
    kim.language = "de"
    kim.save()
    ticket = ticket_of(kim)
    template = create_template(
        TemplateDetails("Greeting", Place(), {"en": "Hello", "de": "Guten Tag {name}"}), by=actor(mara)
    )

    answer = signed_in(anna).post(url_of(ticket, "insertion/"), {"template": template.ref}, headers={"X-Insert": "1"})

    assert answer.content.decode() == "Guten Tag Kim Jansen"


def test_an_unknown_variable_is_an_error_in_the_editor_and_nothing_typed_is_lost(anna):
    answer = signed_in(anna).post(
        "/tech/templates/new/", {"name": "Greeting", "place": "mine", "text_en": "Hello {frist_name}"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "{frist_name}" in page
    assert "Double braces" in page
    assert not ReplyTemplate.objects.exists()


def test_ones_own_templates_are_nobody_elses_and_shared_ones_are_changed_by_managers(anna, boris, mara):
    own = template_of(place=Place(owner=anna), by=actor(anna))
    shared = template_of(by=actor(mara))

    assert signed_in(boris).get(f"/tech/templates/{own.ref}/").status_code == 404
    assert signed_in(mara).get(f"/tech/templates/{own.ref}/").status_code == 404
    details = {"name": "Mine now", "place": "mine", "text_en": "x", "version": 0}
    assert signed_in(anna).post(f"/tech/templates/{shared.ref}/", details).status_code == 404
    assert signed_in(anna).post("/tech/templates/new/", {**details, "place": "everybody"}).status_code == 422
    assert signed_in(mara).post(f"/tech/templates/{shared.ref}/", {**details, "place": "everybody"}).status_code == 303


def test_two_managers_do_not_overwrite_each_other(mara):
    template = template_of(by=actor(mara))
    details = {"name": "Greeting", "place": "everybody", "text_en": "Mine", "version": 0}
    browser = signed_in(mara)
    assert browser.post(f"/tech/templates/{template.ref}/", details).status_code == 303

    clash = browser.post(f"/tech/templates/{template.ref}/", {**details, "text_en": "And mine"})

    assert clash.status_code == 409
    assert "And mine" in clash.content.decode()
    assert template.texts.get().text == "Mine"


# Macros


def test_a_macro_says_what_it_will_do_then_does_it_with_one_fact_each(kim, mara, anna):
    ticket = ticket_of(kim)
    macro = create_macro(
        MacroDetails(
            "Wait", Place(), template=template_of(by=actor(mara)), note="By {my_first_name}",
            status=Status.WAITING_CUSTOMER, priority=Priority.HIGH, assigns="me", follow_up_days=3,
        ),
        by=actor(mara),
    )  # fmt: skip

    page = page_of(anna, url_of(ticket, f"macros/{macro.ref}/"))
    assert f"Hello Kim, case {ticket.number}." in page
    assert "By Anna" in page
    answer = signed_in(anna).post(url_of(ticket, f"macros/{macro.ref}/"), {"version": ticket.version})

    assert answer.status_code == 303
    ticket.refresh_from_db()
    assert (ticket.status, ticket.priority, ticket.assignee) == (Status.WAITING_CUSTOMER, Priority.HIGH, anna)
    assert ticket.due_at is not None
    names = [fact.name.rsplit(".", 1)[1] for fact in facts_about(ticket)]
    assert names == ["opened", "macro_used", "assigned", "prioritised", "noted", "replied", "follow_up_set"]
    assert Macro.objects.get().used_count == 1


def test_a_macro_puts_tags_on_and_takes_them_off(kim, mara, anna):
    ticket = ticket_of(kim)
    add_tags(ticket, ["call back", "labels"], by=actor(anna))
    form = {"name": "Sort", "place": "mine", "tags_on": "Labels, 8.4", "tags_off": "call back, never there"}
    assert signed_in(anna).post("/tech/macros/new/", form).status_code == 303
    macro = Macro.objects.get()
    assert "put on the tags 8.4, labels" in page_of(anna, "/tech/macros/")

    page = page_of(anna, url_of(ticket, f"macros/{macro.ref}/"))
    assert "Put on the tag 8.4; take off the tag call back" in page
    assert signed_in(anna).post(url_of(ticket, f"macros/{macro.ref}/")).status_code == 303
    assert sorted(Tag.objects.filter(taggings__ticket=ticket).values_list("name", flat=True)) == ["8.4", "labels"]
    assert "it is so already" in page_of(anna, url_of(ticket, f"macros/{macro.ref}/"))
    assert "call back, never there" in page_of(anna, f"/tech/macros/{macro.ref}/")


def test_a_macros_tags_follow_what_becomes_of_the_tags(mara):
    details = MacroDetails("Sort", Place(), tags_on=["billing", "invoice"], tags_off=["old"])
    macro = create_macro(details, by=actor(mara))
    assert create_macro(details, by=actor(mara)) == macro, "the button was pressed twice"
    billing, invoice, old = (Tag.objects.get(key=name) for name in ("billing", "invoice", "old"))
    merge_tag(billing, invoice, by=actor(mara))
    delete_tag(old, by=actor(mara))
    assert summary_of(macro) == ["put on the tag invoice"]


def test_a_macro_does_not_put_on_what_it_takes_off(anna):
    form = {"name": "Both", "place": "mine", "tags_on": "vip", "tags_off": "VIP"}
    answer = signed_in(anna).post("/tech/macros/new/", form)
    assert "A tag cannot be put on and taken off: vip." in answer.content.decode()
    assert 'value="VIP"' in answer.content.decode(), "what was typed comes back"
    assert not Macro.objects.exists()


def test_a_macros_reply_can_be_taken_back(kim, mara, anna):
    ticket = ticket_of(kim)
    macro = create_macro(MacroDetails("Greet", Place(), template=template_of(by=actor(mara))), by=actor(mara))
    browser = signed_in(anna)
    browser.post(url_of(ticket, f"macros/{macro.ref}/"))
    reply = Message.objects.get(kind="from-us")

    browser.post(f"/tech/messages/{reply.ref}/taking-back/")

    assert not Message.objects.filter(pk=reply.pk).exists()
    assert Draft.objects.get(author=anna).text == f"Hello Kim, case {ticket.number}."
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW


def test_a_macro_leaves_out_what_anna_may_not_and_says_so(kim, mara, anna, boris):
    ticket = ticket_of(kim)
    hidden = security_queue(boris)
    macro = create_macro(MacroDetails("Hand over", Place(), to_queue=hidden, priority=Priority.URGENT), by=actor(mara))

    page = page_of(anna, url_of(ticket, f"macros/{macro.ref}/"))
    assert "you do not see that queue" in page
    assert "Security" not in page
    signed_in(anna).post(url_of(ticket, f"macros/{macro.ref}/"))

    ticket.refresh_from_db()
    assert ticket.priority == Priority.URGENT
    assert ticket.queue != hidden


def test_a_macro_on_a_case_that_changed_meanwhile_does_nothing(kim, mara, anna):
    ticket = ticket_of(kim)
    macro = create_macro(MacroDetails("Urgent", Place(), priority=Priority.URGENT), by=actor(mara))
    seen = ticket.version
    add_internal_note(ticket, NewMessage("Hm"), by=actor(anna))

    assert signed_in(anna).post(url_of(ticket, f"macros/{macro.ref}/"), {"version": seen}).status_code == 409
    ticket.refresh_from_db()
    assert ticket.priority == Priority.NORMAL


# Signatures and sending


def test_what_stands_below_the_reply_is_shown_before_and_sent_after(kim, anna, mara):
    ticket = ticket_of(kim)
    Queue.objects.update(signature="{our_name}, about {number}")
    ticket.refresh_from_db()

    assert f"about {ticket.number}" in page_of(anna, url_of(ticket))
    signed_in(anna).post(url_of(ticket, "replies/"), {"body": "Try this"})

    text = OutboxMessage.objects.get(template="helpdesk/mail/reply").text
    assert "\n-- \nAnna Berg\n" in text
    assert f"about {ticket.number}\n" in text


@pytest.mark.parametrize("habit", ["stay", "next", "list"])
def test_after_sending_the_technician_goes_where_they_like(kim, anna, habit):
    older, ticket = ticket_of(kim, "Older"), ticket_of(kim, "Newer")
    WritingHabit.objects.create(person=anna, after_sending=habit)

    answer = signed_in(anna).post(url_of(ticket, "replies/"), {"body": "Try this", "view": "show=open"})

    expected = {"stay": url_of(ticket), "next": url_of(older), "list": "/tech/cases/?show=open"}[habit]
    assert answer["Location"].startswith(expected)


def test_an_undo_button_brings_the_reply_back(kim, anna):
    ticket = ticket_of(kim)
    browser = signed_in(anna)
    answer = browser.post(url_of(ticket, "replies/"), {"body": "Try this", "then": "solved"})
    reply = Message.objects.get(kind="from-us")
    undo = f"/tech/messages/{reply.ref}/taking-back/"
    assert undo in browser.get(answer["Location"]).content.decode()

    browser.post(undo)

    assert "Try this" in browser.get(url_of(ticket)).content.decode()
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW
