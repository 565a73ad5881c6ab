"""What people find on PostgreSQL after a move: one JSON object. Run by `test_moving`, with the home's own settings."""

from __future__ import annotations

import json

import django
from proving import proof

django.setup()

from django.conf import settings  # noqa: E402 - after Django is set up
from django.db import DatabaseError, connection, transaction  # noqa: E402 - as above
from django.test import Client  # noqa: E402 - as above

from candor.config.doctor import examine  # noqa: E402 - as above
from candor.config.settings.instance import load_settings  # noqa: E402 - as above
from candor.helpdesk.demo import PASSWORD  # noqa: E402 - as above
from candor.helpdesk.models import Ticket  # noqa: E402 - as above
from candor.kernel import search  # noqa: E402 - as above
from candor.kernel.command import prepare  # noqa: E402 - as above


def main() -> None:
    prepare()
    browser = Client(HTTP_HOST=settings.INSTANCE.host)
    signed_in = browser.post("/tech/sign-in/", {"email": "tech@demo.example", "password": PASSWORD}).status_code
    known = Ticket.objects.exclude(pk__in=[1, 2]).order_by("pk").first()
    matching = search.ids_matching("helpdesk.ticket", known.subject)
    print(
        json.dumps(
            {
                "engine": connection.vendor,
                "signed_in": signed_in,
                "case": browser.get(f"/tech/cases/{known.ref}/").status_code,
                "found": Ticket.objects.filter(pk=known.pk, pk__in=matching).exists(),
                "subjects": list(Ticket.objects.filter(pk__in=[1, 2]).order_by("pk").values_list("subject", flat=True)),
                "new": new_case(known),
                "guarded": is_guarded(),
                "proofs": {name: proof(name) for name in ("audit_verify", "privacy_verify", "privacy_ledger")},
                "doctor": [finding.says for finding in examine(load_settings()) if "before the move" in finding.says],
            }
        )
    )


def new_case(known: Ticket) -> int:
    """The number in the database of a case that is opened now."""
    known.pk, known.ref, known.number = None, "new-case", 10_000_000
    known.save(force_insert=True)
    return int(known.pk)


def is_guarded() -> bool:
    """Whether the database itself refuses to change an issued invoice."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE business_invoice SET number = 'other'")
    except DatabaseError:
        return True
    return False


main()
