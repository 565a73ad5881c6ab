"""The one decision about a value that is held: does it stay, on what ground, until when?

Preview, dry run, letter and executor all ask `decide`, so they cannot disagree. It knows no database and no clock.

The first ground that applies is the answer: a legal hold, a legal duty, a restriction that the person asked for, the
current contract for this purpose, else erasure. For what we process on behalf of clients their words come before
contracts, but for the person's own one. An objection to advertising passes by everything that argues for use
(contract, client, compelling grounds): the use for advertising ends in any case. What a hold or a duty protects is not
destroyed by it, only locked (GDPR Art. 17(3)(b) and (e), 21(3)). A request that speaks of some purposes decides nothing
about the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from candor.kernel.registries.personal_data import LAWFUL_BASIS, Purpose
from candor.privacy.rules.periods import Force, Rule, Rules, months_later
from candor.privacy.rules.sentences import sentence

CONSENT, INTEREST = "6(1)(a)", "6(1)(f)"


class Action(StrEnum):
    """What happens to a value, as far as this purpose goes."""

    KEEP = "keep"
    """It stays and is used for its purpose."""
    LOCK = "lock"
    """It stays and is used for nothing but its ground."""
    ASK = "ask"
    """It stays until the client organisation for which we process says what to do."""
    ERASE = "erase"


class Ground(StrEnum):
    """Why. The first kind keeps, the second erases."""

    HOLD = "hold"
    DUTY = "duty"
    CLAIMS = "claims"
    RESTRICTED = "restricted"
    CLIENT_KEEPS = "client-keeps"
    CLIENT_CORRECTS = "client-correct"
    CLIENT_ASKED = "client-asked"
    CONTRACT = "contract"
    CONTACT = "contact"
    COMPANY = "company"
    REPLACEMENT = "replacement"
    COMPELLING = "compelling"
    IN_PERIOD = "in-period"
    NO_RULE = "no-rule"
    NOT_ASKED = "not-asked"

    ADVERTISING = "advertising"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    REQUESTED = "requested"
    CLIENT_ERASES = "client-erases"
    PERIOD_OVER = "period-over"


class Right(StrEnum):
    """What the person asked for."""

    ERASURE = "erasure"
    """Art. 17."""
    OBJECTION = "objection"
    """Art. 21(1): to what is done in our own interest, advertising included."""
    MARKETING = "marketing"
    """Art. 21(2) and (3): to advertising alone."""
    WITHDRAWAL = "withdrawal"
    """Art. 7(3): of consent."""


class Standing(StrEnum):
    """How the person stands to a contract: as its party (6(1)(b)), or as somebody's contact person (6(1)(f))."""

    PARTY = "party"
    CONTACT = "contact"


class Word(StrEnum):
    """What the client organisation for which we process has answered."""

    NOTHING_YET = "nothing-yet"
    KEEP = "keep"
    CORRECT = "correct"
    """It is to be put right, and stays."""
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Item:
    """A value that is held for one purpose; one that serves three is three items, and goes when all three let it go.

    `keep` is the retention key of its table, `anchor` the day on which its period began (None while it is not known).
    `is_of_company` marks records that belong to the organisation, such as its cases.
    """

    purpose: Purpose
    keep: str = ""
    anchor: date | None = None
    is_of_company: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract, the purposes for which it needs data, and its last day (None: no end is agreed).

    Of a contact's contract `company` is the number of the organisation whose it is, and `has_named_another` says that
    it has named somebody else by now.
    """

    standing: Standing
    needs: frozenset[Purpose]
    ends_on: date | None = None
    company: int | None = None
    has_named_another: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """An organisation for which we process the person's data (Art. 28), its number, and its word.

    `until` is the last day on which it keeps: what it said, or when the time after the end of its agreement is over.
    What began after that end, `ended_on`, is not processed for it.
    """

    word: Word = Word.NOTHING_YET
    until: date | None = None
    ended_on: date | None = None
    organisation: int | None = None

    def decides(self, item: Item) -> bool:
        """Whether the item is processed for it. While nobody knows when it began, it is."""
        return self.ended_on is None or item.anchor is None or item.anchor <= self.ended_on


@dataclass(frozen=True, slots=True)
class Request:
    """What the person asked for, and the day on which it reached us."""

    right: Right
    received_on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about the person and this item. `holds` are the review dates of the legal holds that cover it.

    `restricted`: a lock that the person asked for stands (Art. 18(1)); it has no end before they were told of it.
    """

    request: Request | None = None
    holds: tuple[date, ...] = ()
    contracts: tuple[Contract, ...] = ()
    clients: tuple[Client, ...] = ()
    restricted: bool = False
    no_advertising: bool = False
    compelling: str = ""
    """The reference of the compelling legitimate grounds that an officer has recorded for this very item (Art. 21(1)),
    "" where there are none."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer. `until` is the last day on which it stays, None while no end is known.

    `source` is a citation, or the reference of recorded compelling grounds, then their words where it is shown.
    """

    action: Action
    ground: Ground
    until: date | None = None
    review: date | None = None
    source: str = ""

    @property
    def text(self) -> str:
        """A sentence for the person, in the language of the moment."""
        return sentence(self.action, self.ground, until=self.until, review=self.review, source=self.source)

    @property
    def keeps(self) -> bool:
        return self.action is not Action.ERASE


