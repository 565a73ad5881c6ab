"""Tables of the catalogue: what is sold, for how much, and what of it is handed out to whom."""

from candor.catalogue.models.downloads import Download, DownloadRequest, DownloadWay, ReleaseSubscription
from candor.catalogue.models.prices import Price, PriceList, TaxClass
from candor.catalogue.models.products import CHANGE, VIEW, Edition, Product, ProductKind, ProductText, Unit
from candor.catalogue.models.releases import Audience, Channel, Platform, Release, ReleaseFile, ReleaseText

__all__ = [
    "CHANGE",
    "VIEW",
    "Audience",
    "Channel",
    "Download",
    "DownloadRequest",
    "DownloadWay",
    "Edition",
    "Platform",
    "Price",
    "PriceList",
    "Product",
    "ProductKind",
    "ProductText",
    "Release",
    "ReleaseFile",
    "ReleaseSubscription",
    "ReleaseText",
    "TaxClass",
    "Unit",
]
