"""The real server in a child process, and everyone who should not get in."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from digitiser import launch
from digitiser.errors import DigitiserError
from digitiser.guard import CONTENT_POLICY, Gate
from tests.launching import WATCHER, Screen, running_screen

_SECRET = "SECRETNAME Fatima +33612345678"
_PROBE_APP = f"""
import streamlit as st, numpy as np
st.image(np.zeros((8, 8, 3), np.uint8))
st.text("probe")
raise ValueError({_SECRET!r})
"""


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    folder = tmp_path_factory.mktemp("guard")
    app = folder / "probe.py"
    app.write_text(_PROBE_APP)
    with running_screen(folder, folder, app) as running:
        yield running


@pytest.fixture(scope="module")
def cookie(screen: Screen) -> str:
    """The cookie of this launch, had for the token in the first start address."""
    path = screen.start_url.split(str(screen.port))[1]
    status, headers, _ = _get(screen, path)
    assert status == 303
    assert headers["location"] == "/"
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=Strict" in headers["set-cookie"]
    assert _get(screen, path)[0] == 403, "a token opens once"
    return headers["set-cookie"].split(";")[0]


def _get(screen: Screen, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", screen.port, timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def _knock(screen: Screen, *lines: str) -> int:
    """The status of a WebSocket handshake with these header lines."""
    request = [
        "GET /_stcore/stream HTTP/1.1",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *lines,
    ]
    with socket.create_connection(("127.0.0.1", screen.port), timeout=10) as knocking:
        knocking.sendall("\r\n".join([*request, "", ""]).encode())
        return int(knocking.recv(64).split()[1])


def _listening_addresses(pid: int) -> set[str]:
    """The local addresses, hexadecimal as the kernel writes them, of a process's listening sockets."""
    links = (str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir() if entry.is_symlink())
    inodes = {match.group(1) for link in links if (match := re.fullmatch(r"socket:\[(\d+)\]", link))}
    addresses = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            cells = line.split()
            listening = cells[3] == "0A" or table.startswith("udp")
            if listening and cells[9] in inodes:
                addresses.add(f"{table} {cells[1]}")
    return addresses


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads the kernel's own table of sockets: Linux")
def test_one_socket_listens_and_only_on_the_loopback(screen: Screen) -> None:
    assert _listening_addresses(screen.child.pid) == {f"tcp 0100007F:{screen.port:04X}"}


def test_the_page_opens_with_the_cookie_and_the_policy(screen: Screen, cookie: str) -> None:
    status, headers, body = _get(screen, "/", Cookie=cookie)
    assert status == 200
    assert b"<div id=" in body
    assert headers["content-security-policy"] == CONTENT_POLICY
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/_stcore/health",
        "/media/0123.png",
        "/static/js/index.js",
        "/_stcore/upload_file/a/b",
        "/start",
        "/desk/sheet/s",
        "/desk/picture/s/1",
    ],
)
def test_without_the_cookie_every_path_is_closed(screen: Screen, cookie: str, path: str) -> None:
    assert _get(screen, path)[0] == 403
    assert _get(screen, path, Cookie=f"digitiser-{screen.port}=guessed")[0] == 403
    assert _get(screen, path, Cookie="\x01=;;==")[0] == 403


def test_with_the_cookie_other_pages_are_kept_out(screen: Screen, cookie: str) -> None:
    assert _get(screen, "/", Cookie=cookie, Host="evil.example")[0] == 403
    assert _get(screen, "/", Cookie=cookie, Host=f"localhost:{screen.port}")[0] == 403
    assert _get(screen, "/", Cookie=cookie, Origin="http://127.0.0.1:9999")[0] == 403
    assert _get(screen, "/", Cookie=cookie, Sec_Fetch_Site="same-site")[0] == 403
    assert _get(screen, "/", Cookie=cookie, Sec_Fetch_Site="cross-site")[0] == 403


def test_websockets_need_host_origin_and_cookie(screen: Screen, cookie: str) -> None:
    host, origin = f"Host: 127.0.0.1:{screen.port}", f"Origin: http://127.0.0.1:{screen.port}"
    ours = f"Cookie: {cookie}"
    assert _knock(screen, host, origin, ours) == 101
    assert _knock(screen, host, origin) == 403, "no cookie"
    assert _knock(screen, host, ours) == 403, "no Origin"
    assert _knock(screen, host, "Origin: http://localhost:9999", ours) == 403, "another port"
    assert _knock(screen, host, "Origin: http://evil.example", ours) == 403, "a foreign page"
    assert _knock(screen, "Host: evil.example", "Origin: http://evil.example", ours) == 403, "DNS rebinding"
    assert _knock(screen, host, "Origin: https://share.streamlit.io", ours) == 403
    assert _knock(screen, host, origin, origin, ours) != 101, "two Origins"


def test_nothing_connected_beyond_the_loopback(screen: Screen, cookie: str) -> None:
    """After the hostile requests above, at which an unguarded Streamlit looks up its public address."""
    host = f"Host: 127.0.0.1:{screen.port}"
    for _ in range(2):
        _knock(screen, host, "Origin: http://evil.example", f"Cookie: {cookie}")
    calls = screen.calls.read_text().splitlines()
    assert [call for call in calls if "127.0.0.1" not in call] == []


