"""Pictures: known by their content, shown without a camera's notes, their place read before."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import ExifTags, Image

from tests.city import PLACE, POSITION, somebody
from wanmi.acts import pictures as files
from wanmi.cases.models import Attachment
from wanmi.cases.services import Order, report
from wanmi.process.errors import Refused

NORTH_EAST = {1: "N", 2: (39.0, 54.0, 54.0), 3: "E", 4: (116.0, 24.0, 36.0)}  # POSITION in degrees, minutes, seconds


def taken(gps: dict[int, object] | None, size: tuple[int, int] = (64, 48), kind: str = "JPEG") -> bytes:
    """A picture as a telephone takes it: lying on its side, with its notes."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Model] = "Telephone 7"
    if gps:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    buffer = BytesIO()
    Image.new("RGB", size, "grey").save(buffer, kind, exif=exif)
    return buffer.getvalue()


def only(content: bytes) -> files.Picture:
    return files.checked({"photos": [content]})[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_place_is_read_and_the_copy_has_no_notes(kind: str) -> None:
    picture = only(taken(NORTH_EAST, kind=kind))
    assert picture.position == pytest.approx((POSITION["lon"], POSITION["lat"]))
    assert picture.content_type == files.TYPES[kind]
    with Image.open(BytesIO(picture.shown)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (48, 64), {})
    assert b"Telephone" not in picture.shown


def test_south_and_west_are_negative() -> None:
    assert only(taken({1: "S", 2: (33.0, 30.0, 0.0), 3: "W", 4: (70.0, 36.0, 0.0)})).position == (-70.6, -33.5)


@pytest.mark.parametrize(
    "gps",
    [
        None,
        {1: "N", 2: (39.0, 54.0, 54.0)},
        {1: "N", 2: (99.0, 0.0, 0.0), 3: "E", 4: (116.0, 0.0, 0.0)},
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
    ],
)
def test_what_is_no_place_is_none(gps: dict[int, object] | None) -> None:
    assert only(taken(gps)).position is None


def test_a_large_picture_is_shown_no_larger_than_a_screen() -> None:
    with Image.open(BytesIO(only(taken(None, (4000, 3000))).shown)) as shown:
        assert shown.size == (1200, 1600)


def test_a_picture_with_more_behind_it_is_a_jpeg() -> None:
    buffer = BytesIO()
    first = Image.new("RGB", (32, 24), "red")
    first.save(buffer, "MPO", save_all=True, append_images=[Image.new("RGB", (32, 24), "blue")])
    assert only(buffer.getvalue()).content_type == "image/jpeg"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"GIF89a" + b"0" * 50, taken(None)[:200], b"<svg/>"])
def test_the_content_tells_the_type(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        only(content)
    assert refused.value.reasons[0].code == "not_a_picture"


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
class TestReports:
    def report(self, gps: dict[int, object], **carried: object) -> Attachment:
        given = {"channel": "web", "text": "垃圾"} | carried
        case = report(Order("report", somebody("operator"), given, {"photos": [taken(gps)]})).case
        return Attachment.objects.select_related("case").get(case=case)

    def test_a_report_without_a_place_has_that_of_its_picture(self) -> None:
        case = self.report(NORTH_EAST).case
        assert (case.lon, case.lat) == pytest.approx((POSITION["lon"], POSITION["lat"]))

    def test_a_place_that_was_given_stays(self) -> None:
        case = self.report(NORTH_EAST, place=PLACE).case
        assert (case.place, case.lon) == (PLACE, None)

    def test_a_picture_from_elsewhere_gives_none(self) -> None:
        with pytest.raises(Refused) as refused:
            self.report({1: "N", 2: (31.0, 14.0, 0.0), 3: "E", 4: (121.0, 28.0, 0.0)})
        assert [(r.code, r.about["field"]) for r in refused.value.reasons] == [("missing", "place")]

    def test_a_copy_that_is_missing_is_made_again(self) -> None:
        digest = self.report(NORTH_EAST).digest
        before = files.shown(digest)
        files.shown_path(digest).unlink()
        assert files.shown(digest) == before
