"""The rights by which somebody asks that their data goes, or that its use ends: in words, and in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.privacy.ledger import Deed
from candor.privacy.models import RequestKind, SuppressionReason
from candor.privacy.rules.deciding import Right


@dataclass(frozen=True, slots=True)
class Named:
    """How a right is called, and where the law has it."""

    name: Promise
    law: Promise


@dataclass(frozen=True, slots=True)
class Words(Named):
    """The same with one sentence of what carrying it out does."""

    does: Promise
    carry_out: Promise
    final: Promise
    """What nobody here can take back once it is confirmed."""


RIGHT_WORDS: Mapping[Right, Words] = {
    Right.ERASURE: Words(
        _("Erasure"),
        _("Art. 17 GDPR"),
        _("Everything about the person goes that no law, contract or hold asks us to keep."),
        _("Erase for good"),
        _("The person's sessions end at once."),
    ),
    Right.OBJECTION: Words(
        _("Objection"),
        _("Art. 21(1) GDPR"),
        _(
            "What is done with the data in our own interest ends, advertising included, and what is held for that"
            " alone goes. What the person's own contract, cases and account need stays."
        ),
        _("Carry out the objection"),
        _("Only the person can allow advertising again."),
    ),
    Right.MARKETING: Words(
        _("Objection to advertising"),
        _("Art. 21(2) and (3) GDPR"),
        _(
            "Nobody advertises to the person any more, whatever list they come back with, and what is held for"
            " advertising alone goes. Everything else stays."
        ),
        _("End the advertising"),
        _("Only the person can allow advertising again."),
    ),
    Right.WITHDRAWAL: Words(
        _("Withdrawal of consent"),
        _("Art. 7(3) GDPR"),
        _(
            "What was done with the person's consent ends, advertising included, and what is held on consent alone"
            " goes. Everything else stays."
        ),
        _("Carry out the withdrawal"),
        _("Only the person can consent again."),
    ),
}

CORRECTION_WORDS = Named(_("Rectification"), _("Art. 16 GDPR"))
RESTRICTION_WORDS = Named(_("Restriction"), _("Art. 18 GDPR"))
COPY_WORDS = Named(_("A copy of the data"), _("Art. 15 GDPR"))
"""Of the right by which nothing goes."""

KIND_WORDS: Mapping[str, Named] = {
    RequestKind.ACCESS: COPY_WORDS,
    RequestKind.RECTIFICATION: Named(_("Rectification"), _("Art. 16 GDPR")),
    RequestKind.ERASURE: RIGHT_WORDS[Right.ERASURE],
    RequestKind.RESTRICTION: Named(_("Restriction of processing"), _("Art. 18 GDPR")),
    RequestKind.PORTABILITY: Named(_("Data to take along"), _("Art. 20 GDPR")),
    RequestKind.OBJECTION: Named(_("Objection"), _("Art. 21 GDPR")),
    RequestKind.WITHDRAWAL: RIGHT_WORDS[Right.WITHDRAWAL],
    RequestKind.COMPLAINT: Named(_("Complaint about how data is treated"), _("Art. 28(3)(e) GDPR")),
}
"""The kinds of tracked requests, as a client is told of them."""

DEEDS: Mapping[Right, Deed] = {
    Right.ERASURE: Deed.ERASURE,
    Right.OBJECTION: Deed.OBJECTION,
    Right.MARKETING: Deed.NO_ADVERTISING,
    Right.WITHDRAWAL: Deed.WITHDRAWAL,
}
"""As what a request is noted in the ledger."""

SILENCED_BY: Mapping[Right, SuppressionReason] = {
    Right.OBJECTION: SuppressionReason.OBJECTION,
    Right.MARKETING: SuppressionReason.OBJECTION,
    Right.WITHDRAWAL: SuppressionReason.WITHDRAWAL,
}
"""The rights that end advertising to every address of the person, and the reason that is entered."""


def words_of(right: str) -> Words:
    """The words of a right as it stands in the register."""
    return RIGHT_WORDS[Right(right)]


def takes_everything(right: str) -> bool:
    """Whether all that is held is asked for. The other rights speak of some purposes only."""
    return Right(right) is Right.ERASURE


def named(kind: str) -> Named:
    """The words of a kind of tracked request."""
    return KIND_WORDS[kind]
