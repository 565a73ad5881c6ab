"""The guard of issued invoices: the database itself refuses to change what they say, whoever asks.

What stands on an invoice is corrected by another one (§ 14 UStG, § 146 Abs. 4 AO). What becomes of it (payments, the
people whose it is) may change, and it goes as a whole when its period is over. The triggers are made after every
migration, because SQLite makes a table anew to change a column and loses them.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

SAID = (
    "number", "kind", "issued_on", "due_on", "issued_at", "draft_ref", "currency", "language", "seller",
    "taxes", "net", "tax", "gross", "supplied_from", "supplied_until", "note", "buyer_name", "buyer_lines",
    "buyer_postcode", "buyer_city", "buyer_country", "buyer_vat_id", "buyer_email", "buyer_reference",
    "order_reference",
)  # fmt: skip
GUARDS = {
    "business_invoice": f"BEFORE UPDATE OF {', '.join(SAID)} ON business_invoice",
    "business_invoiceline": "BEFORE UPDATE ON business_invoiceline",
}
WORDS = "what an issued invoice says does not change"


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


def _of_sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_issued {when} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        for table, when in GUARDS.items()
    ]


def _of_postgresql() -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION business_issued() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    return [
        function,
        *(
            f"CREATE OR REPLACE TRIGGER {table}_issued {when} FOR EACH ROW EXECUTE FUNCTION business_issued()"
            for table, when in GUARDS.items()
        ),
    ]
