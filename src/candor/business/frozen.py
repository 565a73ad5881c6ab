"""The guard of issued invoices and sent quotes: the database itself refuses to change what they say, whoever asks.

What stands on an invoice is corrected by another one (§ 14 UStG, § 146 Abs. 4 AO). What becomes of it (payments, the
people whose it is) may change, and it goes as a whole when its period is over. A quote
that was sent is followed by another version. The triggers are made anew after every
migration, because SQLite makes a table anew to change a column and loses them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connections

SAID = (
    "number", "kind", "issued_on", "due_on", "issued_at", "draft_ref", "currency", "language", "seller",
    "taxes", "net", "tax", "gross", "supplied_from", "supplied_until", "note", "buyer_name", "buyer_lines",
    "buyer_postcode", "buyer_city", "buyer_country", "buyer_vat_id", "buyer_email", "buyer_reference",
    "order_reference", "electronic", "discount", "reduction",
)  # fmt: skip
OFFERED = (
    "quote_id", "number", "subject", "currency", "language", "valid_until", "note", "lines", "taxes", "net", "tax",
    "gross", "terms_version", "sent_at", "sent_to", "discount", "reduction",
)  # fmt: skip


class Guard(NamedTuple):
    """What of a table does not change: these columns (all, where none are named), in rows of which `when` is true."""

    columns: tuple[str, ...] = ()
    when: str = ""

    def event(self, table: str) -> str:
        return f"BEFORE UPDATE{' OF ' if self.columns else ''}{', '.join(self.columns)} ON {table}"


GUARDS = {
    "business_invoice": Guard(SAID),
    "business_invoiceline": Guard(),
    "business_quoteversion": Guard(OFFERED, "OLD.sent_at IS NOT NULL"),
}
WORDS = "what was issued or sent does not change"


def guard_issued(using: str, **_signal: Any) -> None:
    """Have the database refuse changes; a second time changes nothing."""
    connection = connections[using]
    present = connection.introspection.table_names()
    if not GUARDS.keys() <= set(present):
        return
    statements = _of_postgresql() if connection.vendor == "postgresql" else _of_sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _of_sqlite() -> Iterator[str]:
    for table, guard in GUARDS.items():
        yield f"DROP TRIGGER IF EXISTS {table}_issued"
        when = f" WHEN {guard.when}" if guard.when else ""
        yield f"CREATE TRIGGER {table}_issued {guard.event(table)}{when} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"


def _of_postgresql() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION business_issued() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table, guard in GUARDS.items():
        when = f" WHEN ({guard.when})" if guard.when else ""
        how = f"FOR EACH ROW{when} EXECUTE FUNCTION business_issued()"
        yield f"CREATE OR REPLACE TRIGGER {table}_issued {guard.event(table)} {how}"
