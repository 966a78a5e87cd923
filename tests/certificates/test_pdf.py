"""The PDF, read back by programs that are not ours."""

from __future__ import annotations

import re
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageChops
from weasyprint import HTML

from lms.certificates import pdf, sheet, wording
from lms.certificates.fitting import FONTS, Sizes, size_to_fit, width
from lms.certificates.snapshot import Snapshot
from tests.certificates import foreign
from tests.certificates.samples import LONGEST_NAME, OBJECTIVES, snapshot

KILOBYTE = 1000

EXTREMES = {
    "ordinary": snapshot(),
    "shortest": snapshot(name={"en": "Li"}, objectives=OBJECTIVES[:1], score=None, hours=1),
    "eight objectives": snapshot(objectives=OBJECTIVES * 2, expires_on=date(2028, 11, 22)),
    "other day": snapshot(completed_on=date(2026, 11, 20), expires_on=date(2028, 11, 22)),
    "longest": snapshot(name=LONGEST_NAME, objectives=OBJECTIVES * 2),
    "urdu alone": snapshot(
        name={"en": "Ayesha Siddiqui"},
        course={"ur": "بیچنے کے قابل خدمت چنیں"},
        objectives=[{"ur": OBJECTIVES[0]["ur"]}, {"en": OBJECTIVES[1]["en"]}],
        issuer={"ur": "ہنر بوٹ کیمپس"},
    ),
    "markup in a name": snapshot(name={"en": '<b>"Robert"</b> & {{ x }} Jr.'}),
}


def kept(folder: Path, made: Snapshot) -> Path:
    path = folder / "certificate.pdf"
    path.write_bytes(pdf.make(made))
    return path


@pytest.mark.parametrize("made", EXTREMES.values(), ids=EXTREMES.keys())
def test_every_certificate_is_one_small_page_with_all_fonts_inside(
    made: Snapshot, tmp_path: Path
) -> None:
    path = kept(tmp_path, made)
    told = foreign.info(path)
    assert told["Pages"] == "1"
    assert told["Page size"].endswith("(A4)")
    assert told["Tagged"] == "yes"
    assert path.stat().st_size <= 60 * KILOBYTE
    assert all(row[1:] == ["yes", "yes", "yes"] for row in foreign.fonts(path))
    assert {row[0].split("+")[1] for row in foreign.fonts(path)} <= {
        "Hunar-Sans",
        "Hunar-Sans-Bold",
        "Hunar-Nastaliq",
    }


@pytest.mark.parametrize("made", EXTREMES.values(), ids=EXTREMES.keys())
def test_name_number_and_link_can_be_copied_out(made: Snapshot, tmp_path: Path) -> None:
    text = " ".join(foreign.text(kept(tmp_path, made)).split())
    assert made.printed_number in text
    assert made.url in text
    assert all(word in text for word in made.name["en"].split())


@pytest.mark.parametrize("made", EXTREMES.values(), ids=EXTREMES.keys())
def test_the_metadata_has_the_exact_names(made: Snapshot, tmp_path: Path) -> None:
    told = foreign.info(kept(tmp_path, made))
    assert all(name.strip() in told["Title"] for name in made.name.values())
    assert all(title in told["Subject"] for title in made.course.values())
    assert told["Keywords"] == f"{made.printed_number}, {made.code}"
    assert told["Author"] in made.issuer.values()
    assert told["CreationDate"] == told["ModDate"]


@pytest.mark.parametrize("dots_per_inch", [90, 100, 150, 300])
def test_a_foreign_decoder_reads_the_qr_code(dots_per_inch: int, tmp_path: Path) -> None:
    made = snapshot()
    picture = foreign.picture(kept(tmp_path, made), dots_per_inch)
    assert foreign.qr_code(picture) == made.url


def test_a_long_address_is_still_read_at_100_dpi(tmp_path: Path) -> None:
    code = "7" + "Z" * 25
    made = snapshot(code=code, url=f"https://certificates.learning.example.org/c/{code}")
    assert foreign.qr_code(foreign.picture(kept(tmp_path, made), 100)) == made.url


def test_the_link_can_be_clicked_and_is_tagged(tmp_path: Path) -> None:
    made = snapshot()
    with pikepdf.open(kept(tmp_path, made)) as document:
        [link] = document.pages[0]["/Annots"]
        assert str(link["/A"]["/URI"]) == made.url
        kinds = [str(x["/S"]) for x in _structure(document)]
        assert kinds.count("/H1") == 2
        assert kinds.count("/Link") == 1
        assert kinds.count("/Figure") == 1


