"""What of the newsletters' mail is advertising, and the right to it."""

from __future__ import annotations

from candor.kernel.registries import advertising
from candor.newsletters.letters import TEMPLATE
from candor.newsletters.queries import still_right

advertising.register(TEMPLATE, still_right)
