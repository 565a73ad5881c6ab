"""A home to be moved: the demo company, and a row in each table that this leaves empty. Run by `test_moving`."""

from __future__ import annotations

import django

django.setup()

from django.db import connection, connections, transaction  # noqa: E402 - after Django is set up

from candor.kernel import audit_chain, command, instance  # noqa: E402
from tests.privacy import world  # noqa: E402
from tests.privacy.marks import Mint  # noqa: E402

SINGLE = {"kernel_instance", "privacy_ledgerlease", "privacy_ownersentries", "knowledge_indextotals"}
"""Tables with one row, which the demo has."""

SEALED = {"kernel_auditfact", "kernel_auditseal"}
"""What is slipped into the chain breaks it: the demo's own facts are sealed instead."""


def main() -> None:
    command.prepare()
    instance.fill_with_demo()
    builder = world.Builder(Mint(), plants_everywhere=False)
    for table in world.tables().values():
        if table.name not in SINGLE | SEALED:
            builder.fill(table)
    audit_chain.seal_all()
    assert world.tables_without_rows() == []
    with transaction.atomic(), connection.cursor() as cursor:
        # A number that was given out and whose row has gone, text that PostgreSQL takes only mended.
        cursor.execute("UPDATE sqlite_sequence SET seq = 5000 WHERE name = 'helpdesk_ticket'")
        cursor.execute("UPDATE helpdesk_ticket SET subject = 'Printer' || char(0) || 'jam' WHERE id = 1")
        cursor.execute("UPDATE helpdesk_ticket SET subject = CAST(x'4bf6686c' AS text) WHERE id = 2")

    connections.close_all()  # so that no log is left beside the file, as after any command


main()
