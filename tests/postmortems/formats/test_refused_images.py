"""What is no plain picture is refused, by its first bytes where that can be."""

import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from postmortems.formats.images import (
    MOST_BYTES,
    ImageRefused,
    clean_image,
)
from tests.cases import cases
from tests.postmortems.formats.pictures import animation, chunk, picture, pixels, png, reopened


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
