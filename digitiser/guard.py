"""Who may talk to the screen: this laptop's own browser, opened by this launch, and nobody else.

Listening on 127.0.0.1 is not enough: any page open in a browser, any program on the laptop can reach that address. Every
request must name our host exactly, come from no other page, and carry the cookie of this launch. The cookie is handed out
once for each one-time token, and tokens are shown only in the terminal; locking the screen makes that
cookie worthless. Every answer carries a content policy under
which the page can load nothing from elsewhere, and is kept in no cache.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Sequence
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

START_PATH = "/start"
LOCKED_PATH = "/locked"  # says that the screen is locked, and nothing else: the one page that needs no cookie
_TOKEN_BYTES = 32  # 256 bits: cannot be guessed

# Streamlit compiles WebAssembly and writes its styles into the page; it needs nothing else from this list.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data: blob:; connect-src 'self'; frame-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_SAFE_HEADERS = {
    b"content-security-policy": CONTENT_POLICY.encode(),
    b"cache-control": b"no-store",
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
}
_CLOSED = (
    b"This address is closed. Open the address that stands last in the terminal; each one opens once.\n"
    b"Close the terminal's program and start it again if there is none.\n"
)


class Gate:
    """The secrets of one launch, and who they let in.

    `port` is the port on 127.0.0.1; `announce` is told each new start address (at once, and again when one was used).
    """

    def __init__(self, port: int, announce: Callable[[str], None]) -> None:
        self.host = f"127.0.0.1:{port}"
        self.origin = f"http://{self.host}"
        # Browsers send cookies to every port of a host: the name keeps two launches apart.
        self.cookie_name = f"digitiser-{port}"
        self._announce = announce
        self._cookie = secrets.token_urlsafe(_TOKEN_BYTES)
        self._new_token()

    @property
    def start_url(self) -> str:
        """The address that opens the screen, once."""
        return f"{self.origin}{START_PATH}?token={self._token}"

    def admits(self, scope: Scope) -> bool:
        """Whether a request comes from the browser that this launch opened and from our own page in it."""
        return self._is_addressed_to_us(scope) and self._has_cookie(scope)

    def redeems(self, scope: Scope) -> bool:
        """Whether a request carries the one-time token; the token is used up by that."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != START_PATH:
            return False
        offered = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        if not self._is_addressed_to_us(scope) or len(offered) != 1 or not _same(offered[0], self._token):
            return False
        self._new_token()
        return True

    def cookie_header(self) -> bytes:
        """The Set-Cookie header of this launch. Not `Secure`: there is no TLS on the loopback, and Safari would drop it."""
        return f"{self.cookie_name}={self._cookie}; Path=/; HttpOnly; SameSite=Strict".encode()

    def lock(self) -> None:
        """Nobody is let in any more but with a new start address, which is announced: the browser that was in, neither."""
        self._cookie = secrets.token_urlsafe(_TOKEN_BYTES)
        self._new_token()

    def shows_locked(self, scope: Scope) -> bool:
        """Whether a request asks for the page that says that the screen is locked."""
        return scope["type"] == "http" and scope["path"] == LOCKED_PATH and self._is_addressed_to_us(scope)

    def _new_token(self) -> None:
        self._token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._announce(self.start_url)

    def _is_addressed_to_us(self, scope: Scope) -> bool:
        origins = _values(scope, b"origin")
        if _values(scope, b"host") != [self.host]:
            return False
        if origins != [self.origin] and (origins or scope["type"] == "websocket"):
            return False
        # Another port of 127.0.0.1 counts as the same site, so SameSite alone would not keep its pages out.
        return all(site in ("same-origin", "none") for site in _values(scope, b"sec-fetch-site"))

    def _has_cookie(self, scope: Scope) -> bool:
        try:
            jar = SimpleCookie("; ".join(_values(scope, b"cookie")))
        except CookieError:
            return False
        return self.cookie_name in jar and _same(jar[self.cookie_name].value, self._cookie)


class Guard:
    """ASGI middleware: answers 403 to whoever the gate does not admit, before Streamlit sees the request."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif self._gate.redeems(scope):
            await _answer(send, 303, [(b"location", b"/"), (b"set-cookie", self._gate.cookie_header())])
        elif self._gate.admits(scope) and scope["path"] == START_PATH:
            await _answer(send, 303, [(b"location", b"/")])  # an old start address in the browser that is in already
        elif self._gate.admits(scope):
            await self._app(scope, self._while_admitted(scope, receive), _with_safe_headers(send))
        elif self._gate.shows_locked(scope):
            await self._app(scope, receive, _with_safe_headers(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})  # before it was accepted: the server says 403
        else:
            await _answer(send, 403, [(b"content-type", b"text/plain; charset=utf-8")], _CLOSED)

    def _while_admitted(self, scope: Scope, receive: Receive) -> Receive:
        """A connection that stays open (a WebSocket) ends with its next message once the screen was locked."""

        async def receive_while_admitted() -> Message:
            message = await receive()
            if scope["type"] == "websocket" and not self._gate.admits(scope):
                return {"type": "websocket.disconnect", "code": 1008}
            return message

        return receive_while_admitted


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for header, value in scope["headers"] if header == name]


def _same(offered: str, secret: str) -> bool:
    return hmac.compare_digest(offered.encode(), secret.encode())


def _with_safe_headers(send: Send) -> Send:
    async def safe_send(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in _SAFE_HEADERS]
            message = {**message, "headers": [*kept, *_SAFE_HEADERS.items()]}
        await send(message)

    return safe_send


async def _answer(send: Send, status: int, headers: Sequence[tuple[bytes, bytes]], body: bytes = b"") -> None:
    length = (b"content-length", str(len(body)).encode())
    safely = _with_safe_headers(send)
    await safely({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await safely({"type": "http.response.body", "body": body})
