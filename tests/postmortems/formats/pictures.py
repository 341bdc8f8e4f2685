"""Pictures, made of their bytes."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

from postmortems.formats.images import CleanImage

CANARY = b"db-7.internal.example"
TYPES = [("PNG", "image/png", "png"), ("JPEG", "image/jpeg", "jpg"), ("WEBP", "image/webp", "webp")]


def picture(kind: str = "PNG", *, size: tuple[int, int] = (4, 3), **options: Any) -> bytes:
    """A small file of that kind, red on its left edge."""
    image = Image.new(options.pop("mode", "RGB"), size, options.pop("colour", "white"))
    if image.mode == "RGB":
        image.paste((255, 0, 0), (0, 0, 1, size[1]))
    stream = BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def animation(kind: str) -> bytes:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "green", "blue")]
    stream = BytesIO()
    frames[0].save(stream, kind, save_all=True, append_images=frames[1:], duration=100)
    return stream.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*chunks: bytes, width: int = 1, height: int = 1) -> bytes:
    """A PNG made by hand: its header, the chunks, an end."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


def pixels(length: int = 4) -> bytes:
    return chunk(b"IDAT", zlib.compress(b"\0" * length))


def reopened(clean: CleanImage) -> Image.Image:
    return Image.open(BytesIO(clean.content))
