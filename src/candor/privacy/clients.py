"""For whom people's data is processed (Art. 28 GDPR). Slices that know of such clients say so in their `panels.py`.

register_clients("privacy.agreements", of=clients_of_people)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from candor.privacy.rules.deciding import Client

ClientsOf = Callable[[Collection[int]], Mapping[int, Sequence[Client]]]
"""From the numbers of people to the clients for whom we process their data, in a constant number of queries.

Clients whose agreement has ended are among them, because what was theirs goes by its terms.
"""

_sources: dict[str, ClientsOf] = {}


def register_clients(name: str, *, of: ClientsOf) -> None:
    _sources[name] = of


def clients_of(people: Collection[int]) -> dict[int, tuple[Client, ...]]:
    """Every client of these people, by person; who has none is not in it. All of them have to let something go."""
    found: dict[int, tuple[Client, ...]] = {}
    for of in _sources.values():
        for person, clients in of(people).items():
            found[person] = (*found.get(person, ()), *clients)
    return found
