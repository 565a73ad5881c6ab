"""The resources of the catalogue, and how its refusals are told."""

from __future__ import annotations

from candor.catalogue.actions.products import ChangedMeanwhile
from candor.kernel.api.operations import Operations
from candor.kernel.api.refusals import tell
from candor.kernel.http.problems import Problem

READ, WRITE = "products:read", "products:write"

PRODUCTS = Operations("Products and prices")

tell(ChangedMeanwhile, lambda _refusal: Problem("stale"))
