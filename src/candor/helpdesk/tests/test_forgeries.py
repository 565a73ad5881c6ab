"""10,000 forged mails: none joins a case, none speaks for staff, none brings anybody in."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import islice

import pytest

from candor.helpdesk.actions.binning import move_to_bin
from candor.helpdesk.actions.following import add_copy, remove_copy
from candor.helpdesk.inbound import TICKET
from candor.helpdesk.models import BinReason, Message, MessageKind, Participant, Standing, Ticket
from candor.helpdesk.public import NewMessage, send_reply
from candor.helpdesk.rules.joining import Circle, Claim, joins
from candor.helpdesk.tests.forgeries import (
    FORMER,
    KIM,
    KIMS,
    LEE,
    LEES,
    MALLORY,
    RELAY,
    SAM,
    Secrets,
    forgeries,
)
from candor.mail.actions.reply_tokens import tokens_in
from candor.mail.actions.settling import author_of
from candor.mail.models import RawState, ReplyToken, Way
from candor.mail.parsing import parse_message
from candor.mail.public import receive, reply_token_for
from candor.mail.rules.addresses import normal
from candor.mail.rules.authentication import Authorship, checks_of
from candor.mail.tests.letters import letter
from candor.people.models import Identifier, Person, StaffMember
from tests.cast import actor

HOW_MANY = 10_000
KIMS_CASE, MALLORYS_CASE = 7, 8
SECRETS = Secrets(*(f"{each}23456789abcdefghjkmnpqrst" for each in "bcdefg"), number=4711, ref="q7kdmm2xw9hjt4ns")
GIVEN_TO = {
    SECRETS.kims: (KIMS_CASE, KIM),
    SECRETS.lees: (KIMS_CASE, LEE),
    SECRETS.sams: (KIMS_CASE, SAM),
    SECRETS.formers: (KIMS_CASE, FORMER),
    SECRETS.mallorys: (MALLORYS_CASE, MALLORY),
}
CIRCLES = {
    KIMS_CASE: Circle(requester={KIM}, copies={LEE: True, SAM: False}, writers={KIM}),
    MALLORYS_CASE: Circle(requester={MALLORY}, writers={MALLORY}),
}
WRITTEN_BY_OUR_SERVER = f"Authentication-Results: {RELAY}; spf=none; dkim=none; dmarc=%s header.from=x.example\r\n"


def joined(raw: bytes, *, relays: tuple[str, ...] = ()) -> int | None:
    """The case that the mail joins, decided as intake decides it, from the raw bytes on and without a database."""
    parsed = parse_message(raw)
    checks = checks_of(parsed.authentication_results, relays, author_of(parsed))
    given_to: Mapping[int, set[str]] = defaultdict(set)
    named = [GIVEN_TO[token] for token in tokens_in(parsed) if token in GIVEN_TO]
    for case, address in named:
        given_to[case].add(address)
    assert checks.authorship != Authorship.CONFIRMED, raw
    sender = normal(parsed.from_.address) if parsed.from_ else ""
    is_forged = not author_of(parsed) or checks.authorship == Authorship.REFUTED
    claim = Claim(sender, given_to, is_forged=is_forged)
    return named[0][0] if named and joins(claim, named[0][0], named[0][0], CIRCLES.__getitem__) else None


def test_of_ten_thousand_forgeries_none_joins():
    told = Counter(joined(raw) for raw in forgeries(SECRETS, HOW_MANY))
    assert told[KIMS_CASE] == 0
    assert sum(told.values()) == HOW_MANY
    assert told[None] < HOW_MANY, "Mallory writes in Mallory's own case at times, so the secrets are read"


def test_none_passes_for_confirmed_where_our_server_wrote_its_own_line_above():
    above = WRITTEN_BY_OUR_SERVER % "none"
    for raw in islice(forgeries(SECRETS, HOW_MANY, seed=7), 2_000):
        assert joined(above.encode() + raw, relays=(RELAY,)) != KIMS_CASE


@pytest.mark.parametrize("sender", [*KIMS, *LEES])
def test_those_who_take_part_join(sender: str):
    token = SECRETS.kims if sender in KIMS else SECRETS.lees
    raw = letter(sender=sender.replace("\r\n\t", " "), in_reply_to=f"<{token}.x@lindwurm.example>")
    assert joined(raw) == KIMS_CASE
    assert joined(letter(sender=LEE, to=f"support+{SECRETS.kims}@lindwurm.example")) == KIMS_CASE


def test_a_stolen_secret_is_useless_where_the_domain_refutes_the_sender():
    raw = letter(in_reply_to=f"<{SECRETS.kims}.x@lindwurm.example>")
    assert joined(raw, relays=(RELAY,)) == KIMS_CASE
    assert joined((WRITTEN_BY_OUR_SERVER % "fail").encode() + raw, relays=(RELAY,)) is None


@pytest.mark.parametrize(
    ("given_to", "sender", "may"),
    [
        ({KIM}, KIM, True),
        ({KIM}, LEE, True),
        ({LEE}, LEE, True),
        ({LEE}, KIM, False),
        ({KIM, LEE}, KIM, True),
        ({KIM}, SAM, False),
        ({SAM}, SAM, False),
        ({SAM}, LEE, False),
        ({FORMER}, KIM, False),
        ({FORMER}, FORMER, False),
        (set(), KIM, False),
        ({KIM}, "", False),
    ],
)
def test_a_secret_speaks_for_whom_it_was_given_to(given_to: set[str], sender: str, may: bool):
    assert joins(Claim(sender, {KIMS_CASE: given_to}), KIMS_CASE, KIMS_CASE, CIRCLES.__getitem__) is may


@pytest.mark.parametrize(
    ("sender", "given_to", "may"),
    [
        ("kim", {1: {"kim"}}, True),
        ("sam", {1: {"kim"}}, False),
        ("lee", {1: {"kim"}}, False),
        ("lee", {2: {"lee"}}, True),
        ("lee", {1: {"kim"}, 2: {"lee"}}, True),
        ("gone", {1: {"gone"}}, False),
        ("ann", {1: {"kim"}}, False),
        ("ann", {2: {"ann"}}, True),
    ],
)
def test_after_a_merge_each_secret_counts_for_its_own_case(sender: str, given_to: Mapping[int, set[str]], may: bool):
    """Case 1, Kim's, lives on in case 2, Ann's, in which Lee gets copies and Gone does no longer."""
    circles = {
        1: Circle(requester={"kim"}, copies={"gone": True}),
        2: Circle(requester={"ann"}, copies={"kim": True, "lee": True, "gone": False}),
    }
    assert joins(Claim(sender, given_to), 1, 2, circles.__getitem__) is may


@pytest.mark.db
@pytest.mark.once
def test_the_real_way_in_agrees(kim: Person, lee: Person, sam: Person, anna: Person, settings):
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, mail_from="support@lindwurm.example")
    ticket, secrets = kims_case(kim, anna)
    standings = dict(Participant.objects.values_list("address", "standing"))
    people, staff = set(Person.objects.values_list("pk", flat=True)), StaffMember.objects.count()
    before = set(ticket.messages.values_list("pk", flat=True))

    mails = list(forgeries(secrets, HOW_MANY))
    for raw in mails[:: HOW_MANY // 300]:
        assert receive(raw, Way.PIPE).state in {RawState.HANDLED, RawState.QUARANTINED}

    assert set(ticket.messages.values_list("pk", flat=True)) == before
    written = Message.objects.exclude(pk__in=before)
    assert not written.filter(kind=MessageKind.FROM_US).exists()
    notes = written.filter(kind=MessageKind.INTERNAL).exclude(came_from=MALLORY)
    assert not notes.exists(), "but what Mallory's machine wrote about Mallory's own case"
    assert StaffMember.objects.count() == staff
    assert dict(Participant.objects.filter(ticket=ticket).values_list("address", "standing")) == standings
    assert not Participant.objects.exclude(ticket=ticket).exclude(standing=Standing.SUGGESTED).exists()
    new = Person.objects.exclude(pk__in=people)
    assert not new.exclude(tickets__isnull=False).exists(), "only senders were written down"
    assert not Identifier.objects.filter(value__contains="new1@").exists()


def kims_case(kim: Person, anna: Person) -> tuple[Ticket, Secrets]:
    """Kim's answered case, in which Lee gets copies and Sam does no longer, with the secrets given out about it."""
    message = Message.objects.get(pk=receive(letter(), Way.PIPE).became_id)
    ticket = message.ticket
    add_copy(ticket, "Lee", LEE, by=actor(anna))
    add_copy(ticket, "Sam", SAM, by=actor(anna))
    send_reply(ticket, NewMessage("Which version do you use?"), by=actor(anna))
    remove_copy(Participant.objects.get(ticket=ticket, address=SAM), by=actor(anna))
    reply_token_for(ticket, FORMER)
    others = Message.objects.get(pk=receive(letter(sender=MALLORY), Way.PIPE).became_id).ticket
    reply_token_for(others, MALLORY)
    values = {(row.about_id, row.address): row.value for row in ReplyToken.objects.filter(about_kind=TICKET)}
    mine = [values[ticket.pk, address] for address in (KIM, LEE, SAM, FORMER)]
    return ticket, Secrets(*mine, values[others.pk, MALLORY], "7" * 26, number=ticket.number, ref=ticket.ref)


@pytest.mark.db
@pytest.mark.once
def test_a_case_in_the_bin_takes_nobody_elses_mail(kim: Person, anna: Person):
    ticket, secrets = kims_case(kim, anna)
    move_to_bin(ticket, BinReason.SPAM, by=actor(anna))
    for sender in (MALLORY, SAM):
        raw = letter("Me too", sender=sender, in_reply_to=f"<{secrets.kims}.x@lindwurm.example>")
        assert Message.objects.get(pk=receive(raw, Way.PIPE).became_id).ticket != ticket
