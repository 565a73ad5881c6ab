"""The resources of the catalogue, and how its refusals are told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from candor.catalogue.actions.downloading import NoAddress, NotOffered
from candor.catalogue.actions.prices import HasPrices
from candor.catalogue.actions.products import ChangedMeanwhile, SkuTaken
from candor.catalogue.actions.release_files import NameTaken, StillOffered
from candor.catalogue.actions.releases import NumberTaken, WithoutFiles
from candor.kernel.api.operations import Operations
from candor.kernel.api.refusals import tell
from candor.kernel.http.problems import Problem, not_valid

READ, WRITE = "products:read", "products:write"
RELEASES_READ, RELEASES_WRITE = "releases:read", "releases:write"

PRODUCTS = Operations("Products and prices")
RELEASES = Operations("Releases and downloads")

tell(ChangedMeanwhile, lambda _refusal: Problem("stale"))
tell(SkuTaken, lambda _refusal: not_valid(("sku", _("Another edition has this number."))))
tell(
    HasPrices,
    lambda _refusal: Problem(
        "conflict", _("Prices stand in this list: begin a new one for another currency or meaning.")
    ),
)
tell(NumberTaken, lambda _refusal: not_valid(("number", _("The product has a release of this number already."))))
tell(NotOffered, lambda _refusal: Problem("conflict", _("The release is not offered: publish it first.")))
tell(NoAddress, lambda _refusal: Problem("conflict", _("No e-mail address of this person is known.")))
tell(
    WithoutFiles,
    lambda _refusal: Problem("conflict", _("Add a file first: there is nothing to download yet.")),
)
tell(
    NameTaken,
    lambda _refusal: Problem(
        "conflict", _("The release has another file of this name. Give this one a name of its own.")
    ),
)
tell(
    StillOffered,
    lambda _refusal: Problem("conflict", _("Withdraw the release first: it is offered with this file.")),
)
