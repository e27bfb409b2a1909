"""Killing web servers under writes: what was answered is in the database (promise 2)."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from benchmarks.processes import family
from benchmarks.stage import Stage
from benchmarks.web import Browser, WebServer, web_server

WRITERS = 4
WRITE_SECONDS = 120
NEW = "/admin/contacts/new/"
MAIL = "%s@soak.example.com"


@dataclass
class Tally:
    """What the writers saw, by the name they sent."""

    answered: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    kills: int = 0
    restarts: int = 0


def kill_web(stage: Stage, kills: int, rnd: random.Random) -> dict[str, Any]:
    """Kill `kills` times while contacts are added; what is missing or doubled afterwards."""
    tally, ended = Tally(), threading.Event()
    with web_server(stage) as server:
        writers = [
            threading.Thread(target=_write, args=(server.port, number, tally, ended))
            for number in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        try:
            while tally.kills < kills:
                _wait_for_writes(tally, len(tally.answered) + rnd.randint(3, 20))
                time.sleep(rnd.uniform(0, 0.3))
                _kill(server, tally, rnd)
        finally:
            ended.set()
            for writer in writers:
                writer.join()
    return _judge(stage, tally)


def _wait_for_writes(tally: Tally, count: int) -> None:
    deadline = time.monotonic() + WRITE_SECONDS
    while len(tally.answered) < count:
        if time.monotonic() > deadline:
            raise RuntimeError(f"no write is answered any more: {tally.other[-3:]}")
        time.sleep(0.02)


def _kill(server: WebServer, tally: Tally, rnd: random.Random) -> None:
    assert server.process is not None
    workers = family(server.process.pid)[1:]
    tally.kills += 1
    if workers and rnd.random() < 0.75:
        with suppress(ProcessLookupError):
            os.kill(rnd.choice(workers), signal.SIGKILL)
        return
    server.stop(signal.SIGKILL)
    server.start()
    tally.restarts += 1


def _write(port: int, writer: int, tally: Tally, ended: threading.Event) -> None:
    """Add contacts one after another, signing in once more when that is lost."""
    browser, token, number = Browser(port, timeout=20), "", 0
    while not ended.is_set():
        try:
            if not token:
                browser.cookies.clear()
                browser.sign_in()
                token = browser.token(NEW)
        except (OSError, http.client.HTTPException, AssertionError):
            time.sleep(0.2)
            continue
        number += 1
        name = f"writer{writer}n{number}"
        data = {
            "csrf_token": token, "kind": "person", "last_name": name,
            "emails-0-value": MAIL % name, "emails-default": "0",
        }  # fmt: skip
        try:
            answer = browser.request("POST", NEW, data)
        except (OSError, http.client.HTTPException):
            tally.unanswered.append(name)
            continue
        place = answer.headers.get("Location", "")
        if answer.status == 302 and "/login" not in place:
            tally.answered.append(name)
        else:
            tally.other.append(f"{name}: {answer.status} {place}")
            token = ""


def _judge(stage: Stage, tally: Tally) -> dict[str, Any]:
    found = json.loads(stage.inside("picture").output)["contacts"]
    mails = [text.rpartition("|")[2] for text in found]
    sent = {MAIL % name for name in (*tally.answered, *tally.unanswered)}
    lost = [name for name in tally.answered if MAIL % name not in mails]
    return {
        "kills": tally.kills,
        "restarts": tally.restarts,
        "answered": len(tally.answered),
        "lost": len(lost),
        "unanswered": len(tally.unanswered),
        "unanswered_kept": sum(MAIL % name in mails for name in tally.unanswered),
        "doubled": sum(mails.count(mail) > 1 for mail in sent),
        "refused": len(tally.other),
        "words": tally.other[:3],
    }
