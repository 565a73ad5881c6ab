"""The picture alone: what cameras and programs wrote beside it is gone, what is no picture is refused."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.kernel.picture_files import LONGEST_SIDE, MOST_BYTES, NoPicture, may_be_shown, picture_alone

HIDDEN = b"51.9607 N 7.6261 E"
"""Where a photograph was taken."""

JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqm"
    "x5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAEAAgD"
    "ASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAABP/EABQRAQAA"
    "AAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/ALABFv/Z"
)
"""Eight points by four, drawn by Chromium."""

GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
VP8 = base64.b64decode("VlA4ICYAAACwAQCdASoIAAQABABoJaACdLoABdQAAP7OgvoUbKJin7di7dBAAA==")


def png_part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 8, height: int = 4, *more: bytes, behind: bytes = b"") -> bytes:
    head = png_part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = png_part(b"IDAT", zlib.compress(bytes(9 * 4)))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + rows + png_part(b"IEND", b"") + behind


def jpeg_part(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def exif(orientation: int, order: str = ">") -> bytes:
    mark = b"MM\0\x2a" if order == ">" else b"II\x2a\0"
    place = struct.pack(f"{order}HHII", 0x010E, 2, len(HIDDEN), 38)
    side = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"Exif\0\0" + mark + struct.pack(f"{order}IH", 8, 2) + place + side + b"\0" * 4 + HIDDEN


def webp(*parts: tuple[bytes, bytes]) -> bytes:
    body = b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in parts)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


XMP = b"\x21\xff\x0bXMP DataXMP\x12" + HIDDEN + b"\0"
CARRYING = {
    "png": png(8, 4, png_part(b"tEXt", b"Comment\0" + HIDDEN), png_part(b"eXIf", HIDDEN), behind=HIDDEN),
    "jpeg": JPEG[:2] + jpeg_part(0xE1, exif(1)) + jpeg_part(0xED, HIDDEN) + jpeg_part(0xFE, HIDDEN) + JPEG[2:] + HIDDEN,
    "gif": GIF[:19] + b"\x21\xfe\x12" + HIDDEN + b"\0" + XMP + GIF[19:] + HIDDEN,
    "webp": webp(
        (b"VP8X", bytes([0x2C, 0, 0, 0, 7, 0, 0, 3, 0, 0])),
        (b"VP8 ", VP8[8:]),
        (b"EXIF", HIDDEN),
        (b"XMP ", HIDDEN + b"x"),
    ),
}


@pytest.mark.parametrize("kind", CARRYING)
def test_what_stands_beside_the_picture_is_gone_and_the_picture_is_not(kind: str) -> None:
    assert HIDDEN in CARRYING[kind]
    told, alone = picture_alone(CARRYING[kind])
    assert told == f"image/{kind}"
    assert HIDDEN not in alone
    assert picture_alone(alone) == (told, alone), "made once more it is the same"
    plain = {"png": png(), "jpeg": JPEG, "gif": GIF}
    assert kind not in plain or alone == plain[kind], "nothing of the picture is missing"
    assert kind != "webp" or VP8[8:] in alone


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photograph_keeps_which_side_is_up_and_nothing_else(order: str) -> None:
    _kind, alone = picture_alone(JPEG[:2] + jpeg_part(0xE1, exif(6, order)) + JPEG[2:])
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in alone
    assert HIDDEN not in alone


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.7",
        png()[:-20],
        JPEG[:-2],
        JPEG[:60],
        GIF[:-1],
        webp((b"VP8 ", VP8[8:]))[:20],
        webp((b"EXIF", HIDDEN)),
        png(LONGEST_SIDE + 1, 1),
        png(10_000, 10_000),
        png(0, 4),
        GIF[:6] + b"\xff\xff\xff\xff" + GIF[10:],
        JPEG.replace(b"\x08\x00\x04\x00\x08\x03", b"\x08\xff\xff\xff\xff\x03"),
        webp((b"VP8X", bytes([0, 0, 0, 0, *b"\xff" * 6]))),
        png() + b"\0" * MOST_BYTES,
    ],
)
def test_what_is_no_picture_or_would_burst_is_refused(content: bytes) -> None:
    with pytest.raises(NoPicture):
        picture_alone(content)


@given(st.sampled_from(sorted(CARRYING)), st.integers(0, 400), st.binary(max_size=6), st.integers(0, 8))
def test_whatever_is_broken_in_it_nothing_worse_comes_than_a_refusal(
    kind: str, at: int, put: bytes, instead_of: int
) -> None:
    whole = CARRYING[kind]
    try:
        told, alone = picture_alone(whole[:at] + put + whole[at + instead_of :])
    except NoPicture:
        return
    assert told.startswith("image/")
    assert len(alone) <= len(whole) + len(put) + 40


def test_only_pictures_of_a_decent_size_are_tried() -> None:
    assert may_be_shown("image/jpeg", 4_000_000)
    assert not may_be_shown("image/jpeg", MOST_BYTES + 1)
    assert not may_be_shown("image/svg+xml", 100)
    assert not may_be_shown("application/pdf", 100)
