import struct
import zipfile
import zlib
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from postmortems.formats.images import (
    MOST_BYTES,
    MOST_PIXELS,
    CleanImage,
    ImageRefused,
    clean_image,
)
from tests.cases import cases

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


# Pictures people send


@pytest.mark.parametrize(("kind", "content_type", "extension"), TYPES)
def test_a_screenshot_is_kept_as_what_it_is(kind: str, content_type: str, extension: str) -> None:
    clean = clean_image(picture(kind, size=(40, 30)))

    assert (clean.content_type, clean.extension) == (content_type, extension)
    assert (clean.width, clean.height) == (40, 30)
    assert clean.sha256 == sha256(clean.content).hexdigest()
    assert reopened(clean).format == kind
    assert reopened(clean).size == (40, 30)


def test_a_png_keeps_every_pixel() -> None:
    clean = clean_image(picture())

    assert [reopened(clean).getpixel((x, 1)) for x in (0, 1)] == [(255, 0, 0), (255, 255, 255)]


def test_an_upload_is_read_like_bytes() -> None:
    content = picture()

    assert clean_image(SimpleUploadedFile("graph.png", content)) == clean_image(content)
    assert clean_image(BytesIO(content)) == clean_image(content)


@pytest.mark.parametrize(
    ("mode", "colour", "kept"),
    [
        ("RGBA", (0, 0, 255, 128), (0, 0, 255, 128)),
        ("LA", (9, 128), (9, 9, 9, 128)),
        ("L", 9, (9, 9, 9)),
        ("1", 1, (255, 255, 255)),
        ("P", 0, (0, 0, 0)),
    ],
)
def test_colours_of_every_kind_are_kept(
    mode: str, colour: int | tuple[int, ...], kept: tuple[int, ...]
) -> None:
    clean = clean_image(picture(mode=mode, colour=colour))

    assert reopened(clean).getpixel((0, 0)) == kept


def test_a_print_jpeg_is_kept_for_the_screen() -> None:
    clean = clean_image(picture("JPEG", mode="CMYK", colour=(0, 0, 0, 0)))

    assert reopened(clean).mode == "RGB"


def test_a_transparent_palette_stays_transparent() -> None:
    clean = clean_image(picture(mode="P", colour=0, transparency=0))

    assert reopened(clean).getpixel((0, 0)) == (0, 0, 0, 0)


def test_a_picture_of_exactly_the_limit_is_taken() -> None:
    clean = clean_image(picture(mode="1", colour=1, size=(5_000, 5_000)))

    assert clean.width * clean.height == MOST_PIXELS


def test_a_camera_preview_is_left_behind() -> None:
    shot, preview = Image.new("RGB", (8, 6), "red"), Image.new("RGB", (4, 3), "blue")
    stream = BytesIO()
    shot.save(stream, "MPO", save_all=True, append_images=[preview])

    clean = clean_image(stream.getvalue())

    assert (clean.content_type, clean.width) == ("image/jpeg", 8)
    assert getattr(reopened(clean), "n_frames", 1) == 1


# What must not come with them


def test_a_photograph_loses_its_camera_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0110] = CANARY.decode()
    exif[0x0112] = 6
    sent = picture("JPEG", size=(40, 30), exif=exif)
    assert CANARY in sent

    clean = clean_image(sent)

    assert CANARY not in clean.content
    assert (clean.width, clean.height) == (30, 40)
    assert not reopened(clean).getexif()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_colour_profile_and_exif_are_dropped(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0110] = CANARY.decode()
    sent = picture(kind, exif=exif, icc_profile=CANARY * 3)
    assert CANARY in sent or kind == "PNG"

    clean = clean_image(sent)

    assert CANARY not in clean.content
    assert not {"exif", "icc_profile"} & set(reopened(clean).info)


def test_comments_in_a_png_are_dropped() -> None:
    comments = PngImagePlugin.PngInfo()
    comments.add_text("Comment", CANARY.decode())
    comments.add_text("Hidden", CANARY.decode(), zip=True)
    comments.add_itxt("Source", CANARY.decode())

    clean = clean_image(picture(pnginfo=comments))

    assert CANARY not in clean.content
    assert reopened(clean).info == {}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("trailer", [b"<script>alert(1)</script>", b"PK\x03\x04" + CANARY])
