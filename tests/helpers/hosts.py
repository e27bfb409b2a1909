"""Several Kontora hosts on one database: own web servers and workers, and a browser for them."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener, urlopen

from tests.helpers.live_server import START_SECONDS, _end, _environment
from tests.helpers.sources import ROOT

PUBLIC = "http://kontora.test"


@dataclass
class Hosts:
    """What runs: the addresses of the web servers, and the log of each process by its name."""

    urls: list[str]
    folder: Path

    def log(self, name: str) -> list[dict[str, Any]]:
        """The lines that a process has written."""
        text = (self.folder / f"{name}.log").read_text()
        return [json.loads(line) for line in text.splitlines()]


@contextmanager
def hosts(address: str, folder: Path, number: int = 2) -> Iterator[Hosts]:
    """So many web servers and workers on one migrated database; no process survives the block."""
    ports = _free_ports(number)
    processes = {}
    python = [sys.executable, "-m"]
    for index, port in enumerate(ports):
        web = [*python, "gunicorn", "--config", "gunicorn.conf.py"]
        environment = _environment(address, folder, PUBLIC) | {"PORT": str(port)}
        for name, command in {
            f"web{index}": web,
            f"worker{index}": [*python, "flask", "--app", "wsgi", "worker"],
        }.items():
            with (folder / f"{name}.log").open("wb") as log:
                processes[name] = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    process_group=0,
                )
    made = Hosts([f"http://127.0.0.1:{port}" for port in ports], folder)
    try:
        for url in made.urls:
            _wait_for(url)
        yield made
    finally:
        _end(processes)


def _free_ports(number: int) -> list[int]:
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError), urlopen(f"{url}/readyz", timeout=START_SECONDS):
            return
        time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


@dataclass
class Page:
    """An answer: its status, text and headers."""

    status: int
    text: str
    headers: Any

    def form(self, name: str) -> dict[str, str]:
        """The values of the form that has a field of this name."""
        reader = _Forms()
        reader.feed(self.text)
        return next(values for values in reader.forms if name in values)


@dataclass
class Browser:
    """Keeps cookies, follows no redirection, and is sent to whichever host the proxy chose."""

    jar: CookieJar = field(default_factory=CookieJar)

    def get(self, url: str) -> Page:
        """Fetch a page."""
        return self._open(Request(url))

    def post(self, url: str, values: dict[str, str]) -> Page:
        """Send a form."""
        return self._open(Request(url, data=urlencode(values).encode()))

    def _open(self, request: Request) -> Page:
        opener = build_opener(HTTPCookieProcessor(self.jar), _NoRedirection)
        try:
            answer = opener.open(request, timeout=60)
        except HTTPError as error:
            answer = error
        with answer:
            return Page(answer.status, answer.read().decode(), answer.headers)


class _NoRedirection(HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


class _Forms(HTMLParser):
    """Reads what a browser would send of every form of a page."""

    def __init__(self):
        super().__init__()
        self.forms = []
        self._select = self._text = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "input" and given.get("name"):
            ticked = given.get("type") not in {"checkbox", "radio"} or "checked" in given
            if ticked:
                self.forms[-1][given["name"]] = given.get("value") or ""
        elif tag == "select":
            self._select = given.get("name")
        elif tag == "option" and self._select and "selected" in given:
            self.forms[-1][self._select] = given.get("value") or ""
        elif tag == "textarea":
            self._text = given.get("name")
            self.forms[-1][self._text] = ""

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._text = None

    def handle_data(self, data):
        if self._text and self.forms:
            self.forms[-1][self._text] += data
