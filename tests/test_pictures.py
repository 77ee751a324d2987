"""Pictures: told by their bytes, and without what cameras and programs write beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.errors import NotAllowed
from social_care.pictures import bare, kind_of

SECRET = b"51.5N 0.1W mary's phone"


def block(marker: int, body: bytes) -> bytes:
    """One of a JPEG's."""
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body


def chunk(name: bytes, body: bytes) -> bytes:
    """One of a PNG's, with a sum nobody checks here."""
    return len(body).to_bytes(4) + name + body + b"sum!"


def riff(name: bytes, body: bytes) -> bytes:
    """One of a WebP's."""
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def webp(*chunks: bytes) -> bytes:
    """A whole one."""
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def exif(orientation: int, order: str = "big") -> bytes:
    """As a camera writes it: how it was held, and more than that."""
    big = order == "big"

    def number(value: int, size: int) -> bytes:
        return value.to_bytes(size, "big" if big else "little")

    entries = (
        number(0x010F, 2) + number(2, 2) + number(len(SECRET), 4) + number(38, 4),
        number(0x0112, 2) + number(3, 2) + number(1, 4) + number(orientation, 2) + b"\0\0",
    )
    head = (b"MM\0*" if big else b"II*\0") + number(8, 4) + number(len(entries), 2)
    return b"Exif\0\0" + head + b"".join(entries) + number(0, 4) + SECRET


JFIF, ICC, ADOBE = (
    block(0xE0, b"JFIF\0rest"),
    block(0xE2, b"ICC_PROFILE\0colours"),
    block(0xEE, b"Adobe..."),
)
TABLE, FRAME = block(0xDB, b"table"), block(0xC2, b"frame")
SCAN = block(0xDA, b"scan") + b"\x01\xff\x00\x02\xff\xd0\x03\xff\xff\x00\x04"
END = b"\xff\xd9"


def jpeg(*blocks: bytes) -> bytes:
    """A whole one, in two scans."""
    return b"\xff\xd8" + b"".join((*blocks, TABLE, FRAME, SCAN, TABLE, SCAN, END))


PLAIN_PNG = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"13 bytes long") + chunk(b"IDAT", b"dots")
PNG = PLAIN_PNG + chunk(b"IEND", b"")
WEBP = webp(riff(b"VP8X", bytes([0b0001_0010]) + b"123456789"), riff(b"VP8 ", b"dots!"))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (jpeg(), "image/jpeg"),
        (PNG, "image/png"),
        (b"GIF87a...", "image/gif"),
        (b"GIF89a...", "image/gif"),
        (WEBP, "image/webp"),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"<svg onload=alert(1)>", None),
        (b"%PDF-1.7", None),
        (b"MZ", None),
        (b"", None),
    ],
)
def test_a_picture_is_known_by_its_bytes(content: bytes, kind: str | None) -> None:
    assert kind_of(content) == kind


def test_a_jpeg_loses_all_but_the_picture() -> None:
    told = (
        block(0xE1, exif(1)),
        block(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET),
        block(0xE2, b"MPF\0" + SECRET),
        block(0xED, b"Photoshop 3.0\0" + SECRET),
        block(0xFE, SECRET),
        block(0xE0, b"JFXX\0" + SECRET),
    )
    assert bare(jpeg(JFIF, ICC, *told, ADOBE)) == jpeg(JFIF, ICC, ADOBE)


def test_what_hides_behind_a_jpeg_is_left_out() -> None:
    assert bare(jpeg(JFIF) + jpeg(block(0xE1, exif(6))) + SECRET) == jpeg(JFIF)


@pytest.mark.parametrize("order", ["big", "little"])
def test_how_the_camera_was_held_is_kept(order: str) -> None:
    made = bare(jpeg(block(0xE1, exif(6, order))))
    assert SECRET not in made
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in made
    assert bare(made) == made


@pytest.mark.parametrize("orientation", [0, 1, 9, 65535])
def test_upright_or_nonsense_says_nothing(orientation: int) -> None:
    assert bare(jpeg(block(0xE1, exif(orientation)))) == jpeg()


def test_an_exif_block_that_is_torn_is_left_out() -> None:
    for end in range(6, len(exif(6))):
        made = bare(jpeg(block(0xE1, exif(6)[:end])))
        assert b"mary" not in made
        assert len(made) <= len(jpeg()) + 40


def test_a_png_loses_words_times_and_places() -> None:
    names = (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")
    told = b"".join(chunk(name, SECRET) for name in names)
    colours = chunk(b"iCCP", b"colours")
    dirty = PLAIN_PNG + told + colours + chunk(b"IEND", b"") + SECRET
    assert bare(dirty) == PLAIN_PNG + colours + chunk(b"IEND", b"")


def test_a_webp_loses_its_exif_and_says_no_more_that_it_has_any() -> None:
    header = bytes([0b0001_1110]) + b"123456789"
    told = (riff(b"EXIF", SECRET), riff(b"XMP ", SECRET + b"!"))
    dirty = webp(riff(b"VP8X", header), riff(b"VP8 ", b"dots!"), *told) + SECRET
    assert bare(dirty) == WEBP
    assert bare(WEBP) == WEBP


def test_a_gif_stays_as_it_is() -> None:
    assert bare(b"GIF89a" + SECRET) == b"GIF89a" + SECRET


WHOLE = {"jpeg": jpeg(JFIF, block(0xE1, exif(6))), "png": PNG, "webp": WEBP}


@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_a_torn_picture_is_refused_in_words(kind: str) -> None:
    for end in range(8, len(WHOLE[kind])):
        with pytest.raises(NotAllowed, match="the picture is damaged"):
            bare(WHOLE[kind][:end])


@given(st.sampled_from([*WHOLE.values()]), st.binary(max_size=80), st.integers(3, 60))
def test_any_bytes_are_a_picture_or_refused(whole: bytes, noise: bytes, at: int) -> None:
    content = whole[:at] + noise + whole[at + len(noise) :]
    try:
        made = bare(content)
    except NotAllowed:
        return
    assert len(made) <= len(content) + 40
