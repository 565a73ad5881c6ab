"""A list taken in from its upload to its end in one go, for the demo company."""

from __future__ import annotations

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.csv_files import Dialect
from candor.kernel.files import store_file
from candor.people.actions.importing import SetUp, keep_list, run_import, set_up_import, start_import
from candor.people.models import Basis, Import, OnKnown
from candor.people.rules.import_columns import guess_columns


def take_in_list(name: str, content: str, source_name: str, *, by: Actor) -> Import:
    """Take a list in as a person would, to its end."""
    row = keep_list(store_file("files", name, "text/csv", [content.encode()]), by=by)
    columns = guess_columns(content.splitlines()[0].split(row.delimiter))
    today = clock.now().date()
    dialect = Dialect(row.encoding, row.delimiter)
    set_up_import(row, SetUp(dialect, columns, source_name, today, Basis.INTEREST, OnKnown.FILL), by=by)
    start_import(row, by=by)
    run_import(row.pk)
    return row
