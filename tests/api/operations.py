"""Every operation of the API with a request as a program sends it, and whose objects stand behind its address.

A new operation that is missing here fails `test_every_operation_is_walked`, and this is the place to add it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from candor.business.actions.quotes import Terms, change_terms
from candor.business.models import Quote, Stage
from candor.business.queries_leads import today
from candor.catalogue.models import Edition
from candor.config.faces.api import document
from candor.helpdesk.models import Category, Queue, Tag, TicketTag
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.people.models import ApiToken
from candor.privacy.models import Hold
from tests.api import selling
from tests.api.calls import BYTES, Call
from tests.api.programs import Program
from tests.architecture.objects import ADAMS, COMMON, MAKERS, OWN, addresses_of
from tests.faults.writes import Site

FAR = "2037-05-04T10:00:00Z"
ADDRESS = {"lines": "Kai 1", "postcode": "24103", "city": "Kiel", "country": "DE", "label": "Home"}

LINE = {"text": "Archive", "quantity": "10", "price": "99.00", "tax": "digital-standard"}
TASK = {"kind": "meeting", "text": "Show the archive", "due_on": "<soon>"}


WRITES: Mapping[str, Call] = {
    "open_one": Call(
        {"subject": "It prints nothing", "text": "Nothing.", "name": "Rolf", "email": "rolf@sand.example"}
    ),
    "change_ticket": Call({"subject": "The import stops", "priority": "high", "due_at": FAR}, needs_match=True),
    "take_ticket": Call(needs_match=True),
    "assign_ticket": Call({"assignee": None}, needs_match=True),
    "move_ticket": Call({"queue": "<queue>"}, needs_match=True),
    "wait_for_customer": Call(needs_match=True),
    "wait_for_others": Call(needs_match=True),
    "schedule_ticket": Call({"until": FAR}, needs_match=True),
    "solve_ticket": Call(needs_match=True),
    "close_ticket": Call(needs_match=True),
    "reopen_ticket": Call(needs_match=True),
    "add_follower": Call({"person": "<anna>"}),
    "follow_ticket": Call(),
    "unfollow_ticket": Call(),
    "tag_ticket": Call({"names": ["export"]}),
    "untag_ticket": Call({"tag": "printer"}),
    "reply": Call({"text": "Please try version 7.2."}),
    "note": Call({"text": "The supplier knows of it."}),
    "write_time_down": Call({"duration": "1:30", "day": "<today>", "note": "Set up the export."}),
    "authorise_time": Call({"version": 0, "name": "Kim Jansen"}, "kim"),
    "decline_time": Call({"version": 0, "name": "Kim Jansen", "reason": "Later."}, "kim"),
    "redact_message": Call({"span": "Hello"}),
    "remove_attachment": Call({"reason": "identity"}),
    "upload": Call(BYTES, query="?name=letter.pdf"),
    "add_person": Call({"name": "Rolf Sand", "email": "rolf@sand.example"}),
    "change_person": Call({"name": "Kim Meyer", "language": "de"}, needs_match=True),
    "add_identifier": Call({"kind": "phone", "value": "+49 431 5550100"}),
    "prefer_identifier": Call(needs_match=True),
    "remove_identifier": Call(needs_match=True),
    "add_address": Call(ADDRESS),
    "change_address": Call(ADDRESS, needs_match=True),
    "remove_address": Call(needs_match=True),
    "add_organisation": Call({"name": "Deich KG"}),
    "change_organisation": Call({"phone": "+49 431 5550101"}, needs_match=True),
    "add_place": Call({"kind": "billing", "lines": "Kai 2", "city": "Kiel", "country": "DE"}),
    "remove_place": Call(),
    "add_note": Call({"kind": "call", "text": "They move to Kiel in May."}),
    "add_member": Call({"email": "rolf@sand.example", "name": "Rolf"}),
    "change_member": Call({"role": "super"}, needs_match=True),
    "end_membership": Call(needs_match=True),
    "begin_article": Call({"language": "en", "title": "Set up a scanner", "body": "Open **Settings**."}),
    "settle_article": Call({"visibility": "customers", "is_faq": True}, "mara", needs_match=True),
    "bin_article": Call(who="mara"),
    "restore_article": Call(who="mara"),
    "begin_article_text": Call({"language": "de", "title": "Drucker einrichten", "body": "Öffnen Sie sie."}),
    "write_draft": Call({"title": "Set up any printer", "body": "Open the settings."}, needs_match=True),
    "discard_draft": Call(needs_match=True),
    "publish_article_text": Call({"what_changed": "The menu's new name."}, "mara", needs_match=True),
    "withdraw_article_text": Call(who="mara", needs_match=True),
    "add_article_category": Call({"en": {"name": "Scanning"}, "de": {"name": "Scannen"}}, "mara"),
    "change_article_category": Call({"en": {"name": "Scanning"}}, "mara", needs_match=True),
    "archive_article_category": Call(who="mara"),
    "restore_article_category": Call(who="mara"),
    "write_lead_down": Call({"interest": "Ten seats", "name": "Rolf", "email": "rolf@sand.example"}, "clara"),
    "change_lead": Call({"value": "1200.50", "currency": "EUR"}, "clara", needs_match=True),
    "move_lead": Call({"stage": "<stage>"}, "clara"),
    "take_lead": Call(who="clara"),
    "win_lead": Call({"organisation": "Sand und Sohn"}, "clara"),
    "lose_lead": Call({"text": "They stay with what they have."}, "clara"),
    "reopen_lead": Call(who="clara"),
    "note_on_lead": Call({"kind": "call", "text": "They decide in May."}, "clara"),
    "plan_lead_task": Call(TASK, "clara"),
    "finish_lead_task": Call(who="clara"),
    "reopen_lead_task": Call(who="clara"),
    "set_care_of_organisation": Call({"owner": None, "tags": ["reseller"]}, "clara", needs_match=True),
    "set_care_of_person": Call({"owner": None, "tags": ["reseller"]}, "clara", needs_match=True),
    "plan_follow_up_of_organisation": Call(TASK, "clara"),
    "plan_follow_up_of_person": Call(TASK, "clara"),
    "finish_follow_up": Call(who="clara"),
    "reopen_follow_up": Call(who="clara"),
    "begin_quote": Call(
        {"subject": "Ten seats", "name": "Rolf", "email": "rolf@sand.example", "lines": [LINE]}, "clara"
    ),
    "change_quote": Call({"subject": "Twelve seats"}, "clara", needs_match=True),
    "write_quote_lines": Call({"lines": [LINE]}, "clara", needs_match=True),
    "send_quote": Call(who="clara", needs_match=True),
    "withdraw_quote": Call(who="clara", needs_match=True),
    "drop_quote_draft": Call(who="clara", needs_match=True),
    "accept_quote": Call({"name": "Kim Jansen"}, "clara"),
    "decline_quote": Call({"name": "Kim Jansen", "reason": "Next year."}, "clara"),
    "cancel_one_order": Call({"reason": "They ordered twice."}, "clara"),
    "begin_invoice": Call({"buyer": {"name": "Rolf Sand", "city": "Kiel"}, "lines": [LINE]}, "clara"),
    "change_invoice_draft": Call({"note": "Thank you.", "lines": [LINE]}, "clara", needs_match=True),
    "discard_invoice_draft": Call(who="clara", needs_match=True),
    "issue_invoice": Call(who="clara", needs_match=True),
    "begin_credit_note": Call(who="clara"),
    "begin_invoice_of_order": Call(who="clara"),
    "send_one_invoice": Call(who="clara"),
    "write_payment_down": Call({"paid_on": "<today>", "amount": "100.00"}, "clara"),
    "write_prices": Call({"prices": [{"edition": "<edition>", "amount": "1090.00"}]}, "clara", needs_match=True),
    "issue_one_licence": Call({"edition": "<edition>", "person": "<kim>"}, "clara"),
    "change_licence": Call({"activation_limit": 4, "seats": 7}, "clara", needs_match=True),
    "extend_licence": Call({"until": "2037-05-04"}, "clara"),
    "transfer_licence": Call({"person": "<anna>"}, "clara", needs_match=True),
    "replace_licence_key": Call(who="clara", needs_match=True),
    "revoke_licence": Call({"reason": "refunded"}, "clara"),
    "reinstate_licence": Call(who="clara"),
    "free_machine": Call(who="clara"),
    "enter_request": Call({"kind": "access", "said": "Everything since 2020."}, "kim"),
    "withdraw_own_request": Call(who="kim"),
    "post_letter": Call({}, "paula"),
    "enter_correction": Call({"wrong": "My name.", "should": "Rolf Richtig"}, "paula"),
    "take_correction_off": Call(who="paula"),
    "answer_own_request": Call({"said": "Yes, it is me."}, "kim"),
    **selling.WRITES,
}


@dataclass(frozen=True)
class Operation:
    """One operation of the document: its id, method, pattern, scope."""

    id: str
    method: str
    pattern: str
    scope: str

    @property
    def is_write(self) -> bool:
        return self.method != "GET"

    @property
    def reader(self) -> str:
        """Whose token has the scope: administrators have all but the privacy office's and customers' own."""
        if self.scope.startswith("my-data:") or self.id == "read_request_progress":
            return "kim"
        return "paula" if self.scope.startswith(("announcements:", "requests:", "recipients:")) else "adam"


def operations() -> list[Operation]:
    return [
        Operation(told["operationId"], method.upper(), _pattern_of(path), told["x-scope"])
        for path, methods in document()["paths"].items()
        for method, told in methods.items()
        if told["security"]  # what licensed programs ask needs no token, and has stories of its own
    ]


def _pattern_of(path: str) -> str:
    return path.lstrip("/").replace("{", "<").replace("}", ">")


class Desk:
    """The world of the route matrix behind the API, with a program for each of its people."""

    def __init__(self, site: Site) -> None:
        world = self.world = site.world
        self.made = {part: site.made[part] for part in MAKERS}
        self.made |= selling.made_for_programs(world)
        # No operation is about holds, and what they keep cannot be redacted: that has its own story.
        Hold.objects.standing().update(lifted_at=clock.now())
        self.queue = Queue.objects.create(name="Second level")
        printer = Tag.objects.create(name="printer", key="printer", use_count=1, created_at=clock.now())
        TicketTag.objects.create(ticket=world.tickets[OWN], tag=printer)
        Category.objects.create(name="Printing")
        draft_next_version(Quote.objects.get(person=world.subjects[OWN]))
        self.meant = {**self._words(), **selling.words_for_things(world)}
        self._programs = {who: Program(person, raises=False) for who, person in world.people.items()}
        ApiToken.objects.update(last_used_at=clock.now())

    def program(self, who: str) -> Program:
        return self._programs[who]

    def addresses(self, operation: Operation) -> dict[str, str]:
        """The operation's addresses by relation."""
        return addresses_of(operation.pattern, self.made)

    def address(self, operation: Operation) -> str:
        """Its address with Kim's object behind it."""
        found = self.addresses(operation)
        return found.get(OWN) or found.get(COMMON) or found[ADAMS]

    def send(self, operation: Operation, who: str, address: str = "", **headers: str) -> Any:
        """Send the operation's usual request, with the present ETag where it needs one."""
        call = WRITES.get(operation.id) or selling.READS.get(operation.id, Call())
        url = (address or self.address(operation)) + call.query
        program = self.program(who)
        if call.needs_match and "if_match" not in headers:
            headers["if_match"] = self.etag_of(url, program)
        if isinstance(call.content, bytes):
            headers["content_type"] = "application/pdf"
        return program.send(operation.method, url, self.content(call), **headers)

    def content(self, call: Call) -> Any:
        if isinstance(call.content, dict):
            soon = (clock.now() + timedelta(days=30)).date()
            return _filled_in(call.content, {"<today>": today().isoformat(), "<soon>": soon.isoformat(), **self.meant})
        return call.content

    def _words(self) -> dict[str, str]:
        """What words in angle brackets stand for."""
        anna, kim = self.world.people["anna"], self.world.subjects[OWN]
        return {
            "<queue>": self.queue.ref,
            "<anna>": anna.ref if anna else "",
            "<kim>": kim.ref,
            "<edition>": Edition.objects.get(sku="ARC-5").ref,
            "<stage>": Stage.objects.latest("position").ref,
        }

    def match_for(self, operation: Operation) -> dict[str, str]:
        """The ETag that a write has to name, if any, as whoever it is usually sent by."""
        call = WRITES[operation.id]
        if not call.needs_match:
            return {}
        return {"if_match": self.etag_of(self.address(operation), self.program(call.who))}

    def etag_of(self, url: str, program: Program) -> str:
        """The ETag of what the address is part of: the nearest address above that has one."""
        parts = url.split("?")[0].split("/")
        for length in range(len(parts), 3, -1):
            answer = program.get("/".join(parts[:length]))
            if "ETag" in answer.headers:
                return str(answer.headers["ETag"])
        return '"none"'


def _filled_in(content: Any, meant: Mapping[str, str]) -> Any:
    """The content with references in the place of the words that stand for them."""
    if isinstance(content, dict):
        return {name: _filled_in(value, meant) for name, value in content.items()}
    if isinstance(content, list):
        return [_filled_in(value, meant) for value in content]
    return meant.get(content, content) if isinstance(content, str) else content


def draft_next_version(quote: Quote) -> None:
    """Write in a quote that was sent, so that there is something to send and to throw away."""
    until = quote.valid_until
    change_terms(quote, quote.version, Terms("Eleven seats", quote.currency, until), by=SYSTEM)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done in the block, the next one begins with the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
