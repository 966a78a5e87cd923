"""A PostgreSQL server that keeps its promises (fsync on), to be killed and started again."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

PLACES = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")
PATIENCE = 60.0  # seconds until it must start
SAFE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class Cluster:
    """One server with its data in a folder. `url` reaches it over a socket in that folder."""

    def __init__(self, folder: Path, options: Mapping[str, str]) -> None:
        self.folder, self.data = folder, folder / "data"
        self.programs = _programs()
        self.options = SAFE | dict(options)
        self.url = f"postgresql+psycopg://hunar@/postgres?host={folder}"

    def make(self) -> None:
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        plain = ["--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
        self._run("initdb", f"--pgdata={self.data}", "--username=hunar", *plain)

    def start(self) -> None:
        """Returns when it answers: after a crash it first reads what it wrote."""
        given = {"listen_addresses": "", "unix_socket_directories": str(self.folder)}
        options = " ".join(f"-c {name}='{value}'" for name, value in (self.options | given).items())
        log = f"--log={self.folder / 'log'}"
        command = ["pg_ctl", f"--pgdata={self.data}", log, "--wait", f"--options={options}"]
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self._run(*command, "start")
            except RuntimeError:  # a process of a killed server still holds its memory
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def kill(self) -> None:
        """SIGKILL to all its processes, those too that begin meanwhile; returns when they are gone.

        The number of the killed server goes with it: where another process gets it, or while nobody
        has fetched the dead one, PostgreSQL takes it for a server that runs.
        """
        while processes := self.processes():
            for pid in processes:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def processes(self) -> list[int]:
        """All that work in its folder, the first first (Linux)."""
        return sorted(int(one.name) for one in Path("/proc").iterdir() if self._is_ours(one))

    def _is_ours(self, process: Path) -> bool:
        if not process.name.isdecimal():
            return False
        try:
            return (process / "cwd").readlink() == self.data
        except OSError:  # it ended, or belongs to somebody else
            return False

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            drop = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            command = [*drop, *command]
        done = subprocess.run(
            command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')}")


@contextmanager
def cluster(**options: str) -> Iterator[Cluster]:
    """A new server that runs; its folder goes afterwards."""
    folder = Path(mkdtemp(prefix="faults-"))  # short: a socket's path may have 107 signs
    one = Cluster(folder, options)
    try:
        one.make()
        one.start()
        yield one
    finally:
        one.kill()
        shutil.rmtree(folder)


def is_here() -> bool:
    """Whether a PostgreSQL server can be started on this machine."""
    try:
        _programs()
    except FileNotFoundError:
        return False
    return os.getuid() != 0 or any(one.pw_name == "postgres" for one in pwd.getpwall())


def _programs() -> Path:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent if Path(found).is_symlink() else Path(found).parent
    found_all = sorted(one for place in PLACES for one in Path(place).glob("*/bin/initdb"))
    if not found_all:
        raise FileNotFoundError("no PostgreSQL server is installed: initdb was not found")
    return found_all[-1].parent
