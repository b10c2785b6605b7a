"""Starts the real screen in a child process, for the tests that knock at it from outside."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

# Runs before anything of ours: every connection and look-up of the child is written down by the interpreter itself.
WATCHER = """
import sys
calls = open({log!r}, "a", buffering=1)
def hook(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        calls.write(f"{{event}} {{args[1]!r}}\\n")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        calls.write(f"{{event}} {{args[0]!r}}\\n")
sys.addaudithook(hook)
"""
_SERVE = """
from pathlib import Path
from digitiser import launch
if {app!r}:
    launch._APP = Path({app!r})
launch.serve(Path({store!r}), None, False)
"""


@dataclass
class Screen:
    """A running screen: its child process, its port, and the start addresses it has printed so far."""

    child: subprocess.Popen[str]
    start_url: str
    calls: Path
    errors: Path

    @property
    def port(self) -> int:
        return urlsplit(self.start_url).port or 0

    def next_start_url(self) -> str:
        """The address that is printed once the last one was used."""
        self.start_url = _start_url(self.child)
        return self.start_url


@contextlib.contextmanager
def running_screen(folder: Path, store: Path, app: Path | None = None) -> Iterator[Screen]:
    """The screen of `store`, in a child process; `app` replaces our app.py; logs go to `folder`."""
    calls, errors = folder / "calls.txt", folder / "errors.txt"
    script = WATCHER.format(log=str(calls)) + _SERVE.format(app=str(app or ""), store=str(store))
    with errors.open("w") as stderr:
        child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=stderr, text=True)
    try:
        yield Screen(child, _start_url(child), calls, errors)
    finally:
        child.send_signal(signal.SIGINT)
        try:
            child.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()


def _start_url(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    for line in child.stdout:
        if "http://" in line:
            return line.split()[-1]
    raise AssertionError("the screen ended before it printed an address")
