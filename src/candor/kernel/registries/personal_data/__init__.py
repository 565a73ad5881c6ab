"""The map of what is held about people: every column of every table, and every store outside the tables.

Each slice declares its own in `personal_data.py`, beside the models. For every column there are five independent
answers (`erase`, `export`, `portable`, `log`, `lock`), because one list that serves two of them is how names survive.
The start is refused while the declarations and the live schema, or the declarations among themselves, disagree.
"""

from __future__ import annotations

from candor.kernel.registries.personal_data.anchors import (
    Anchor,
    Sign,
    counts_from,
    last_known_of,
    last_of,
    signs,
    waits_for,
)
from candor.kernel.registries.personal_data.categories import CATEGORIES
from candor.kernel.registries.personal_data.columns import Column, business, link, personal, secret, technical
from candor.kernel.registries.personal_data.completeness import (
    contradictions,
    missing,
    undeclared,
    undeclared_entries,
)
from candor.kernel.registries.personal_data.copying import Copied, copied
from candor.kernel.registries.personal_data.retention import Retention, keep_along, keep_from, retentions
from candor.kernel.registries.personal_data.store_map import (
    DATABASE,
    Keeper,
    Passing,
    Piece,
    Store,
    StoreUnavailable,
    Subject,
    Trace,
    declare_store,
    keepers,
    stores,
)
from candor.kernel.registries.personal_data.table_map import (
    Table,
    declare,
    declare_table,
    leads_also,
    subject_model,
    table_of,
    tables,
)
from candor.kernel.registries.personal_data.ways import By, Way, by_address, by_digest, by_number, by_object
from candor.kernel.registries.personal_data.words import (
    LAWFUL_BASIS,
    PURPOSE_WORDS,
    RECIPIENT_WORDS,
    Author,
    DeclarationError,
    Erase,
    Export,
    Lock,
    Log,
    Purpose,
    Recipient,
    Row,
)

__all__ = [
    "CATEGORIES",
    "DATABASE",
    "LAWFUL_BASIS",
    "PURPOSE_WORDS",
    "RECIPIENT_WORDS",
    "Anchor",
    "Author",
    "By",
    "Column",
    "Copied",
    "DeclarationError",
    "Erase",
    "Export",
    "Keeper",
    "Lock",
    "Log",
    "Passing",
    "Piece",
    "Purpose",
    "Recipient",
    "Retention",
    "Row",
    "Sign",
    "Store",
    "StoreUnavailable",
    "Subject",
    "Table",
    "Trace",
    "Way",
    "business",
    "by_address",
    "by_digest",
    "by_number",
    "by_object",
    "contradictions",
    "copied",
    "counts_from",
    "declare",
    "declare_store",
    "declare_table",
    "keep_along",
    "keep_from",
    "keepers",
    "last_known_of",
    "last_of",
    "leads_also",
    "link",
    "missing",
    "personal",
    "retentions",
    "secret",
    "signs",
    "stores",
    "subject_model",
    "table_of",
    "tables",
    "technical",
    "undeclared",
    "undeclared_entries",
    "waits_for",
]
