"""How we measure: CPU of all server processes, interleaved rounds, a baseline in the same run."""

from __future__ import annotations

import os
import statistics
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

TICK = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """The process and all that descend from it (Linux)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in tree(int(child)))]


def lives(pid: int) -> bool:
    """Whether the process still runs; one that only waits to be buried does not (Linux)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def cpu_ms(pids: list[int]) -> float:
    """Milliseconds of CPU that these processes have used so far, user and system."""
    return sum(_ticks(pid) for pid in pids) * 1000 / TICK


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def postgres_processes() -> list[int]:
    """The PostgreSQL of HUNAR_DATABASE_URL, as far as it runs on this machine; else nothing."""
    url = os.environ.get("HUNAR_DATABASE_URL", "")
    socket = parse_qs(urlsplit(url).query).get("host", [""])[0]
    if not url.startswith("postgres"):
        return []
    found = subprocess.run(["pgrep", "postgres"], capture_output=True, text=True, check=False)
    every = [int(pid) for pid in found.stdout.split()]
    first = [pid for pid in every if socket and socket in Path(f"/proc/{pid}/cmdline").read_text()]
    return [pid for one in first for pid in tree(one)] or every


def resident_mb(pids: list[int]) -> float:
    """Memory of these processes in MB, what they share counted once (PSS)."""
    lines = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids]
    kb = [
        int(part.split()[1])
        for text in lines
        for part in text.splitlines()
        if part.startswith("Pss:")
    ]
    return sum(kb) / 1024


def interleaved(
    paths: Mapping[str, Callable[[], None]],
    pids: Mapping[str, Callable[[], list[int]]],
    *,
    rounds: int,
    requests: Mapping[str, int],
) -> dict[str, list[float]]:
    """CPU milliseconds per request of each path, one figure a round; the paths take turns."""
    for run in paths.values():
        for _ in range(5):
            run()
    spent: dict[str, list[float]] = {name: [] for name in paths}
    for _ in range(rounds):
        for name, run in paths.items():
            before = cpu_ms(pids[name]())
            for _ in range(requests[name]):
                run()
            # Asked for again: PostgreSQL may have started a process for a connection.
            spent[name].append((cpu_ms(pids[name]()) - before) / requests[name])
    return spent


def median(values: list[float]) -> float:
    return statistics.median(values)
