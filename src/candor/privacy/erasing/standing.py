"""How the person of an erasure stands to us while it is carried out, even where their own rows say it no more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from candor.kernel.registries.personal_data import Subject
from candor.privacy.agreements import clients_of_organisations
from candor.privacy.contacts import contact_for
from candor.privacy.erasing.noted import are_noted
from candor.privacy.facts import Circumstances, circumstances_of
from candor.privacy.models import ClientRequest, Erasure, Replacement
from candor.privacy.rules.deciding import Client, Contract, Request, Right, Standing, Word


def stands_of(erasure: Erasure, subject: Subject) -> Circumstances:
    """What stands about them now, and what they ask for.

    That they stood in for a company, or belonged to a client, is remembered beyond their membership: the company's
    cases stay with it, the client has its say. A constant number of queries.
    """
    stands = circumstances_of(subject, Request(Right(erasure.right), erasure.received_on))
    asks_companies, asks_clients = are_noted(erasure, Replacement, ClientRequest)
    if asks_companies:
        asked = Replacement.objects.of_the_request(erasure).values_list("organisation", "named_at")
        stands = replace(stands, contracts=_with_companies(stands.contracts, dict(asked)))
    return replace(stands, clients=_with_words(stands.clients, erasure)) if asks_clients else stands


def companies_of(contracts: Collection[Contract]) -> set[int]:
    """For which companies somebody stands in by these contracts."""
    return {one.company for one in contracts if one.standing is Standing.CONTACT and one.company is not None}


def _with_companies(contracts: tuple[Contract, ...], asked: dict[int, object]) -> tuple[Contract, ...]:
    known = [replace(one, has_named_another=asked.get(one.company) is not None) if one.company else one
             for one in contracts]  # fmt: skip
    forgotten = sorted(asked.keys() - companies_of(contracts))
    return (*known, *(replace(contact_for(one), has_named_another=asked[one] is not None) for one in forgotten))


def _with_words(clients: tuple[Client, ...], erasure: Erasure) -> tuple[Client, ...]:
    """The clients with what each has said about this request."""
    asked = ClientRequest.objects.of_the_request(erasure).order_by("pk")
    words = {number: (Word(word), until) for number, word, until in asked.values_list("organisation", "word", "until")}
    forgotten = words.keys() - {one.organisation for one in clients}
    known = (*clients, *(clients_of_organisations(forgotten) if forgotten else ()))
    return tuple(_saying(one, *words[one.organisation]) if one.organisation in words else one for one in known)


def _saying(client: Client, word: Word, until: date | None) -> Client:
    return replace(client, word=word, until=until or client.until)
