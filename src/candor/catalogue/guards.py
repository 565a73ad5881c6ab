"""What of the catalogue's mail is advertising, and the right to it."""

from __future__ import annotations

from candor.catalogue.actions.news import TEMPLATE, still_wanted
from candor.kernel.registries import advertising

advertising.register(TEMPLATE, still_wanted)
