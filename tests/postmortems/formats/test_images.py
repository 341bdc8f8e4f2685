from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from postmortems.formats.images import (
    MOST_PIXELS,
    clean_image,
)
from tests.postmortems.formats.pictures import CANARY, TYPES, picture, reopened


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
