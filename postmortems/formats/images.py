"""Cleans uploaded screenshots: what is kept is a fresh picture, never the file that was sent."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any, Protocol

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000

EMPTY = "This file is empty. Choose the picture again."
TOO_LARGE = "This picture is larger than 10 MB. Save it smaller and upload it again."
TOO_MANY_PIXELS = "This picture has more than 25 megapixels. Make it smaller and upload it again."
OTHER_TYPE = "Only PNG, JPEG and WebP pictures can be added. Save it as PNG and upload it again."
ANIMATED = "This picture moves. Upload a single frame of it, as PNG."
DAMAGED = "This picture is damaged or incomplete. Save it again and upload the new file."


@dataclass(frozen=True)
class Encoding:
    """How a type of picture is written."""

    name: str
    content_type: str
    extension: str
    options: dict[str, Any]


PNG = Encoding("PNG", "image/png", "png", {})
JPEG = Encoding("JPEG", "image/jpeg", "jpg", {"quality": 90})
WEBP = Encoding("WEBP", "image/webp", "webp", {"quality": 90})
# Cameras put a preview behind a JPEG and call it MPO: the picture is the JPEG in front.
ENCODINGS = {"PNG": PNG, "JPEG": JPEG, "MPO": JPEG, "WEBP": WEBP}
FORMATS = ["PNG", "JPEG", "WEBP"]
SIGNATURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"RIFF")


class ImageRefused(Exception):
    """The sentence that tells the person what to do instead."""


class Readable(Protocol):
    """An open file, an upload among them."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class CleanImage:
    """A picture without a past: no place, no camera, no comments, nothing behind its end."""

    content: bytes
    content_type: str
    extension: str
    width: int
    height: int
    sha256: str


def clean_image(upload: bytes | Readable) -> CleanImage:
    """The upload's picture, upright and encoded anew. ImageRefused says why there is none."""
    content = upload if isinstance(upload, bytes) else upload.read(MOST_BYTES + 1)
    if not content:
        raise ImageRefused(EMPTY)
    if len(content) > MOST_BYTES:
        raise ImageRefused(TOO_LARGE)
    with _open(content) as image:
        encoding = ENCODINGS[str(image.format)]
        _refuse_unfit(image)
        return _encode(_decode(image), encoding)


def _open(content: bytes) -> Image.Image:
    """Reads no further than the header."""
    try:
        return Image.open(BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageRefused(TOO_MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        is_known = content.startswith(SIGNATURES)
        raise ImageRefused(DAMAGED if is_known else OTHER_TYPE) from error
    except Exception as error:  # Pillow's readers raise whatever a damaged file makes of them.
        raise ImageRefused(DAMAGED) from error


def _refuse_unfit(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise ImageRefused(TOO_MANY_PIXELS)
    if getattr(image, "is_animated", False) and image.format != "MPO":
        raise ImageRefused(ANIMATED)


def _decode(image: Image.Image) -> Image.Image:
    """The pixels alone, turned as the camera was held."""
    try:
        image.load()
        mode = "RGBA" if image.has_transparency_data else "RGB"
        upright = ImageOps.exif_transpose(image).convert(mode)
    except Exception as error:  # As above.
        raise ImageRefused(DAMAGED) from error
    fresh = Image.new(mode, upright.size)
    fresh.paste(upright)
    return fresh


def _encode(image: Image.Image, encoding: Encoding) -> CleanImage:
    stream = BytesIO()
    image.save(stream, encoding.name, **encoding.options)
    content = stream.getvalue()
    return CleanImage(
        content,
        encoding.content_type,
        encoding.extension,
        image.width,
        image.height,
        sha256(content).hexdigest(),
    )
