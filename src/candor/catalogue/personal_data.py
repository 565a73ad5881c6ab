"""What the catalogue holds about people: who of us changed what is sold last. Of customers it knows their downloads."""

from __future__ import annotations

from candor.catalogue.models import Edition, Price, PriceList, Product, ProductText
from candor.catalogue.personal_data_downloads import declare_downloads
from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Log,
    Purpose,
    Row,
    business,
    declare,
    personal,
    technical,
)


def _of_staff() -> Column:
    return personal(
        "user.unique_id",
        purposes=[Purpose.STAFF],
        erase=Erase.NULL,
        export=Export.NO,
        log=Log.NO,
        author=Author.SOFTWARE,
    )


def _technical(*names: str) -> dict[str, Column]:
    return {name: technical() for name in names}


declare(
    Product,
    row=Row.MENTION,
    person="changed_by",
    keep="staff",
    fields={
        **_technical("id", "ref", "kind", "unit", "position", "retired_at", "created_at", "changed_at"),
        **_technical("submission_key", "version"),
        "changed_by": _of_staff(),
    },
)
declare(
    ProductText,
    row=Row.NOBODY,
    fields={**_technical("id", "product", "language"), "name": business(), "description": business()},
)
declare(
    Edition,
    row=Row.MENTION,
    person="changed_by",
    keep="staff",
    fields={
        **_technical("id", "ref", "product", "seats", "maintenance_years", "position", "retired_at", "changed_at"),
        **_technical("version"),
        **{name: business() for name in ("name", "sku", "features")},
        "changed_by": _of_staff(),
    },
)
declare(
    PriceList,
    row=Row.MENTION,
    person="changed_by",
    keep="staff",
    fields={
        **_technical("id", "ref", "currency", "is_gross", "is_default", "valid_from", "valid_until", "retired_at"),
        **_technical("changed_at", "submission_key", "version"),
        "name": business(),
        "changed_by": _of_staff(),
    },
)
declare(
    Price,
    row=Row.MENTION,
    person="changed_by",
    keep="staff",
    fields={
        **_technical("id", "list", "edition", "amount", "tax", "changed_at"),
        "changed_by": _of_staff(),
    },
)
declare_downloads()
