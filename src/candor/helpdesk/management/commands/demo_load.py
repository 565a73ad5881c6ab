"""`candor demo load`: put the demo company into an empty instance."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError

from candor.helpdesk.demo import DemoRefused, fill
from candor.helpdesk.demo.large import BrokenOff, refuse_what_was_broken_off
from candor.kernel.command import Command as CandorCommand


class Command(CandorCommand):
    help = "Fill an empty instance with a demo company"

    def handle(self, **options: Any) -> None:
        try:
            is_new = fill()
            refuse_what_was_broken_off()
        except DemoRefused as error:
            raise CommandError(
                "This instance belongs to an organisation already. The demo goes into an empty one: "
                "choose another folder with CANDOR_HOME."
            ) from error
        except BrokenOff as error:
            raise CommandError(str(error)) from error
        self.say("The demo company has moved in." if is_new else "The demo company is here already.")