def test_each_half_says_its_language(tmp_path: Path) -> None:
    with pikepdf.open(kept(tmp_path, snapshot())) as document:
        halves = [x for x in _structure(document) if x["/S"] == "/Sect"]
        assert [str(half["/Lang"]) for half in halves] == ["en", "ur"]
        assert str(document.Root["/Lang"]) == "en"
        assert b"<pdfuaid:part>1" in document.Root["/Metadata"].read_bytes() or (
            b'pdfuaid:part="1"' in document.Root["/Metadata"].read_bytes()
        )


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    made = snapshot()
    again = Snapshot.from_json(made.to_json())
    assert pdf.make(made) == pdf.make(again)
    assert pdf.make(snapshot()) != pdf.make(made)


def test_threads_may_make_certificates_at_the_same_time() -> None:
    wanted = [snapshot() for _ in range(4)]
    alone = [pdf.make(one) for one in wanted]
    together: dict[int, bytes] = {}
    threads = [
        threading.Thread(target=lambda n=n, one=one: together.update({n: pdf.make(one)}))
        for n, one in enumerate(wanted)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[n] for n in range(4)] == alone


def test_the_page_looks_the_same_with_a_browsers_style_sheet(tmp_path: Path) -> None:
    made = snapshot()
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(HTML(string=standalone(made)).write_pdf())
    ours, naive = (Image.open(foreign.picture(path, 60)) for path in (kept(tmp_path, made), plain))
    assert ImageChops.difference(ours, naive).getbbox() is None


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/x.svg",
        "file:///etc/passwd",
        "../../config.py",
        "certificate.css",
        "data:text/html,x",
    ],
)
def test_nothing_but_our_own_files_is_fetched(address: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(sheet, "qr_code", lambda url: address)
    with pytest.raises(ValueError, match="may not fetch"):
        pdf.make(snapshot())


def test_words_that_no_page_can_hold_are_refused() -> None:
    with pytest.raises(pdf.CertificateTooLong):
        pdf.make(snapshot(course={"en": "A very long title " * 200}))


def test_a_long_name_shrinks_then_takes_two_lines() -> None:
    sizes = Sizes(largest=36, smallest_on_one_line=22, smallest=12)
    room = 300
    sizes_taken = [
        size_to_fit("Ayesha " * n, "en", room=room, sizes=sizes) for n in (1, 2, 3, 4, 14)
    ]
    assert sizes_taken == sorted(sizes_taken, reverse=True)
    assert sizes_taken[0] == 36
    assert sizes_taken[-1] == 12
    for taken, n in zip(sizes_taken, (1, 2, 3), strict=False):
        if taken >= 22:
            assert taken * width(("Ayesha " * n).strip(), "en") <= room + 1


def test_nastaliq_is_measured_as_it_is_joined() -> None:
    assert width("محمد", "ur") < 0.7 * sum(width(letter, "ur") for letter in "محمد")


def test_values_are_written_in_both_languages() -> None:
    day = date(2026, 11, 22)
    assert wording.day(day, "en") == "22 November 2026"
    assert wording.day(day, "ur") == "22 نومبر، 2026"
    assert wording.duration(1, "en") == "1 hour"
    assert wording.duration(24, "ur") == "24 گھنٹے"
    percents = {"87.5": "87.5%", "100.0": "100%", "0": "0%", "70": "70%"}
    for score, written in percents.items():
        assert wording.percent(type(snapshot().score)(score)) == written


def standalone(made: Snapshot) -> str:
    """The page with its style in it and its files by their full address."""
    style = re.sub(
        r"url\(([\w.-]+)\)",
        lambda found: f"url({_folder(found[1]).joinpath(found[1]).as_uri()})",
        (sheet.FILES / "certificate.css").read_text(),
    )
    return sheet.html(made, sheet.DENSITIES[sheet.roomiest(made)], style=style)


def _folder(name: str) -> Path:
    return FONTS if name.endswith(".ttf") else sheet.FILES


def _structure(document: pikepdf.Pdf) -> list[pikepdf.Object]:
    found: list[pikepdf.Object] = []
    waiting = [document.Root["/StructTreeRoot"]["/K"]]
    while waiting:
        here = waiting.pop(0)
        if isinstance(here, pikepdf.Array):
            waiting = [*here, *waiting]
        elif isinstance(here, pikepdf.Dictionary) and "/S" in here:
            found.append(here)
            waiting = [here["/K"], *waiting] if "/K" in here else waiting
    return found
