"""What the web server runs. The house is checked before the first request is taken."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "candor.config.settings.django")

from candor.kernel.loading import loading

with loading():
    from django.core.wsgi import get_wsgi_application

    from candor.config.answering import seated
    from candor.kernel import seats
    from candor.kernel.db.sqlite import idle

    application = seated(get_wsgi_application())

    from candor.kernel.check import check
    from candor.kernel.upgrading import house

    house.enter()
    check()
    idle.keep(seats.AT_ONCE)

SWITCH_EVERY = 0.001
"""Seconds that one thread computes while others wait for the interpreter (5 ms usually). Whoever asked the database
waits for it anew after each statement, so that a page with thirty of them, or a writer who holds the lock, waited long:
with two hundred technicians on two busy cores 95 of 100 answers came in 0.27 to 0.58 s, before in 0.63 to 0.75 s.
A fifth of a millisecond costs a fifth more processor time."""

sys.setswitchinterval(SWITCH_EVERY)
