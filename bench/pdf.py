"""CPU time of a certificate's PDF, and its ratio to naive WeasyPrint on the same HTML.

Two ways, each in a process of its own and warm, take turns; only their own CPU time is counted:
  ours   snapshot → HTML → PDF, as the worker does it, tags and metadata included
  naive  HTML(string=…).write_pdf() of the same HTML with its style in it, nothing shared
Every turn is another certificate: other names, another number, another code. The ratio is that of
all CPU time spent, garbage collection included.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

from weasyprint import HTML

from lms.certificates import codes, numbers, pdf, sheet
from lms.certificates.fitting import FONTS
from lms.certificates.snapshot import Snapshot

TARGET = 0.6
WARM = 3
WAYS = ("ours", "naive")
NAMES = (
    ("Ayesha Siddiqui", "عائشہ صدیقی"),
    ("Muhammad Bilal Hussain", "محمد بلال حسین"),
    ("Fatima Zahra", "فاطمہ زہرا"),
    ("Zainab Iqbal", "زینب اقبال"),
    ("Usman Ghani Khan", "عثمان غنی خان"),
)
OBJECTIVES = (
    ("Tell employee and freelancer apart", "ملازم اور فری لانسر میں فرق بتا سکیں"),
    ("Write a service in one sentence", "اپنی خدمت ایک جملے میں لکھ سکیں"),
    ("Find five live jobs that fit you", "اپنے مطابق پانچ کام ڈھونڈ سکیں"),
    ("Plan for power and internet cuts", "بجلی اور انٹرنیٹ کی بندش کا بندوبست کر سکیں"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--rounds", type=int, default=30, help="turns for each way (30)")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        take_turns(given.way)
        return
    figures = measured(given.rounds)
    print(json.dumps(figures, indent=1) if given.json else table(figures))
    sys.exit(0 if figures["meets"] else 1)


def take_turns(way: str) -> None:
    """In a process of its own: make one certificate for each line read; print CPU ms and bytes."""
    work = {"ours": ours, "naive": naive}[way]
    for _ in range(WARM):
        work(another(0))
    for line in sys.stdin:
        milliseconds, size = work(another(int(line)))
        print(milliseconds, size, flush=True)


def ours(snapshot: Snapshot) -> tuple[float, int]:
    return timed(lambda: pdf.make(snapshot))


def naive(snapshot: Snapshot) -> tuple[float, int]:
    page = standalone(snapshot)
    return timed(lambda: HTML(string=page).write_pdf())


def timed(work: Callable[[], bytes]) -> tuple[float, int]:
    start = time.process_time()
    made = work()
    return (time.process_time() - start) * 1000, len(made)


def measured(rounds: int) -> dict[str, object]:
    """The figures of `rounds` turns for each way, A B A B …"""
    workers = {way: started(way) for way in WAYS}
    turns: dict[str, list[tuple[float, int]]] = {way: [] for way in WAYS}
    for number in range(rounds):
        for way, worker in workers.items():
            turns[way].append(asked(worker, number))
    for worker in workers.values():
        worker.communicate()
    figures: dict[str, object] = {way: summary(turns[way]) for way in WAYS}
    spent = [sum(cpu for cpu, _ in turns[way]) for way in WAYS]
    ratio = round(spent[0] / spent[1], 3)
    return figures | {"ratio": ratio, "target": TARGET, "meets": ratio <= TARGET}


def started(way: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.pdf", "--way", way]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )


def asked(worker: subprocess.Popen[str], number: int) -> tuple[float, int]:
    assert worker.stdin is not None  # noqa: S101 - both are pipes
    assert worker.stdout is not None  # noqa: S101
    worker.stdin.write(f"{number}\n")
    milliseconds, size = worker.stdout.readline().split()
    return float(milliseconds), int(size)


def summary(turns: list[tuple[float, int]]) -> dict[str, float]:
    cpu = [milliseconds for milliseconds, _ in turns]
    return {
        "cpu_ms_min": round(min(cpu), 1),
        "cpu_ms_median": round(statistics.median(cpu), 1),
        "cpu_ms_mean": round(statistics.mean(cpu), 1),
        "cpu_ms_max": round(max(cpu), 1),
        "bytes_max": max(size for _, size in turns),
    }


def another(number: int) -> Snapshot:
    """A certificate like those of the first courses; each number another one."""
    name, name_ur = NAMES[number % len(NAMES)]
    code = codes.new()
    return Snapshot(
        number=numbers.new(),
        code=code,
        url=f"https://learn.example.org/c/{code}",
        name={"en": name, "ur": name_ur},
        course={"en": "Choose a service you can sell", "ur": "بیچنے کے قابل خدمت چنیں"},
        objectives=tuple({"en": en, "ur": ur} for en, ur in OBJECTIVES),
        hours=2,
        score=Decimal("87.5"),
        completed_on=date(2026, 11, 22),
        issued_at=datetime(2026, 11, 22, 7, tzinfo=UTC),
        expires_on=None,
        issuer={"en": "Hunar Bootcamps", "ur": "ہنر بوٹ کیمپس"},
    )


def standalone(snapshot: Snapshot) -> str:
    """The page with its style in it and its files by their full address."""

    def address(found: re.Match[str]) -> str:
        folder = FONTS if found[1].endswith(".ttf") else sheet.FILES
        return f"url({(folder / found[1]).as_uri()})"

    style = (sheet.FILES / "certificate.css").read_text()
    density = sheet.DENSITIES[sheet.roomiest(snapshot)]
    return sheet.html(snapshot, density, style=re.sub(r"url\(([\w.-]+)\)", address, style))


def table(figures: dict[str, object]) -> str:
    lines = [f"CPU ms  {'min':>8}{'median':>8}{'mean':>8}{'max':>8}{'bytes':>10}"]
    for way in WAYS:
        row = figures[way]
        assert isinstance(row, dict)  # noqa: S101
        cells = ("cpu_ms_min", "cpu_ms_median", "cpu_ms_mean", "cpu_ms_max")
        lines.append(f"{way:8}" + "".join(f"{row[c]:8}" for c in cells) + f"{row['bytes_max']:10}")
    return "\n".join([*lines, f"ratio of all CPU time {figures['ratio']}, target {TARGET}"])


if __name__ == "__main__":
    main()
