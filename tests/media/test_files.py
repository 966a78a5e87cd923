"""What comes in is looked at and coded anew; what goes out can run nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image, ImageFile

from lms.db import db
from lms.media import actions, kinds, pictures
from lms.media.models import MediaFile
from lms.media.storage import Storage
from tests.conftest import Client

SECRET = "near Gulberg, 31.52 N"


def picture(
    form: str, width: int = 200, height: int = 100, mode: str = "RGB", **extra: object
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), "#9b2335" if mode == "RGB" else None).save(out, form, **extra)
    return out.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif[0x0112] = 6  # lies on its side
    return picture("JPEG", exif=exif)


def office(member: str, *more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", member, *more):
            archive.writestr(name, "<x/>")
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF"


class TestPictures:
    @pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
    def test_a_picture_becomes_webp(self, form: str) -> None:
        made = pictures.prepare(picture(form))
        assert (made.width, made.height) == (200, 100)
        assert Image.open(io.BytesIO(made.data)).format == "WEBP"

    def test_a_large_picture_is_made_smaller(self) -> None:
        made = pictures.prepare(picture("JPEG", 3000, 1500))
        assert (made.width, made.height) == (pictures.WIDEST, pictures.WIDEST // 2)

    def test_what_the_camera_wrote_is_gone_and_the_picture_stands_upright(self) -> None:
        made = pictures.prepare(with_place())
        assert SECRET.encode() not in made.data
        assert (made.width, made.height) == (100, 200)

    def test_transparency_stays(self) -> None:
        made = pictures.prepare(picture("PNG", mode="RGBA"))
        assert Image.open(io.BytesIO(made.data)).mode == "RGBA"

    def test_a_bare_webp_stays_as_it_is(self) -> None:
        data = picture("WEBP")
        assert pictures.prepare(data).data == data

    def test_a_webp_with_more_in_it_is_coded_anew(self) -> None:
        exif = Image.Exif()
        exif[0x010E] = SECRET
        for data in (picture("WEBP", exif=exif), picture("WEBP") + b"<script>alert(1)</script>"):
            made = pictures.prepare(data)
            assert SECRET.encode() not in made.data
            assert b"<script>" not in made.data

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"GIF89a" + b"\0" * 40,
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"<!doctype html><script>alert(1)</script>",
            picture("JPEG")[:200],
            picture("PNG")[:-60],
            PDF,
        ],
    )
    def test_what_is_no_whole_picture_is_refused(self, data: bytes) -> None:
        with pytest.raises(pictures.NotAPicture):
            pictures.prepare(data)

    def test_half_a_picture_is_refused_whatever_other_libraries_allow(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
        with pytest.raises(pictures.NotAPicture):
            pictures.prepare(picture("PNG")[:-60])
        assert ImageFile.LOAD_TRUNCATED_IMAGES

    def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(self) -> None:
        bomb = picture("PNG", 20_000, 20_000, mode="1")
        assert len(bomb) < 100_000
        with pytest.raises(pictures.NotAPicture):
            pictures.prepare(bomb)


class TestKinds:
    @pytest.mark.parametrize(
        ("name", "data", "mime"),
        [
            ("a.csv", "نام,رقم\n".encode(), "text/csv"),
            ("a.TXT", b"text", "text/plain"),
            ("a.pdf", PDF, "application/pdf"),
            ("a.xlsx", office("xl/workbook.xml"), kinds.PACKED[".xlsx"][0]),
            ("a.docx", office("word/document.xml"), kinds.PACKED[".docx"][0]),
            ("a.odt", office("content.xml"), kinds.PACKED[".odt"][0]),
        ],
    )
    def test_a_file_is_what_its_name_and_its_content_say(
        self, name: str, data: bytes, mime: str
    ) -> None:
        assert kinds.kind_of(name, data) == mime

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("a.svg", b"<svg/>"),
            ("a.html", b"<p>"),
            ("a.exe", b"MZ"),
            ("a", b"text"),
            ("a.pdf", b"MZ\x90\0"),
            ("a.csv", b"a,b\0c"),
            ("a.csv", b"\xff\xfea"),
            ("a.txt", b"<!doctype html><script>alert(1)</script>"),
            ("a.txt", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("a.docx", office("xl/workbook.xml")),
            ("a.docx", office("word/document.xml", "word/vbaProject.bin")),
            ("a.docx", b"PK\x03\x04 broken"),
            ("a.zip", office("anything")),
        ],
    )
    def test_what_only_pretends_is_refused(self, name: str, data: bytes) -> None:
        assert kinds.kind_of(name, data) is None


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("My photo (1).JPG", "My-photo-1.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\me\\شیٹ نئی.csv", "شیٹ-نئی.csv"),
        ("...", "file"),
        ("a\r\nX: y.csv", "a-X-y.csv"),
        ("x" * 300 + ".csv", "x" * 80 + ".csv"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert actions.safe_name(name) == safe


def stored(data: bytes, name: str, take: Callable[..., MediaFile]) -> MediaFile:
    file = take(io.BytesIO(data), name)
    db.session.commit()
    return file


@pytest.mark.usefixtures("app")
class TestStoring:
    def test_the_same_file_is_kept_once(self) -> None:
        first = stored(picture("JPEG"), "a.jpg", actions.store_image)
        assert stored(picture("JPEG"), "a.jpg", actions.store_image) is first
        assert stored(picture("JPEG"), "b.jpg", actions.store_image).sha256 == first.sha256

    def test_what_was_kept_comes_back(self) -> None:
        file = stored(b"a,b\n", "sheet.csv", actions.store_file)
        assert actions.contents(file) == b"a,b\n"

    def test_a_file_over_the_limit_is_refused_with_the_limit(self) -> None:
        with pytest.raises(actions.FileTooLarge, match="16 MB"):
            actions.store_file(io.BytesIO(b"a" * (actions.MOST_BYTES + 1)), "a.txt")

    def test_a_picture_that_is_none_is_refused_in_a_sentence(self) -> None:
        with pytest.raises(actions.FileRefused, match="not a picture"):
            actions.store_image(io.BytesIO(b"<svg/>"), "a.png")


class TestGivingOut:
    def test_a_picture_is_shown_and_kept_for_ever(self, client: Client) -> None:
        file = stored(picture("PNG"), "a.png", actions.store_image)
        with client.get(f"/media/{file.ref}/a.webp") as answer:
            assert answer.mimetype == "image/webp"
            assert len(answer.data) == file.size
            headers = answer.headers
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")

    def test_a_file_is_an_attachment(self, client: Client) -> None:
        file = stored("a,ب\n".encode(), "شیٹ.csv", actions.store_file)
        with client.get(f"/media/{file.ref}/{file.name}") as answer:
            assert answer.headers["Content-Disposition"].startswith("attachment; filename")
            assert "Content-Encoding" not in answer.headers

    def test_a_part_of_a_file_may_be_asked_for(self, client: Client) -> None:
        file = stored(b"0123456789", "a.txt", actions.store_file)
        with client.get(f"/media/{file.ref}/a.txt", headers={"Range": "bytes=2-4"}) as answer:
            assert (answer.status_code, answer.data) == (206, b"234")

    def test_a_file_that_the_browser_has_is_not_sent_again(self, client: Client) -> None:
        file = stored(b"text", "a.txt", actions.store_file)
        url = f"/media/{file.ref}/a.txt"
        with (
            client.get(url) as first,
            client.get(url, headers={"If-None-Match": first.headers["ETag"]}) as second,
        ):
            assert second.status_code == 304

    def test_another_name_or_another_ref_is_nothing(self, client: Client) -> None:
        file = stored(b"text", "a.txt", actions.store_file)
        for url in (f"/media/{file.ref}/b.txt", f"/media/{'x' * 22}/a.txt"):
            assert client.get(url).status_code == 404

    def test_a_row_whose_bytes_are_gone_is_404(self, client: Client) -> None:
        file = stored(b"lost", "a.txt", actions.store_file)
        Storage(client.application.config["MEDIA_DIR"]).path(file.sha256).unlink()
        assert client.get(f"/media/{file.ref}/a.txt").status_code == 404
