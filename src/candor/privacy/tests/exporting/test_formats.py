"""The forms of a copy by themselves: cards, mailboxes, pages, and the archive as a stream."""

from __future__ import annotations

import io
import mailbox
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from candor.privacy.certificates import verify_certificate
from candor.privacy.exporting import verify_copy
from candor.privacy.exporting.container import Container
from candor.privacy.exporting.files import safe_name
from candor.privacy.exporting.formats.mbox import LONGEST_LINE, Mail, as_mbox
from candor.privacy.exporting.formats.vcard import WIDEST, Address, Card, as_vcard
from candor.privacy.exporting.to_disk import CannotWrite, check_free, give_name, write_aside

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def unfolded(card: bytes) -> list[str]:
    return card.replace(b"\r\n ", b"").decode().split("\r\n")


def test_a_card_escapes_folds_and_holds_no_line_of_its_own() -> None:
    name = "Kim; Jansen, \\ Ölüßé " * 8 + "\r\nEND:VCARD\nNOTE:x"
    data = as_vcard(
        Card(
            name,
            other_names=["Kimmy"],
            emails=[("kim@nordlicht.example", 'wo"rk^\n')],
            phones=[("+49 431 1", "")],
            addresses=[Address("home", "Kai 1\nHinterhaus", "Kiel", "24103", "DE")],
            organisations=[("Nordlicht; GmbH", "Boss")],
            language="de",
            time_zone="Europe/Berlin",
        )
    )
    assert all(len(line) <= WIDEST for line in data.split(b"\r\n"))
    assert all(line.decode() for line in data.split(b"\r\n")[:-1]), "no character is cut"
    lines = unfolded(data)
    assert [lines[0], lines[1], lines[-2], lines[-1]] == ["BEGIN:VCARD", "VERSION:4.0", "END:VCARD", ""]
    assert lines[2].startswith("FN:Kim\\; Jansen\\, \\\\ Ölüßé")
    assert lines[2].endswith("\\nEND:VCARD\\nNOTE:x")
    assert 'EMAIL;X-LABEL="wo^\'rk^^^n":kim@nordlicht.example' in lines
    assert 'ADR;X-LABEL="home":;;Kai 1\\nHinterhaus;Kiel;;24103;DE' in lines
    assert "1.ORG:Nordlicht\\; GmbH" in lines
    assert len(lines) == 13


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_a_mailbox_gives_back_every_mail_whatever_stands_in_it(size: int, tmp_path: Path) -> None:
    """Lines that look like the beginning of another mail are quoted (mboxrd), however the bytes come in."""
    texts = [
        b"Subject: one\r\n\r\nFrom here on\r\n>From there\r\n>>From both\r\nEnd\r\n",
        b"Subject: two\n\nno end of line",
        b"Subject: three\n\n" + b"x" * (2 * LONGEST_LINE) + b"\nFrom x\n",
    ]
    mails = [
        Mail("kim@nordlicht.example" if number else "b a d\nFrom x", NOW, _cut(text, size if number < 2 else 65_536))
        for number, text in enumerate(texts)
    ]
    path = tmp_path / "mail.mbox"
    path.write_bytes(b"".join(as_mbox(mails)))
    read = [bytes(message) for message in mailbox.mbox(path, create=False)]
    unquoted = [b"\n".join(_unquoted(line) for line in each.split(b"\n")) for each in read]
    assert [each.rstrip(b"\n") for each in unquoted] == [text.replace(b"\r\n", b"\n").rstrip(b"\n") for text in texts]


def _cut(text: bytes, size: int) -> list[bytes]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def _unquoted(line: bytes) -> bytes:
    return line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(b"From ") else line


def test_an_archive_is_the_same_for_the_same_members_and_cut_off_it_is_none() -> None:
    def made() -> bytes:
        container = Container(NOW)
        chunks = [*container.member("a/b.txt", [b"x" * 200_000]), *container.member("c", []), *container.end()]
        return b"".join(chunks)

    data = made()
    assert data == made()
    archive = ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    assert archive.namelist() == ["a/b.txt", "c"]
    assert verify_copy.verify(_file_of(data[:-30])) == ("form", "")


def _file_of(data: bytes) -> Path:
    return io.BytesIO(data)  # type: ignore[return-value] # zipfile takes either


def test_an_archive_given_up_halfway_leaves_no_noise() -> None:
    container = Container(NOW)
    member = container.member("a", iter([b"x" * 100_000, b"y" * 100_000]))
    next(member)
    member.close()
    container.close()


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../etc/passwd", "passwd"), ("CON.txt", "_CON.txt"), ('a<b>:"|?*.pdf', "a_b______.pdf"), ("", "file")],
)
def test_names_of_files_are_safe_everywhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_file_is_there_as_a_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    out = tmp_path / "kim.zip"
    check_free(out)
    aside = write_aside(out, [b"a", b"b"])
    assert not out.exists()
    give_name(aside, out)
    assert out.read_bytes() == b"ab"
    assert out.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [out]


def test_a_file_that_fails_leaves_nothing_and_nobody_s_file_is_overwritten(tmp_path: Path) -> None:
    def broken() -> object:
        yield b"a"
        raise KeyboardInterrupt

    out = tmp_path / "kim.zip"
    with pytest.raises(KeyboardInterrupt):
        write_aside(out, broken())  # type: ignore[arg-type] # an iterator of bytes
    assert list(tmp_path.iterdir()) == []
    aside = write_aside(out, [b"new"])
    out.write_bytes(b"old")
    with pytest.raises(CannotWrite, match="exists by now"):
        give_name(aside, out)
    assert out.read_bytes() == b"old"
    with pytest.raises(CannotWrite, match="exists already"):
        check_free(out)
    with pytest.raises(CannotWrite, match="no folder"):
        check_free(tmp_path / "none" / "kim.zip")


def test_the_script_stands_alone_and_is_short() -> None:
    """It imports the standard library only, and its arithmetic is that of the certificates' script, word for word."""
    one, other = Path(verify_copy.__file__).read_text(), Path(verify_certificate.__file__).read_text()
    assert len(one.splitlines()) < 150
    assert "candor." not in one
    begin, end = "def is_signed(", "def main("
    assert one[one.index(begin) : one.index(end)] == other[other.index(begin) : other.index(end)]