def decide(item: Item, facts: Facts, now: datetime, rules: Rules) -> Decision:
    """What happens to the item at the aware moment `now` under the rules that the owner has adopted."""
    today = rules.day_of(now)
    if facts.request is not None and not _is_concerned(item, facts):
        # Whoever asks for less than erasure gets no more: what is past its period is for the run of the rules.
        return Decision(Action.KEEP, Ground.NOT_ASKED)
    unbound = _without_bonds(item, facts, today, rules)
    restriction = _restriction(item, facts)
    bond = _hold(facts) or _duty(item, today, rules) or restriction
    if bond is None:
        return unbound
    if unbound.action is Action.KEEP and not _is_concerned(item, facts) and restriction is None:
        # Nobody asks for an end, so nothing is taken out of use; the hold or duty stays the reason that outlasts.
        return replace(bond, action=Action.KEEP, until=_later(bond.until, unbound.until))
    return bond


def fate(decisions: Iterable[Decision]) -> Decision:
    """What happens to one value that serves several purposes: the strongest of its decisions, the longest of equals."""
    order = list(Action)
    return min(decisions, key=lambda one: (order.index(one.action), -(one.until or date.max).toordinal()))


def _hold(facts: Facts) -> Decision | None:
    """A hold has no end of its own: it is lifted, and looked at again until then."""
    return Decision(Action.LOCK, Ground.HOLD, review=min(facts.holds)) if facts.holds else None


def _duty(item: Item, today: date, rules: Rules) -> Decision | None:
    """The binding rule that ends last, if it has not ended. While the anchor is not known, no end is either."""
    binding = rules.binding(item.keep)
    if not binding:
        return None
    if item.anchor is None:
        return _locked_by(binding[0], None)
    anchor = item.anchor
    last = max(binding, key=lambda rule: rule.last_day(anchor))
    return _locked_by(last, last.last_day(anchor)) if today <= last.last_day(anchor) else None


def _restriction(item: Item, facts: Facts) -> Decision | None:
    """Who asked that their data is stored and not used wants it to stay, until they ask for its end themselves."""
    if not facts.restricted or _is_concerned(item, facts):
        return None
    return Decision(Action.LOCK, Ground.RESTRICTED)


def _locked_by(rule: Rule, until: date | None) -> Decision:
    ground = Ground.DUTY if rule.force is Force.DUTY else Ground.CLAIMS
    return Decision(Action.LOCK, ground, until, source="; ".join(rule.sources))


def _without_bonds(item: Item, facts: Facts, today: date, rules: Rules) -> Decision:
    """The answer where neither a hold nor a duty stands in the way."""
    if item.purpose is Purpose.MARKETING and (ground := _no_more_advertising(facts)):
        return Decision(Action.ERASE, ground)
    contract = _contract_for(item, facts, today)
    words = [_by_word_of(client, item, facts, today) for client in facts.clients if client.decides(item)]
    if words:
        # Of several clients each has to let it go. None of them speaks for what the person's own contract needs.
        word, is_theirs = fate(words), contract is not None and contract.standing is Standing.PARTY
        return _under(contract, item, facts, today) if contract and is_theirs and not word.keeps else word
    if contract is not None:
        return _under(contract, item, facts, today)
    if _is_concerned(item, facts):
        return _as_asked(facts)
    return _by_period(item, today, rules)


def _no_more_advertising(facts: Facts) -> Ground | None:
    right = facts.request.right if facts.request else None
    if facts.no_advertising or right in {Right.OBJECTION, Right.MARKETING}:
        return Ground.ADVERTISING
    return Ground.WITHDRAWN if right is Right.WITHDRAWAL else None


