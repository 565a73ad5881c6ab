"""The record of processing activities (GDPR Art. 30). What only the owner knows is shown as open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from candor.kernel.registries.personal_data import (
    LAWFUL_BASIS,
    PURPOSE_WORDS,
    RECIPIENT_WORDS,
    Purpose,
    retentions,
    stores,
    tables,
)
from candor.kernel.registries.personal_data.categories import CATEGORIES
from candor.privacy.documents.entries import ENTRIES, OPEN, Said, shown
from candor.privacy.documents.reading import held_for, how_long, personal_columns, purposes_in_use
from candor.privacy.markdown import plainly

TITLE = "# Record of processing"
DO_NOT_EDIT = "Generated from the map of personal data, as GDPR Art. 30 asks; do not edit. `candor fix` writes it anew."

MEASURES = (
    "Passwords hashed with Argon2id; second factors and passkeys; sessions end on the server.",
    "Every query begins with what its reader may see; each look at a person is logged.",
    "Each route reads for declared purposes; a column held for another one is refused.",
    "Files under random names outside any web root; the instance's folder readable by its user alone.",
    "Logs of allow-listed fields; audit facts sealed into a hash chain.",
    "The map below is compared with the live database before every start.",
)

ACTS = """\
Some organisations on our books are our clients: we process their people's data on their instructions. For each of them
the record names the client, its representative and officer, and the categories of processing (the purposes *support*
and *contract* above), transfers and measures as above.
"""
NO_RECIPIENTS = "No recipient is on the register."
NO_CLIENTS = "No client is on record."

Clients = Sequence[tuple[str, str, str]]
"""Name, contact, instructions and period of each client for whom an instance processes."""


Recipients = Sequence[tuple[str, str, str, str]]
"""Name, kind, purpose, and country with the basis of the transfer, of each recipient on the register."""


def record_of_processing(said: Said | None = None, clients: Clients = (), recipients: Recipients = ()) -> str:
    """The record of an instance whose owner has `said` this, as Markdown; without it the product's, all open."""
    if said is not None:
        return f"{TITLE}\n\n{record_without_title(said, clients, recipients)}"
    return f"{TITLE}\n\n{DO_NOT_EDIT}\n\n{record_without_title({}, [(OPEN, OPEN, OPEN)], [(OPEN, OPEN, OPEN, OPEN)])}"


def record_without_title(said: Said, clients: Clients = (), recipients: Recipients = ()) -> str:
    """All but the title, for a page that has one."""
    entries = [(title, meaning, shown(said, name)) for name, (title, meaning) in ENTRIES.items()]
    lines = [
        "## As a controller: Art. 30(1)",
        "",
        *_table(("entry", "meaning", "here"), entries),
        "",
    ]
    for purpose in purposes_in_use():
        lines += _activity(purpose)
    lines += ["## To whom: Art. 30(1)(d), (e)", "", *_recipients(recipients), ""]
    lines += ["## How long: Art. 30(1)(f)", "", *_table(("key", "from when"), _periods()), ""]
    lines += ["## Where", "", *_table(("store", "holds", "at erasure"), _places()), ""]
    lines += ["## Measures of the software: Art. 30(1)(g)", "", *(f"- {measure}" for measure in MEASURES), ""]
    lines += ["## For clients: Art. 30(2)", "", ACTS, *_clients(clients), *_extent()]
    return "\n".join(lines).rstrip() + "\n"


def _activity(purpose: Purpose) -> list[str]:
    people = (
        "Our staff." if purpose is Purpose.STAFF else "Customers, people of theirs, and who writes to us; our staff."
    )
    rows = [
        (
            CATEGORIES[held.category],
            f"`{held.keep}`",
            "; ".join(RECIPIENT_WORDS[recipient] for recipient in held.recipients) or "nobody outside",
            ", ".join(f"`{place}`" for place in held.places),
        )
        for held in held_for(purpose)
    ]
    return [
        f"### {PURPOSE_WORDS[purpose]}",
        "",
        f"Purpose `{purpose}`, lawful basis Art. {LAWFUL_BASIS[purpose]}. {people}",
        "",
        *_table(("data", "kept by", "goes to", "stands in"), rows),
        "",
    ]


def _periods() -> list[tuple[str, ...]]:
    used = {table.keep for table, _column, _answers in personal_columns()}
    return [(f"`{key}`", how_long(key)) for key in sorted(retentions()) if key in used]


def _places() -> list[tuple[str, ...]]:
    return [(f"`{name}`", store.holds, store.erase.value) for name, store in sorted(stores().items())]


def _recipients(recipients: Recipients) -> list[str]:
    if not recipients:
        return [NO_RECIPIENTS]
    rows = [tuple(cell if cell == OPEN else _in_a_cell(cell) for cell in one) for one in recipients]
    return _table(("recipient", "what they are", "for what", "country and basis of a transfer"), rows)


def _clients(clients: Clients) -> list[str]:
    if not clients:
        return [NO_CLIENTS]
    rows = [tuple(cell if cell == OPEN else _in_a_cell(cell) for cell in one) for one in clients]
    return _table(("client", "contact", "instructions and retention"), rows)


def _in_a_cell(text: str) -> str:
    return ", ".join(plainly(line) for line in text.splitlines() if line.strip()) or OPEN


def _extent() -> list[str]:
    personal = sum(1 for _column in personal_columns())
    every = sum(len(table.columns) for table in tables().values())
    return ["", f"{len(tables())} tables with {every} columns are classified, {personal} of these columns as personal."]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *rows)]
