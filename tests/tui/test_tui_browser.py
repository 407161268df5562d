"""The interface in a browser: who is let in, and, where Chromium is installed, a key pressed in a real one."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from decision.language import use_language

aiohttp = pytest.importorskip("aiohttp", reason="the extra web is not installed")
pytest.importorskip("textual_serve", reason="the extra web is not installed")

from tui.web.server import GuardedServer  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
WAITING = [sys.executable, "-u", "-c", "import sys; print('__GANGLION__', flush=True); sys.stdin.read(1)"]
"""As much of an application as the server needs to begin a session; the first byte it is sent ends it."""


@asynccontextmanager
async def served(sessions: int = 8) -> AsyncIterator[tuple[GuardedServer, Any]]:
    """A server without a browser, and a client."""
    use_language("en")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = GuardedServer(WAITING, port=port, sessions=sessions)
    runner = aiohttp.web.AppRunner(await server._make_app())
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", port).start()
    async with aiohttp.ClientSession() as client:
        yield server, client
    await runner.cleanup()


async def status(client: Any, url: str, **headers: str) -> int:
    async with client.get(url, headers=headers) as answer:
        return int(answer.status)


async def test_only_the_whole_address_on_this_machine_is_answered() -> None:
    async with served() as (server, client):
        assert len(server.token) >= 32
        assert await status(client, server.address) == 200
        base = server.address.removesuffix(f"{server.token}/")
        for wrong in ("", f"{server.token[:-1]}/", "ws", "static/js/textual.js", "download/x"):
            assert await status(client, base + wrong) == 403, wrong
        for host in ("evil.example", f"evil.example:{server.port}", "127.0.0.1:1"):
            assert await status(client, server.address, Host=host) == 403, host
        assert await status(client, server.address, Host=f"localhost:{server.port}") == 200


async def test_only_the_page_itself_may_connect_and_only_so_many() -> None:
    async with served(sessions=1) as (server, client):
        own = f"http://127.0.0.1:{server.port}"
        for origin in ("http://evil.example", f"http://localhost:{server.port}", "null", None):
            headers = {} if origin is None else {"Origin": origin}
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await client.ws_connect(f"{server.address}ws", headers=headers)
            assert refused.value.status == 403, origin
        async with client.ws_connect(f"{server.address}ws", headers={"Origin": own}):
            assert server.open_sessions == 1
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await client.ws_connect(f"{server.address}ws", headers={"Origin": own})
            assert refused.value.status == 503
            assert await status(client, server.address) == 503
        for _ in range(2000):
            if server.open_sessions == 0:
                break
            await asyncio.sleep(0.05)
        assert await status(client, server.address) == 200


async def test_the_page_names_no_other_host_and_forbids_them() -> None:
    async with served() as (server, client), client.get(server.address) as answer:
        page = await answer.text()
        own = f"127.0.0.1:{server.port}"
        assert set(re.findall(r"(?:https?|wss?)://([^/\"' ]+)", page)) == {own}
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert set(re.findall(r"\w+://([^ ;]+)", policy)) == {own}
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_default_is_this_machine_alone() -> None:
    assert GuardedServer(WAITING).host == "127.0.0.1"
    assert GuardedServer(WAITING).token != GuardedServer(WAITING).token


# A real browser ------------------------------------------------------------------------------------

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run --no-default-browser-check --disable-default-apps --disable-extensions "
    "--metrics-recording-only --disable-dev-shm-usage --window-size=1280,800 --remote-debugging-port=0 "
    "--remote-allow-origins=*"
)


class Browser:
    """Chromium over its own debugging protocol: what it asked for, what the page was sent."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.count = 0
        self.asked: list[str] = []
        self.screen = ""
        self.replies: dict[int, Any] = {}

    async def command(self, method: str, **parameters: Any) -> Any:
        self.count += 1
        number = self.count
        await self.socket.send_json({"id": number, "method": method, "params": parameters})
        await self.until(lambda: number in self.replies)
        return self.replies.pop(number)

    async def until(self, condition: Callable[[], bool], seconds: float = 90) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    self._take(json.loads((await self.socket.receive()).data))
        except TimeoutError:
            raise AssertionError(f"asked: {self.asked}; on the screen: {self.screen[-3000:]}") from None

    def _take(self, message: dict[str, Any]) -> None:
        parameters = message.get("params", {})
        match message.get("method"):
            case None:
                self.replies[message["id"]] = message.get("result")
            case "Network.requestWillBeSent":
                self.asked.append(parameters["request"]["url"])
            case "Network.webSocketCreated":
                self.asked.append(parameters["url"])
            case "Network.webSocketFrameReceived":
                data = parameters["response"]["payloadData"]
                if parameters["response"]["opcode"] == 2:
                    sent = base64.b64decode(data).decode("utf-8", "replace")
                    self.screen += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", sent)

    async def press(self, key: str, code: int) -> None:
        for kind in ("keyDown", "keyUp"):
            text = {"text": key} if len(key) == 1 and kind == "keyDown" else {}
            await self.command(
                "Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **text
            )


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
async def test_a_key_pressed_in_a_real_browser_is_answered_and_nothing_leaves_the_machine(
    tmp_path: Path,
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "XDG_STATE_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    (tmp_path / "parkfund").mkdir()
    (tmp_path / "parkfund" / "tour-seen").touch()
    serving = subprocess.Popen(
        [sys.executable, "-m", "decision", "--lang", "ru", "serve", "illustrative-2025", "--port", str(port)],
        cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    profile = tmp_path / "profile"
    assert CHROMIUM is not None
    browsing = subprocess.Popen(
        [CHROMIUM, *QUIET.split(), f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert serving.stdout is not None
        address = (await asyncio.to_thread(serving.stdout.readline)).strip()
        active = profile / "DevToolsActivePort"
        async with aiohttp.ClientSession() as client:
            async with asyncio.timeout(300):
                while not (active.exists() and active.read_text().strip()):
                    await asyncio.sleep(0.1)
            debugging = f"http://127.0.0.1:{active.read_text().split()[0]}/json"
            async with client.get(debugging) as answer:
                pages = await answer.json()
            page = next(page for page in pages if page["type"] == "page")
            async with client.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as link:
                browser = Browser(link)
                await browser.command("Network.enable")
                await browser.command("Page.navigate", url=address)
                await browser.until(lambda: "оптимален" in browser.screen.lower())
                assert "ДАННЫЕ" in browser.screen
                for kind in (
                    "mousePressed",
                    "mouseReleased",
                ):  # into the page, onto the line that says what is open
                    await browser.command(
                        "Input.dispatchMouseEvent", type=kind, x=30, y=8, button="left", clickCount=1
                    )
                browser.screen = ""
                await browser.press("2", 50)
                await browser.until(lambda: "платится" in browser.screen)
                browser.screen = ""
                await browser.press("F1", 112)
                await browser.until(lambda: "Esc" in browser.screen)
                picture = await browser.command("Page.captureScreenshot")
                (tmp_path / "page.png").write_bytes(base64.b64decode(picture["data"]))
                got = tmp_path / "got"
                await browser.command("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(got))
                browser.screen = ""
                await browser.press("Escape", 27)
                await browser.until(
                    lambda: "платится" in browser.screen
                )  # Esc and a letter at once were one key
                await browser.press("P", 80)
                await browser.until(lambda: "Выпустить протокол" in browser.screen)
                await browser.press("Enter", 13)
                async with asyncio.timeout(300):
                    while not (got / "protocol-ru.docx").exists():
                        await asyncio.sleep(0.1)
                with ZipFile(got / "protocol-ru.docx") as document:
                    assert "оптимал" in document.read("word/document.xml").decode()
        outside = [
            url
            for url in browser.asked
            if not re.match(rf"(http|ws)://127\.0\.0\.1:{port}/|data:|blob:", url)
        ]
        assert not outside
        assert any(url.startswith("ws://") for url in browser.asked), "the record of requests is empty"
    finally:
        for process in (browsing, serving):
            process.terminate()
        for process in (browsing, serving):
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if serving.stdout is not None and serving.stderr is not None:
            serving.stdout.close()
            serving.stderr.close()
