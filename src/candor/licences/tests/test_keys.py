"""Keys of licences: what they hold, how a slip is told from a forgery, and the verifier that stands alone."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from candor.licences.keys import verify_licence
from candor.licences.keys.signing import Signer, key_id_of
from candor.licences.keys.verify_licence import ALPHABET, REVOCATIONS, Key, NotValid, Slip, read, verify
from candor.licences.keys.writing import (
    CODE,
    LAST_DAY,
    KeyContent,
    NotWritable,
    in_lines,
    tidy_licensee,
    write_file,
    write_key,
)

FIRST, LAST = date(2020, 1, 2), LAST_DAY
TODAY = date(2026, 11, 22)


def new_signer() -> Signer:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    return Signer(private, public, key_id_of(public))


OURS, FORMER, THEIRS = new_signer(), new_signer(), new_signer()
KEYS = {each.key_id: each.public for each in (OURS, FORMER)}

CODES = st.from_regex(CODE, fullmatch=True)
DAYS = st.dates(FIRST, LAST)
CONTENTS = st.builds(
    KeyContent,
    licence=st.binary(min_size=8, max_size=8).map(bytes.hex),
    revision=st.integers(1, 65_535),
    seats=st.integers(0, 65_535),
    issued=DAYS,
    expires=st.none() | DAYS,
    maintenance=st.none() | DAYS,
    product=CODES,
    edition=CODES,
    features=st.sets(CODES, max_size=5).map(sorted),
    licensee=st.text(max_size=60).map(tidy_licensee),
)


def a_key(**more: Any) -> str:
    content = {
        "licence": "0123456789abcdef", "revision": 2, "seats": 5, "issued": TODAY, "expires": None,
        "maintenance": date(2027, 11, 21), "product": "desk", "edition": "lt-5", "features": ("chat", "sla"),
    }  # fmt: skip
    return write_key(KeyContent(**(content | more)), OURS)


@given(CONTENTS)
def test_a_key_says_what_was_written(content: KeyContent):
    found = verify(write_key(content, OURS), KEYS)
    days = (content.issued, content.expires, content.maintenance)
    numbers = (content.licence, content.revision, content.seats)
    texts = (content.product, content.edition, tuple(content.features), content.licensee)
    assert found == Key(OURS.key_id, *numbers, *days, *texts)


@given(CONTENTS, st.data())
def test_a_mistyped_letter_is_found_in_its_group(content: KeyContent, data: st.DataObject):
    letters = list(write_key(content, OURS))
    place = data.draw(st.sampled_from([at for at, letter in enumerate(letters) if letter != "-"]))
    letters[place] = data.draw(st.sampled_from([letter for letter in ALPHABET if letter != letters[place]]))
    with pytest.raises(Slip, match=f"Group {place // 7 + 1} "):
        verify("".join(letters), KEYS)


@given(CONTENTS, st.data())
def test_two_letters_in_the_wrong_order_are_found(content: KeyContent, data: st.DataObject):
    letters = list(write_key(content, OURS))
    pairs = [at for at in range(len(letters) - 1) if "-" not in letters[at : at + 2] and letters[at] != letters[at + 1]]
    place = data.draw(st.sampled_from(pairs))
    letters[place : place + 2] = letters[place + 1], letters[place]
    with pytest.raises(Slip, match=f"Group {place // 7 + 1} "):
        verify("".join(letters), KEYS)


@given(CONTENTS, st.data())
def test_groups_left_out_or_swapped_are_slips(content: KeyContent, data: st.DataObject):
    groups = write_key(content, OURS).split("-")
    place = data.draw(st.integers(0, len(groups) - 2))
    swapped = [*groups[:place], groups[place + 1], groups[place], *groups[place + 2 :]]
    for wrong in ([*groups[:place], *groups[place + 1 :]], swapped if swapped != groups else groups[:-1]):
        with pytest.raises(Slip):
            verify("-".join(wrong), KEYS)


def test_a_key_may_be_typed_as_people_type():
    key = a_key()
    loose = "\n".join(in_lines(key.lower().replace("0", "o").replace("1", "l"))).replace("-", " - ")
    assert verify(loose, KEYS) == verify(key, KEYS)


@given(st.text(max_size=200) | st.text(ALPHABET + "- ", max_size=400))
def test_whatever_is_no_key_is_refused_with_a_sentence(text: str):
    with pytest.raises(NotValid) as refusal:
        verify(text, KEYS)
    assert str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("product", "Desk"), ("features", ("a b",)), ("seats", -1), ("revision", 0), ("issued", date(2019, 1, 1)),
        ("licensee", " Kim"), ("features", tuple(f"feature-number-{number:02}-with-name" for number in range(20))),
    ],
)  # fmt: skip
def test_what_no_key_can_hold_is_not_written(name: str, value: Any):
    with pytest.raises(NotWritable):
        a_key(**{name: value})


def test_the_present_day_ends_a_key_and_its_last_day_does_not():
    key = a_key(expires=TODAY)
    assert verify(key, KEYS, TODAY).expires == TODAY
    with pytest.raises(NotValid, match="ended"):
        verify(key, KEYS, date(2026, 11, 23))


def altered() -> str:
    """A key with more technicians and right checks, as somebody who read the format would write it."""
    import zlib

    from candor.licences.keys.writing import _grouped

    body, signature = verify_licence.content_of(a_key())
    more = body[:15] + b"\xff\xff" + body[17:]
    return _grouped(more + signature + zlib.crc32(more + signature).to_bytes(4, "big"))


HOSTILE = [
    "",
    "\0",
    "A" * 100_000,
    "-" * 5_000,
    "ÄÖÜ" * 50,
    "0" * 600,
    "7" * 606,
    "<script>alert(1)</script>",
    "\ud7ff" * 9,
]


def run(tmp_path: Path, key: str, *more: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "key.txt").write_text(key, "utf-8", "surrogatepass")
    listed = [{"id": key_id, "public_key": public.hex()} for key_id, public in KEYS.items()]
    (tmp_path / "keys.json").write_text(json.dumps({"keys": listed}))
    command = [sys.executable, "-I", verify_licence.__file__, "key.txt", "keys.json", *more]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)


def test_the_verifier_stands_alone(tmp_path: Path):
    good = run(tmp_path, "\n".join(in_lines(a_key())), "--day", "2026-11-22")
    assert (good.returncode, good.stdout.splitlines()[0], good.stderr) == (0, "VALID", "")
    assert "seats: 5" in good.stdout
    assert run(tmp_path, a_key(expires=TODAY), "--day", "2026-11-23").stderr == (
        "NOT VALID: The licence ended on 2026-11-22.\n"
    )
    rotated = write_key(KeyContent("00" * 8, 1, 0, TODAY, None, None, "desk", "lt-5"), FORMER)
    assert run(tmp_path, rotated).returncode == 0
    foreign = write_key(KeyContent("00" * 8, 1, 0, TODAY, None, None, "desk", "lt-5"), THEIRS)
    assert "not among the keys given" in run(tmp_path, foreign).stderr
    assert "altered or forged" in run(tmp_path, altered()).stderr
    assert run(tmp_path, a_key()[:-1]).stderr.startswith("MISTYPED")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_refused(text: str):
    with pytest.raises(NotValid):
        verify(text, KEYS)


@pytest.mark.parametrize("text", [HOSTILE[2], HOSTILE[-1]])
def test_the_verifier_survives_hostile_files(tmp_path: Path, text: str):
    found = run(tmp_path, text)
    assert found.returncode == 1
    assert "Traceback" not in found.stderr


def test_the_verifier_reads_the_list_of_revocations(tmp_path: Path):
    (tmp_path / "revoked.json").write_bytes(write_file(REVOCATIONS, {"licences": ["0123456789abcdef"]}, OURS))
    assert "revoked" in run(tmp_path, a_key(), "--revoked", "revoked.json").stderr
    (tmp_path / "forged.json").write_bytes(write_file(REVOCATIONS, {"licences": []}, OURS).replace(b"[]", b"[ ]"))
    assert run(tmp_path, a_key(), "--revoked", "forged.json").returncode == 0  # written differently, it says the same
    (tmp_path / "other.json").write_bytes(write_file(b"another-kind-1\0", {"licences": []}, OURS))
    assert "altered or forged" in run(tmp_path, a_key(), "--revoked", "other.json").stderr


def test_the_verifier_is_short_enough_to_be_read():
    assert len(Path(verify_licence.__file__).read_text().splitlines()) < 150


def test_a_licensee_is_cut_between_letters():
    assert tidy_licensee(" Müller\n& \tSöhne ") == "Müller & Söhne"
    assert len(tidy_licensee("ü" * 200).encode()) <= 120
    assert read(a_key(licensee=tidy_licensee("ü" * 200))).licensee == "ü" * 60
