"""A small course package on disk, and ways to change it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

COURSE = """\
slug: price-your-work
track: skills
title: {en: "Price your work", ur: "اپنے کام کی قیمت"}
summary: {en: "What to charge.", ur: "کتنا لینا ہے۔"}
objectives:
  - {en: "Name a fair price", ur: "مناسب قیمت بتانا"}
hours: 2
modules:
  - key: start
    title: {en: "Start", ur: "آغاز"}
    lessons:
      - {key: costs, minutes: 8, title: {en: "Count costs", ur: "خرچ گنیں"}}
      - {key: fees, minutes: 6, title: {en: "Know the fees", ur: "فیس جانیں"}}
"""
COSTS = {
    "en": """\
Your price begins with your costs.

## Count them

Count hours, data and electricity.

![A list of costs](pictures/costs.webp "Costs of a month")

::: download files/costs.csv
A sheet for your costs
:::

::: task
Fill in the **sheet**.
:::
""",
    "ur": """\
آپ کی قیمت خرچ سے شروع ہوتی ہے۔

## گنیں

گھنٹے، ڈیٹا اور بجلی گنیں۔

![اخراجات کی فہرست](pictures/costs.webp "ایک مہینے کے خرچ")

::: download files/costs.csv
خرچ کی شیٹ
:::

::: task
**شیٹ** بھریں۔
:::
""",
}
FEES = {
    "en": """\
A platform keeps a part.

## How much

The market keeps {{fact:market.fee}} of each order.

::: note
Read the fee before you accept.
:::

::: drill counting
:::
""",
    "ur": """\
پلیٹ فارم ایک حصہ رکھتا ہے۔

## کتنا

مارکیٹ ہر آرڈر کا {{fact:market.fee}} رکھتی ہے۔

::: note
قبول کرنے سے پہلے فیس پڑھیں۔
:::

::: drill counting
:::
""",
}
FACTS = """\
- key: market.fee
  value: "20"
  unit: percent
  text: {en: "20 %", ur: "20 فیصد"}
  source: {title: "Terms of the market", url: "https://market.example/terms", date: 2026-05}
  certainty: A
  checked_on: 2026-11-01
  review_by: 2027-05-01
  status: stated
- key: market.rumour
  value: null
  unit: null
  text: {en: "soon free", ur: "جلد مفت"}
  source: {title: "A forum", url: "https://forum.example", date: null}
  certainty: D
  checked_on: 2026-11-01
  review_by: 2027-05-01
  status: check
"""
SLUG = "price-your-work"


def webp(width: int = 64, height: int = 48, colour: str = "#1f2f6b") -> bytes:
    """A small picture that needs no coding anew."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "WEBP", quality=70)
    return out.getvalue()


@dataclass(frozen=True)
class Folder:
    """`root` holds facts.yaml and courses/price-your-work."""

    root: Path

    @property
    def course(self) -> Path:
        return self.root / "courses" / SLUG

    @classmethod
    def made(cls, root: Path) -> Folder:
        folder = cls(root)
        folder.write("facts.yaml", FACTS)
        folder.write_course("course.yaml", COURSE)
        for key, texts in (("costs", COSTS), ("fees", FEES)):
            for language, text in texts.items():
                folder.write_course(f"lessons/{key}.{language}.md", text)
        folder.write_course("drills/counting.txt", "Take {{fact:market.fee}} off 2,000.")
        folder.write_course("files/costs.csv", "what,rupees\n")
        folder.write_course("pictures/costs.webp", webp())
        return folder

    def write(self, path: str, content: str | bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def write_course(self, path: str, content: str | bytes) -> None:
        self.write(f"courses/{SLUG}/{path}", content)

    def replace(self, path: str, old: str, new: str) -> None:
        """Change a text in a file of the course; it must be there."""
        file = self.course / path
        text = file.read_text(encoding="utf-8")
        assert old in text, old
        file.write_text(text.replace(old, new), encoding="utf-8")

    def replace_in_lesson(self, key: str, old: dict[str, str], new: dict[str, str]) -> None:
        for language, text in old.items():
            self.replace(f"lessons/{key}.{language}.md", text, new[language])

    def files(self) -> dict[str, bytes]:
        """Every file of the course, by path."""
        paths = [path for path in self.course.rglob("*") if path.is_file()]
        return {path.relative_to(self.course).as_posix(): path.read_bytes() for path in paths}
