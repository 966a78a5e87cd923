"""How we measure: CPU of all server processes, interleaved rounds, a baseline in the same run."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Mapping
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """The process and all that descend from it (Linux)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in tree(int(child)))]


def cpu_ms(pids: list[int]) -> float:
    """Milliseconds of CPU that these processes have used so far, user and system."""
    return sum(_ticks(pid) for pid in pids) * 1000 / TICK


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


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
    pids: Mapping[str, list[int]],
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
            before = cpu_ms(pids[name])
            for _ in range(requests[name]):
                run()
            spent[name].append((cpu_ms(pids[name]) - before) / requests[name])
    return spent


def median(values: list[float]) -> float:
    return statistics.median(values)
