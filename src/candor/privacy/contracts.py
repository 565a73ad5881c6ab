"""In which contracts people are. Slices above that know of contracts say so in their `panels.py`.

register_contracts("business.subscriptions", of=contracts_of_customers)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from candor.privacy.rules.deciding import Contract

ContractsOf = Callable[[Collection[int]], Mapping[int, Sequence[Contract]]]
"""From the numbers of people to their contracts, ended ones too, in a constant number of queries.

The end of a contract is a sign of the customer, so that their period is counted from it.
"""

_sources: dict[str, ContractsOf] = {}


def register_contracts(name: str, *, of: ContractsOf) -> None:
    _sources[name] = of


def contracts_of(people: Collection[int]) -> dict[int, tuple[Contract, ...]]:
    """Every contract of these people, by person; who has none is not in it."""
    found: dict[int, tuple[Contract, ...]] = {}
    for of in _sources.values():
        for person, contracts in of(people).items():
            found[person] = (*found.get(person, ()), *contracts)
    return found