def _is_concerned(item: Item, facts: Facts) -> bool:
    """Whether the request, if any, speaks of this purpose: one objects to interests and withdraws consents."""
    if facts.request is None:
        return False
    basis = LAWFUL_BASIS[item.purpose]
    match facts.request.right:
        case Right.ERASURE:
            return True
        case Right.WITHDRAWAL:
            return basis == CONSENT
        case Right.MARKETING:
            return item.purpose is Purpose.MARKETING
    return basis in {CONSENT, INTEREST} or any(
        contract.standing is Standing.CONTACT and item.purpose in contract.needs for contract in facts.contracts
    )


def _by_word_of(client: Client, item: Item, facts: Facts, today: date) -> Decision:
    """We process on the client's instructions alone, its retention included (Art. 28(3)(a), (e) and (g))."""
    if client.word is Word.ERASE:
        return Decision(Action.ERASE, Ground.CLIENT_ERASES)
    if client.until is not None and today > client.until:
        if client.word is Word.KEEP or client.ended_on is None or item.anchor or _is_concerned(item, facts):
            return Decision(Action.ERASE, Ground.CLIENT_ERASES)
        client = replace(client, until=None)  # by no date, because nobody knows whether it began before the end
    if client.word is Word.CORRECT and _is_concerned(item, facts):
        return Decision(Action.KEEP, Ground.CLIENT_CORRECTS, client.until)
    if client.word is Word.KEEP or not _is_concerned(item, facts):
        return Decision(Action.KEEP, Ground.CLIENT_KEEPS, client.until)
    return Decision(Action.ASK, Ground.CLIENT_ASKED)


def _contract_for(item: Item, facts: Facts, today: date) -> Contract | None:
    """The current contract that needs this purpose: as a party before as a contact, the one that ends last."""
    current = [
        contract
        for contract in facts.contracts
        if item.purpose in contract.needs and (contract.ends_on is None or today <= contract.ends_on)
    ]
    if item.purpose is Purpose.MARKETING:
        return None  # no contract needs advertising
    return max(current, key=lambda one: (one.standing is Standing.PARTY, one.ends_on or date.max), default=None)


def _under(contract: Contract, item: Item, facts: Facts, today: date) -> Decision:
    """Under a current contract: its party's data is needed; a contact person may ask to be replaced within a month."""
    if contract.standing is Standing.PARTY:
        return Decision(Action.KEEP, Ground.CONTRACT, contract.ends_on)
    if item.is_of_company:
        return Decision(Action.KEEP, Ground.COMPANY, contract.ends_on)
    if facts.request is None or not _is_concerned(item, facts):
        return Decision(Action.KEEP, Ground.CONTACT, contract.ends_on)
    if facts.compelling:
        return Decision(Action.KEEP, Ground.COMPELLING, contract.ends_on, source=facts.compelling)
    last_day = last_day_of_asking(facts.request.received_on)
    if today <= last_day and not contract.has_named_another:
        return Decision(Action.LOCK, Ground.REPLACEMENT, last_day)
    return _as_asked(facts)


def last_day_of_asking(received_on: date) -> date:
    """How long a contact stays while their company is asked: what goes the day after has gone within the month."""
    return months_later(received_on, 1) - timedelta(days=1)


def _as_asked(facts: Facts) -> Decision:
    """Nothing keeps it any more. Compelling grounds answer an objection, and nothing else."""
    right = facts.request.right if facts.request else Right.ERASURE
    if right is Right.OBJECTION:
        if facts.compelling:
            return Decision(Action.KEEP, Ground.COMPELLING, source=facts.compelling)
        return Decision(Action.ERASE, Ground.OBJECTED)
    return Decision(Action.ERASE, Ground.WITHDRAWN if right is Right.WITHDRAWAL else Ground.REQUESTED)


def _by_period(item: Item, today: date, rules: Rules) -> Decision:
    """Nobody asked: what the owner's rule gives no end to, or whose beginning is not known, stays."""
    rule = rules.limit(item.keep)
    if rule is None or item.anchor is None:
        return Decision(Action.KEEP, Ground.NO_RULE)
    last_day = rule.last_day(item.anchor)
    source = "; ".join(rule.sources)
    if today <= last_day:
        return Decision(Action.KEEP, Ground.IN_PERIOD, last_day, source=source)
    return Decision(Action.ERASE, Ground.PERIOD_OVER, source=source)


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)
