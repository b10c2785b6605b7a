"""Starts the screen on this laptop alone: the only way in.

Streamlit's defaults listen to the whole network, report usage, look up the laptop's public address and write an exception's
text into the log. Everything here turns that off before the first line of the screen runs; no configuration file and no
environment variable can turn it on again.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import signal
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn
from starlette.middleware import Middleware

from digitiser.errors import DigitiserError
from digitiser.faults import log_discreetly
from digitiser.guard import Gate, Guard

_APP = Path(__file__).parent.parent / "app.py"
_RAM = Path("/dev/shm")  # Linux's file system in memory; elsewhere temporary files go to a folder only we can read
_GRACE_SECONDS = 2  # for open connections when the program ends
_FIRST_PORT, _PORTS = 49_152, 16_384  # those that nobody is assigned (RFC 6335)
_UPLOAD_MEGABYTES = 1  # the screen takes no files; Streamlit wants a number

_OPTIONS: dict[str, Any] = {
    "server.address": "127.0.0.1",
    "server.headless": True,
    "server.allowedHosts": ["127.0.0.1"],
    "server.fileWatcherType": "none",
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.maxUploadSize": _UPLOAD_MEGABYTES,
    "browser.gatherUsageStats": False,
    "browser.serverAddress": "127.0.0.1",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "client.disableDataExport": True,
    "logger.enableRich": False,
    "logger.hideWelcomeMessage": True,
    "logger.level": "error",
    "runner.magicEnabled": False,
}
_LOOK: dict[str, Any] = {
    "theme.font": "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans Arabic', sans-serif",
    "theme.headingFont": "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans Arabic', sans-serif",
    "theme.baseFontSize": 16,
    "theme.baseRadius": "6px",
    "theme.showWidgetBorder": True,
    "theme.light.primaryColor": "#1f5f8b",
    "theme.light.backgroundColor": "#ffffff",
    "theme.light.secondaryBackgroundColor": "#f5f6f7",
    "theme.light.textColor": "#1d2329",
    "theme.light.borderColor": "#c9d0d6",
    "theme.dark.primaryColor": "#2c76ab",
    "theme.dark.backgroundColor": "#14181c",
    "theme.dark.secondaryBackgroundColor": "#1d2328",
    "theme.dark.textColor": "#e6eaee",
    "theme.dark.borderColor": "#46515b",
}


def serve(store_folder: Path, port: int | None, open_browser: bool) -> None:
    """Show the store in `store_folder` on 127.0.0.1 until Ctrl-C; prints the address that opens the screen.

    `port` None takes the store's usual one, or a free one where that is taken. Raises DigitiserError where the port is taken.
    """
    from digitiser.screens import (
        frame,  # brings Streamlit, which takes a second to load: only when the screen is wanted
    )

    os.umask(0o077)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the end of a session closes as cleanly as Ctrl-C
    _no_core_dumps()
    with (
        contextlib.closing(_listen(port) if port else _listen_somewhere(store_folder)) as listener,
        _private_temporary_folder(),
        contextlib.suppress(KeyboardInterrupt),
    ):
        real_port = listener.getsockname()[1]
        _tame_streamlit(real_port)
        first = iter(["The screen opens at"])
        gate = Gate(real_port, lambda url: print(next(first, "To open it once more:"), url, flush=True))
        frame.use_store(store_folder, gate.lock)
        server = _server(gate)
        if open_browser:
            webbrowser.open(gate.start_url)
        server.run(sockets=[listener])
    print("The screen is closed. Every decision is kept.", flush=True)


def _tame_streamlit(port: int) -> None:
    """Set every option, and close the ways around them."""
    for name in [name for name in os.environ if name.startswith("STREAMLIT_")]:
        del os.environ[name]

    import streamlit.config
    import streamlit.logger
    import streamlit.net_util
    from streamlit.web import bootstrap

    # Streamlit asks the internet for its own address when a foreign page knocks, and reads options from the user's files.
    streamlit.net_util.get_external_ip = lambda: None
    streamlit.net_util.get_internal_ip = lambda: None
    streamlit.config.get_config_files = lambda file_name: []
    bootstrap.load_config_options({**_OPTIONS, **_LOOK, "server.port": port, "browser.serverPort": port})
    discreet = log_discreetly()
    streamlit.logger.setup_formatter = lambda logger: setattr(logger, "handlers", [discreet])
    streamlit.logger.update_formatter()
    sys.path.insert(0, str(_APP.parent))


def _server(gate: Gate) -> uvicorn.Server:
    """The screen behind its guard."""
    import streamlit

    from digitiser.screens import frame
    from digitiser.screens.routes import ROUTES

    app = streamlit.App(
        _APP, routes=ROUTES, middleware=[Middleware(Guard, gate=gate)], on_script_error=frame.show_fault
    )
    options = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return uvicorn.Server(options)


def _listen_somewhere(store_folder: Path) -> socket.socket:
    """On the same port each time, where it is free: a page that is still open from before then finds the program again."""
    digest = hashlib.sha256(str(store_folder.resolve()).encode()).digest()
    try:
        return _listen(_FIRST_PORT + int.from_bytes(digest[:4], "big") % _PORTS)
    except DigitiserError:
        return _listen(0)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name != "nt":  # on Windows this option would let two programs share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise DigitiserError(
                f"Port {port} is taken.", "Name another with --port, or none to take a free one."
            ) from error
        raise
    return listener


@contextlib.contextmanager
def _private_temporary_folder() -> Iterator[None]:
    """A folder of our own for every temporary file, in memory where the system has such a place; removed at the end."""
    parent = _RAM if _RAM.is_dir() and os.access(_RAM, os.W_OK) else None
    folder = tempfile.mkdtemp(prefix="digitiser-", dir=parent)
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    try:
        yield
    finally:
        tempfile.tempdir = None
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before
        shutil.rmtree(folder, ignore_errors=True)


def _no_core_dumps() -> None:
    """A crash must not write the memory, with names and keys in it, to the disk (Unix only)."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
