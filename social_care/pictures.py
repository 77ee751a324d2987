"""Pictures as files: what kind it is by its bytes, and the same picture without what cameras add.

Where and when it was taken, with which camera, and a small copy from before it was cropped are
private details of whoever took it. Only blocks that are not the picture are left out, so it looks
the same to the last pixel; of a JPEG's EXIF the way it is held is kept.
"""

from collections.abc import Iterator
from typing import Literal

from social_care.errors import NotAllowed

Order = Literal["little", "big"]

JPEG, PNG, GIF, WEBP = "image/jpeg", "image/png", "image/gif", "image/webp"

_PNG_BEGIN = b"\x89PNG\r\n\x1a\n"
_PNG_WORDS = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_WEBP_WORDS = {b"EXIF", b"XMP "}
_WEBP_FLAGS = 0b0000_1100  # of its header: there is EXIF, there is XMP

_EXIF = b"Exif\0\0"
_KEPT = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
"""Of a JPEG's application blocks: its size on paper, its colours."""
_ORIENTATION = 0x0112


def kind_of(content: bytes) -> str | None:
    """The MIME type of a picture by its first bytes, whatever its name says; None: none we know."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(_PNG_BEGIN):
        return PNG
    if content.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    return None


def bare(content: bytes) -> bytes:
    """The same picture without what it tells about whoever took it. Raises NotAllowed.

    A GIF stays as it is: no camera makes them.
    """
    strip = {JPEG: _bare_jpeg, PNG: _bare_png, WEBP: _bare_webp}.get(kind_of(content) or "")
    if strip is None:
        return content
    try:
        return strip(content)
    except (IndexError, ValueError) as error:
        raise NotAllowed(
            "the picture is damaged: its end is missing, or something in between",
            "open it in a picture program and save it again",
        ) from error


def _bare_jpeg(content: bytes) -> bytes:
    """Blocks up to the end of the first picture: phones hide films and second pictures behind."""
    kept, at = [content[:2]], 2
    while True:
        if content[at] != 0xFF:
            raise ValueError("no block")
        marker = content[at + 1]
        if marker == 0xFF:  # a filling byte
            at += 1
            continue
        if marker == 0xD9:
            return b"".join((*kept, b"\xff\xd9"))
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if end > len(content) or end < at + 4:
            raise ValueError("a block without an end")
        kept.append(_jpeg_block(marker, content[at:end]))
        at = end
        if marker == 0xDA:
            at = _end_of_scan(content, end)
            kept.append(content[end:at])


def _jpeg_block(marker: int, block: bytes) -> bytes:
    body = block[4:]
    if marker == 0xE1 and body.startswith(_EXIF):
        return _only_orientation(body[len(_EXIF) :])
    is_about_it = 0xE0 <= marker <= 0xEF or marker == 0xFE
    if is_about_it and not any(marker == m and body.startswith(begin) for m, begin in _KEPT):
        return b""
    return block


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the picture's own data ends: at a marker that is no stuffed byte and no restart."""
    while True:
        at = content.index(b"\xff", at)
        following = content[at + 1]
        if following != 0 and following != 0xFF and not 0xD0 <= following <= 0xD7:
            return at
        at += 1 if following == 0xFF else 2


def _only_orientation(tiff: bytes) -> bytes:
    """An EXIF block that says how the camera was held, and nothing else; none if it was upright."""
    value = _orientation(tiff, "little" if tiff[:2] == b"II" else "big")
    if not 2 <= value <= 8:
        return b""
    entry = b"\x01\x12\x00\x03\x00\x00\x00\x01" + value.to_bytes(2) + b"\0\0"
    body = _EXIF + b"MM\x00\x2a\x00\x00\x00\x08\x00\x01" + entry + b"\0\0\0\0"
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body


def _orientation(tiff: bytes, order: Order) -> int:
    """1 is upright; 0: it does not say."""

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], order)

    first = number(4, 4)
    for entry in range(first + 2, first + 2 + 12 * number(first, 2), 12):
        if number(entry, 2) == _ORIENTATION:
            return number(entry + 8, 2)
    return 0


def _bare_png(content: bytes) -> bytes:
    chunks = _chunks(content, len(_PNG_BEGIN), "big", name_first=False, extra=4)
    kept = [_PNG_BEGIN]
    for name, chunk in chunks:
        if name not in _PNG_WORDS:
            kept.append(chunk)
        if name == b"IEND":
            return b"".join(kept)
    raise ValueError("no end")


def _bare_webp(content: bytes) -> bytes:
    body = content[: 8 + int.from_bytes(content[4:8], "little")]
    kept = []
    for name, chunk in _chunks(body, 12, "little", name_first=True, extra=0):
        if name == b"VP8X":
            kept.append(chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:])
        elif name not in _WEBP_WORDS:
            kept.append(chunk)
    rest = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(rest).to_bytes(4, "little") + rest


def _chunks(
    content: bytes, at: int, order: Order, *, name_first: bool, extra: int
) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk with its name: `extra` bytes follow what its length counts. Raises ValueError."""
    while at < len(content):
        one, other = content[at : at + 4], content[at + 4 : at + 8]
        name, size = (one, other) if name_first else (other, one)
        length = 8 + int.from_bytes(size, order) + extra
        length += length % 2 if name_first else 0  # RIFF pads to even places
        chunk = content[at : at + length]
        if len(name) < 4 or len(chunk) < length - (1 if name_first else 0):
            raise ValueError("a chunk without an end")
        yield name, chunk
        at += length
