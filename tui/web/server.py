"""The server: textual-serve behind a token in the address, with Host and Origin checked and a limit of sessions.

textual-serve accepts a WebSocket from any page on the web and its own page asks a font of an outside host
(measured on 1.1.3). Here every request must name this machine as its host and carry the token; a WebSocket must come
from the page itself; the page asks nothing of anybody else, and a policy in its head forbids the browser to.
"""

from __future__ import annotations

import ipaddress
import secrets
import shlex
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
from aiohttp import web
from textual_serve.server import Server, to_int

from decision.language import _, current_language

DOWNLOADS = """\
const opened = window.open.bind(window);
window.open = (address, ...how) => {
  if (!new URL(address, location.href).pathname.startsWith("/download/")) return opened(address, ...how);
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  link.click();
};
"""
"""A window may be opened once, and only within seconds of a key: documents that take longer, or are two, were lost."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")
SESSIONS = 8
"""Sessions at a time unless told otherwise: each is a process with a solver."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class GuardedServer(Server):  # type: ignore[misc]
    """Serves the interface to people who know the address with its token."""

    def __init__(
        self,
        command: Sequence[str],
        host: str = "127.0.0.1",
        port: int = 8000,
        sessions: int = SESSIONS,
        token: str | None = None,
    ) -> None:
        line = subprocess.list2cmdline(command) if sys.platform == "win32" else shlex.join(command)
        super().__init__(
            line, host=host, port=port, title="parkfund", templates_path=Path(__file__).parent / "templates"
        )
        self.token = token or secrets.token_urlsafe(24)
        self.sessions = sessions
        self.open_sessions = 0

    @property
    def address(self) -> str:
        """What a person opens; whoever knows it may decide."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/{self.token}/"

    def initialize_logging(self) -> None:
        """No log of requests: it would hold the token."""

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the command has said the address."""

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._guarded()])
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(self.templates_path), autoescape=True)
        inside = f"/{self.token}"
        app.add_routes(
            [
                web.get(f"{inside}/", self.handle_index, name="index"),
                web.get(f"{inside}/ws", self.handle_websocket, name="websocket"),
                web.get(f"{inside}/downloads.js", self.handle_script, name="downloads"),
                web.get("/download/{key}", self.handle_download, name="download"),
                web.static(f"{inside}/static", self.statics_path, name="static"),
            ]
        )
        return app

    def _guarded(self) -> Any:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not self._knows_host(request):
                raise web.HTTPForbidden(text=str(_("this address is not served here")))
            inside = request.path.startswith(f"/{self.token}/")
            # The page opens downloads outside its own path; the cookie it was given speaks for it there.
            given = request.cookies.get(self._cookie, "")
            if not inside and not (
                request.path.startswith("/download/")
                and secrets.compare_digest(given.encode(), self.token.encode())
            ):
                raise web.HTTPForbidden(
                    text=str(_("the address is not whole: the token at its end is missing or wrong"))
                )
            origin = request.headers.get("Origin")
            if request.path.endswith("/ws") and origin != f"http://{request.host}":
                raise web.HTTPForbidden(text=str(_("only the page itself may connect")))
            return await handler(request)

        return guard

    @property
    def _cookie(self) -> str:
        return f"parkfund-{self.port}"

    def _full(self) -> web.HTTPException:
        says = _("all {count} sessions are taken; try later", count=self.sessions)
        return web.HTTPServiceUnavailable(text=str(says))

    def _knows_host(self, request: web.Request) -> bool:
        """Whether the request names this machine: a page elsewhere whose name leads here (rebinding) does not."""
        name, colon, port = request.host.rpartition(":")
        if not colon or not port.isdigit():
            name, port = request.host, "80"
        name = name.strip("[]").lower()
        if int(port) != self.port:
            return False
        if name in LOOPBACK or name == self.host:
            return True
        if self.host in LOOPBACK:
            return False
        return _is_number(name) or name in (socket.gethostname().lower(), socket.getfqdn().lower())

    async def handle_script(self, request: web.Request) -> web.StreamResponse:
        """How the page takes a document that was written for it."""
        return web.Response(text=DOWNLOADS, content_type="text/javascript")

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page, with a policy that forbids the browser every other host."""
        if self.open_sessions >= self.sessions:
            raise self._full()
        context = {
            "language": current_language(),
            "title": self.title,
            "static": f"/{self.token}/static/",
            "downloads": f"/{self.token}/downloads.js",
            "websocket": f"ws://{request.host}/{self.token}/ws",
            "font_size": to_int(request.query.get("fontsize", "16"), 16),
            "waiting": str(_("Opening the interface…")),
            "ended": str(_("The session has ended. What was decided and not saved is offered again.")),
            "again": str(_("Open again")),
        }
        response = aiohttp_jinja2.render_template("app_index.html", request, context)
        response.headers["Content-Security-Policy"] = "; ".join(
            (
                "default-src 'none'",
                f"connect-src 'self' ws://{request.host}",
                "script-src 'self' 'unsafe-eval'",
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: blob:",
                "font-src 'self' data:",
                "frame-ancestors 'none'",
                "base-uri 'none'",
                "form-action 'none'",
            )
        )
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.set_cookie(self._cookie, self.token, httponly=True, samesite="Strict", path="/download")
        return response

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One session; refused when as many run as may."""
        if self.open_sessions >= self.sessions:
            raise self._full()
        self.open_sessions += 1
        try:
            answered: web.WebSocketResponse = await super().handle_websocket(request)
            return answered
        finally:
            self.open_sessions -= 1


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