def test_what_hides_behind_the_picture_is_dropped(kind: str, trailer: bytes) -> None:
    clean = clean_image(picture(kind) + trailer)

    assert trailer not in clean.content


def test_cleaning_twice_gives_the_same_png() -> None:
    clean = clean_image(picture())

    assert clean_image(clean.content) == clean


# What is refused


def zip_file() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("graph.png", picture())
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
        picture("GIF"),
        picture("TIFF"),
        picture("BMP"),
        picture("ICO"),
        picture("PPM"),
        picture("PDF"),
        b"%PDF-1.7\n%%EOF",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        zip_file(),
        b"MZ\x90\0",
        b"\0" * 100,
        b"just words",
        b" " + picture(),
    ],
)
def test_another_type_of_file_is_refused(content: bytes) -> None:
    with pytest.raises(ImageRefused, match=r"Only PNG, JPEG and WebP .* Save it as PNG"):
        clean_image(content)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(ImageRefused, match="empty"):
        clean_image(b"")


def test_a_file_too_large_is_refused_before_it_is_read_to_its_end() -> None:
    class Endless:
        taken = 0

        def read(self, size: int, /) -> bytes:
            self.taken += size
            return b"\x89" * size

    endless = Endless()

    with pytest.raises(ImageRefused, match="larger than 10 MB"):
        clean_image(endless)
    assert endless.taken == MOST_BYTES + 1


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_an_animation_is_refused(kind: str) -> None:
    with pytest.raises(ImageRefused, match="Only PNG" if kind == "GIF" else "moves"):
        clean_image(animation(kind))


@pytest.mark.parametrize(
    ("width", "height"),
    [(5_001, 5_000), (50_000, 50_000), (9_500, 9_500), (2**31 - 1, 2**31 - 1), (25_000_001, 1)],
)
def test_a_huge_picture_is_refused_by_its_header(width: int, height: int) -> None:
    with pytest.raises(ImageRefused, match="more than 25 megapixels"):
        clean_image(png(pixels(), width=width, height=height))


def test_what_swells_behind_the_last_row_is_never_unpacked() -> None:
    clean = clean_image(png(pixels(50_000_000)))

    assert (clean.width, clean.height) == (1, 1)
    assert len(clean.content) < 200


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt"])
def test_a_comment_that_swells_is_refused(name: bytes) -> None:
    head = b"Comment\0\0" if name == b"zTXt" else b"Comment\0\1\0\0\0"
    bomb = chunk(name, head + zlib.compress(b"a" * 50_000_000))

    with pytest.raises(ImageRefused, match="damaged"):
        clean_image(png(bomb, pixels()))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_truncated_picture_is_refused(kind: str, share: float) -> None:
    whole = Image.effect_noise((64, 64), 90)
    stream = BytesIO()
    whole.save(stream, kind)
    content = stream.getvalue()

    with pytest.raises(ImageRefused, match="damaged or incomplete"):
        clean_image(content[: int(len(content) * share)])


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        png(),
        png(chunk(b"IDAT", b"not compressed")),
        png(pixels(), width=0, height=0),
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
        b"RIFF\x10\0\0\0WEBPVP8 ",
    ],
)
def test_a_damaged_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ImageRefused, match="damaged or incomplete"):
        clean_image(content)


@cases(300)
@given(
    st.sampled_from([picture("PNG"), picture("JPEG"), picture("WEBP")]),
    st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=4)), max_size=5),
)
def test_a_scratched_picture_is_cleaned_or_refused(
    content: bytes, scratches: list[tuple[int, bytes]]
) -> None:
    for at, scratch in scratches:
        content = content[:at] + scratch + content[at + len(scratch) :]

    try:
        clean = clean_image(content)
    except ImageRefused:
        return
    assert reopened(clean).size == (clean.width, clean.height)
