"""Searching among the cases that a customer sees, by what they may read of them.

The index holds internal notes too, so a hit of the index says nothing yet: each is looked at again with the words of
the letters alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from candor.helpdesk.letters import Reader, readable_letters
from candor.helpdesk.models import Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.search import KIND
from candor.kernel.search import matching
from candor.kernel.search.words import words_in, words_sought

MOST_LOOKED_AT = 100
LONGEST_QUESTION = 200


def found_among(cases: TicketQuerySet, question: str, me: Reader) -> Sequence[Ticket]:
    """The newest of the cases whose number, subject or letters hold every word. Three queries at most."""
    number = question.strip().removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 19:
        named = list(cases.filter(number=int(number)).select_related("requester"))
        if named:
            return named
    hits = list(matching(KIND, question, cases.select_related("requester"))[:MOST_LOOKED_AT])
    words, letters = words_sought(question), defaultdict(list)
    for ticket_id, text in readable_letters(me).filter(ticket__in=hits).values_list("ticket", "text"):
        letters[ticket_id].append(text)
    return [case for case in hits if _holds(words, f"{case.number} {case.subject}\n" + "\n".join(letters[case.pk]))]


def _holds(words: Sequence[str], text: str) -> bool:
    """Every word stands in the text; those of three letters and more may begin a longer one, as in the index."""
    present = set(words_in(text))
    return all(
        word in present or (len(word) >= 3 and any(other.startswith(word) for other in present)) for word in words
    )
