"""Kontora's web server on a free port, and a browser that is signed in."""

from __future__ import annotations

import html
import http.client
import os
import re
import signal
import socket
import subprocess
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from benchmarks.stage import LOGIN, PYTHON, ROOT, Stage

START_SECONDS = 60
_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Answer:
    """What came back, and in how many milliseconds."""

    status: int
    body: bytes
    milliseconds: float
    headers: Mapping[str, str]


@dataclass
class Browser:
    """Sequential requests, each over a connection of its own."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    timeout: float = 120

    @property
    def cookie(self) -> str:
        """The Cookie header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def request(self, method: str, path: str, data: Mapping[str, str] | None = None) -> Answer:
        """Send a request and read the whole answer; raises OSError or HTTPException."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        headers = {"Cookie": self.cookie, "Referer": f"http://127.0.0.1:{self.port}{path}"}
        body = None
        if data is not None:
            body = urllib.parse.urlencode(data)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        spent = (time.perf_counter() - started) * 1e3
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, kept = value.split(";")[0].partition("=")
                self.cookies[cookie] = kept
        return Answer(response.status, content, spent, dict(response.getheaders()))

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self.request("GET", path)

    def token(self, path: str) -> str:
        """The CSRF token of the first form of a page."""
        found = _TOKEN.search(self.get(path).body)
        assert found, f"no form at {path}"
        return html.unescape(found.group(1).decode())

    def sign_in(self) -> None:
        """Sign in as the administrator of the stage."""
        email, password = LOGIN
        data = {"csrf_token": self.token("/login"), "email": email, "password": password}
        answer = self.request("POST", "/login", data)
        assert answer.status == 302, f"signing in answered {answer.status}"


@dataclass
class WebServer:
    """A running gunicorn with its listening socket, which outlives a kill of the server."""

    stage: Stage
    listener: socket.socket
    workers: int = 2
    process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """The port on the loopback."""
        port: int = self.listener.getsockname()[1]
        return port

    def start(self) -> None:
        """Start gunicorn and wait for its first answer."""
        log = (self.stage.folder / "web.log").open("ab")
        command = [
            PYTHON, "-m", "gunicorn", "--config", "gunicorn.conf.py",
            "--workers", str(self.workers), "--bind", f"fd://{self.listener.fileno()}", "wsgi:app",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.stage.variables, stdin=subprocess.DEVNULL, stdout=log,
            stderr=log, pass_fds=[self.listener.fileno()], process_group=0,
        )  # fmt: skip
        log.close()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(OSError, http.client.HTTPException):
                if Browser(self.port, timeout=START_SECONDS).get("/login").status == 200:
                    return
            time.sleep(0.1)
        raise RuntimeError((self.stage.folder / "web.log").read_text()[-3000:])

    def send(self, number: int) -> None:
        """Send a signal to every process of the server."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End the server and wait for it."""
        if self.process is None:
            return
        self.send(number)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        self.send(signal.SIGKILL)
        self.process.wait()
        self.process = None


@contextmanager
def web_server(stage: Stage, workers: int = 2) -> Iterator[WebServer]:
    """A server until the end of the block."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        server = WebServer(stage, listener, workers)
        server.start()
        try:
            yield server
        finally:
            server.stop()
