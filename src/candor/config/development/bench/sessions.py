"""Sessions for a crowd: `python -m candor.config.development.bench.sessions N` prints their cookies as JSON.

They are begun as a sign-in begins them, without its password: two hundred of those are no part of what is measured.
"""

from __future__ import annotations

import json
import os
import sys
from itertools import cycle, islice


def main(count: int) -> None:
    """Begin so many sessions of the technicians in turn."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "candor.config.settings.django")
    import django

    django.setup()
    from django.conf import settings

    from candor.people.models import Account
    from candor.people.sessions import SessionStore

    cookies = []
    technicians = list(Account.objects.filter(staff__role="technician", is_active=True).select_related("person"))
    for account in islice(cycle(technicians), count):
        store = SessionStore(None)
        store.sign_in(account)
        store.save()
        cookies.append(str(store.session_key))
    print(json.dumps({"name": settings.SESSION_COOKIE_NAME, "values": cookies}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
