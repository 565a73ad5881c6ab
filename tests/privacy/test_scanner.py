"""The scanner is shown to find every plant, in every form and in every carrier, before anything is believed of it."""

from __future__ import annotations

import base64
import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from candor.kernel.logs import log
from tests.privacy import carriers, world
from tests.privacy.marks import Form, Mint, tokens_in, written

TOKEN = "canaryabcdefghijkl"


@pytest.mark.parametrize("form", Form)
@given(before=st.binary(max_size=40), after=st.binary(max_size=40))
def test_a_mark_is_found_whatever_stands_around_it(form: Form, before: bytes, after: bytes) -> None:
    assert TOKEN in tokens_in(before + b" " + written(TOKEN, form) + b" " + after)


@given(before=st.text(max_size=30), after=st.text(max_size=30))
def test_a_mark_is_found_wherever_it_stands_in_a_base64_text(before: str, after: str) -> None:
    lines = base64.encodebytes(f"{before}{TOKEN}{after}".encode())
    assert TOKEN in tokens_in(b"Content-Transfer-Encoding: base64\r\n\r\n" + lines)


WRAPPED = {
    "compressed, then base64": base64.b64encode(gzip.compress(TOKEN.encode())),
    "UTF-16, then base64": base64.b64encode(TOKEN.encode("utf-16-le")),
    "base64, then compressed": gzip.compress(base64.b64encode(TOKEN.upper().encode())),
    "quoted-printable, then compressed": gzip.compress(written(TOKEN, Form.QUOTED)),
    "UTF-16 of the other order": TOKEN.encode("utf-16-be"),
}


@pytest.mark.parametrize("how", WRAPPED)
def test_a_mark_is_found_two_layers_deep(how: str) -> None:
    assert TOKEN in tokens_in(WRAPPED[how])


def test_equals_signs_in_binary_data_hide_nothing() -> None:
    """Seen in a database's raw pages: the standard decoder skips all up to the next line end after `=` and a return."""
    assert TOKEN in tokens_in(b"\x00=\r\x07" + written(TOKEN, Form.QUOTED) + b"\x00")


def test_what_was_not_planted_is_not_found() -> None:
    assert tokens_in(b"canary canary-birds CANARYABC " + base64.b64encode(b"a canary sings")) == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.db
class TestEveryCarrier:
    def test_every_mark_is_found_in_every_carrier(self) -> None:
        """Marks in every column that takes text, even in those about nobody, and in every stored file."""
        mint = Mint()
        made = world.build(mint, plants_everywhere=True)
        spool = Path(settings.INSTANCE.home) / "tmp" / "upload.part"
        spool.write_bytes(mint.content("an upload that is arriving"))
        try:
            found = carriers.where_tokens_are(set(mint.planted))
        finally:
            spool.unlink()
        assert {mint.planted[token] for token in mint.planted.keys() - found.keys()} == set()
        carrying = {place for place, _form in mint.planted.values()}
        assert {"kernel_job.arguments", "kernel_job.error", "mail_rawmessage.subject", "mail-raw on disk"} <= carrying
        assert made.subject.pk

    def test_the_raw_files_are_read_too(self, kims: world.World) -> None:
        if connection.vendor != "sqlite":
            pytest.skip("PostgreSQL's files are not ours to read")
        found = carriers.where_tokens_are(set(kims.mint.planted))
        in_files = {place for places in found.values() for place in places if place.startswith("the file ")}
        database = Path(str(connection.settings_dict["NAME"])).name
        assert {f"the file {database}-wal", "the file search.sqlite3"} & in_files
        for token, (place, form) in kims.mint.planted.items():
            if "." in place or place == "address":
                assert any(where.startswith(f"the file {database}") for where in found[token]), (place, form)


def test_logs_hold_no_mark_of_what_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """A log is a carrier whose fields are listed: what has no field to stand in is dropped."""
    log.error("mail refused", address=TOKEN, subject=TOKEN, error="SMTPRecipientsRefused")
    told = capsys.readouterr().err
    assert "SMTPRecipientsRefused" in told
    assert tokens_in(told.encode()) == set()
    log.error(TOKEN)
    assert tokens_in(capsys.readouterr().err.encode()) == {TOKEN}