def test_the_watcher_sees_what_streamlit_would_do(tmp_path: Path) -> None:
    """The test above can fail: the same watcher catches Streamlit's own look-up (a UDP connect: no packet leaves)."""
    calls = tmp_path / "calls.txt"
    look_up = "import streamlit.net_util; streamlit.net_util.get_internal_ip()"
    subprocess.run([sys.executable, "-c", WATCHER.format(log=str(calls)) + look_up], check=True, timeout=60)
    assert "8.8.8.8" in calls.read_text()


def test_a_picture_is_shown_to_the_cookie_only_and_kept_in_no_cache(screen: Screen, cookie: str) -> None:
    shown = _run_the_script(screen, cookie)
    path = next(match.group() for match in re.finditer(r"/media/[0-9a-f]+\.\w+", shown))
    assert _get(screen, path)[0] == 403
    status, headers, body = _get(screen, path, Cookie=cookie)
    assert status == 200
    assert body
    assert headers["cache-control"] == "no-store"


def test_a_fault_is_logged_and_shown_without_its_words(screen: Screen, cookie: str) -> None:
    shown = _run_the_script(screen, cookie)
    log = screen.errors.read_text()
    assert "SECRETNAME" not in shown + log
    assert "+33612345678" not in shown + log
    logged = re.findall(r"ValueError at probe\.py:\d+, reference ([0-9a-f]{6})", log)
    assert logged[-1] in shown, "the screen shows the reference that the log holds"


def _run_the_script(screen: Screen, cookie: str) -> str:
    """What the server sends to a browser that opens the page, as text."""
    headers = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{screen.port}"}
    address = f"ws://127.0.0.1:{screen.port}/_stcore/stream"
    sent: list[ForwardMsg] = []
    with connect(address, additional_headers=headers, subprotocols=[Subprotocol("streamlit")]) as socket_:
        socket_.send(BackMsg(rerun_script=ClientState()).SerializeToString())
        while not sent or not sent[-1].HasField("script_finished"):
            message = ForwardMsg()
            message.ParseFromString(socket_.recv(timeout=20, decode=False))
            sent.append(message)
    return "\n".join(map(str, sent))


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_the_end_of_the_session_close_cleanly(tmp_path: Path, ending: signal.Signals) -> None:
    app = tmp_path / "app.py"
    app.write_text("import streamlit as st\nst.text('here')")
    with running_screen(tmp_path, tmp_path, app) as running:
        running.child.send_signal(ending)
        assert running.child.wait(timeout=15) == 0
        assert "Traceback" not in running.errors.read_text()


def test_an_old_start_address_leads_on_in_the_browser_that_is_in(screen: Screen, cookie: str) -> None:
    status, headers, _ = _get(screen, "/start?token=old", Cookie=cookie)
    assert (status, headers["location"]) == (303, "/")
    assert "set-cookie" not in headers


def test_a_taken_port_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(DigitiserError, match="taken"):
        launch.serve(Path("nowhere"), taken.getsockname()[1], False)


def test_tokens_are_renewed_and_never_repeat() -> None:
    announced: list[str] = []
    gate = Gate(1234, announced.append)
    token = gate.start_url.split("token=")[1]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/start",
        "query_string": f"token={token}".encode(),
        "headers": [],
    }
    assert not gate.redeems(scope), "no Host"
    scope["headers"] = [(b"host", b"127.0.0.1:1234")]
    assert not gate.redeems({**scope, "query_string": f"token={token}&token={token}".encode()})
    assert gate.redeems(scope)
    assert not gate.redeems(scope)
    assert len(set(announced)) == 2


def _drain(connection: ClientConnection) -> None:
    for _ in range(20):
        connection.recv(timeout=20)


def test_a_locked_screen_shuts_out_the_browser_that_was_in_and_ends_its_connection(tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text("import streamlit as st\nst.text('here')")
    with running_screen(tmp_path, tmp_path / "store", app) as running:
        _, headers, _ = _get(running, running.start_url.split(str(running.port))[1])
        mine = headers["set-cookie"].split(";")[0]
        running.next_start_url()
        assert _get(running, "/locked")[0] == 200, "the one page that needs no cookie"
        assert _get(running, "/locked", Host="evil.example")[0] == 403
        ways = {"Cookie": mine, "Origin": f"http://127.0.0.1:{running.port}"}
        address = f"ws://127.0.0.1:{running.port}/_stcore/stream"
        with connect(address, additional_headers=ways, subprotocols=[Subprotocol("streamlit")]) as open_before:
            connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=10)
            connection.request("POST", "/lock", b"{}", {"Cookie": "guessed"})
            assert connection.getresponse().status == 403
            connection.close()
            connection.request("POST", "/lock", b"{}", {"Cookie": mine})
            assert connection.getresponse().status == 204
            connection.close()
            assert _get(running, "/", Cookie=mine)[0] == 403
            open_before.send(BackMsg(rerun_script=ClientState()).SerializeToString())
            with pytest.raises(ConnectionClosed):
                _drain(open_before)
        status, headers, _ = _get(running, running.next_start_url().split(str(running.port))[1])
        assert status == 303
        assert headers["set-cookie"].split(";")[0] != mine
