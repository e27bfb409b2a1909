"""List pages, the card and the form over HTTP: median and p95 of a few requests."""

from __future__ import annotations

import json
import statistics
import threading
import time
from typing import Any
from urllib.parse import urlencode

from benchmarks.people import RARE_SEARCH
from benchmarks.processes import cpu_of, family, wait_for_quiet
from benchmarks.stage import Stage
from benchmarks.web import Browser, WebServer, web_server

WARM_UPS = 4
REQUESTS = 15
LIST = "/admin/contacts/"
CASES = {
    "first": "contact list, first page",
    "sorted": "sorted by name",
    "deep": "deep page, half way",
    "last": "last page",
    "cyrillic": "search, Cyrillic fragment",
    "mail": "search, e-mail fragment",
    "filter": "filter, status and company",
    "card": "card of a contact",
    "edit": "edit page of a contact",
}


def paths_of(known: dict[str, Any]) -> dict[str, str]:
    """The address of each case."""

    def listed(**arguments: object) -> str:
        return f"{LIST}?{urlencode(arguments)}" if arguments else LIST

    return {
        "first": listed(),
        "sorted": listed(sort="full_name"),
        "deep": listed(page=known["deep"]),
        "last": listed(page=known["last"]),
        "cyrillic": listed(search=RARE_SEARCH),
        "mail": listed(search=known["mail"]),
        "filter": listed(status="active", company=known["company"]),
        "card": f"{LIST}details/?id={known['edit']}",
        "edit": f"{LIST}edit/?id={known['edit']}",
    }


def measure_pages(stage: Stage) -> dict[str, dict[str, Any]]:
    """Figures of every case on a server of two workers."""
    known = json.loads(stage.inside("params").output)
    paths = paths_of(known)
    with web_server(stage) as server:
        browser = Browser(server.port)
        browser.sign_in()
        found = {case: _measure(server, browser, path) for case, path in paths.items()}
        asked = json.dumps({"paths": paths, "cookies": browser.cookies})
    told = json.loads(stage.inside("queries", stdin=asked).output)
    for case, figures in found.items():
        assert told[case]["status"] == 200, f"{case} answered {told[case]['status']}"
        figures["queries"] = told[case]["queries"]
        figures["sql"] = round(told[case]["sql"], 2)
    return found


def _measure(server: WebServer, browser: Browser, path: str) -> dict[str, Any]:
    share = wait_for_quiet()
    for _ in range(WARM_UPS):
        browser.get(path)
    before = _cpu(server)
    answers = [browser.get(path) for _ in range(REQUESTS)]
    assert all(answer.status == 200 for answer in answers), f"{path} answered {answers[0].status}"
    times = [answer.milliseconds for answer in answers]
    return {
        "median": round(statistics.median(times), 1),
        "p95": round(percentile(times, 0.95), 1),
        "best": round(min(times), 1),
        "cpu": round((_cpu(server) - before) * 1e3 / REQUESTS, 1),
        "bytes": len(answers[0].body),
        "rows": answers[0].body.count(b"data-row="),
        "busy": round(share, 2),
    }


def _cpu(server: WebServer) -> float:
    assert server.process is not None
    return sum(map(cpu_of, family(server.process.pid)))


def percentile(values: list[float], share: float) -> float:
    """The smallest value that so many of the values do not exceed."""
    return sorted(values)[max(0, int(len(values) * share + 0.5) - 1)]


def pages_beside(stage: Stage, *command: str) -> dict[str, Any]:
    """The first page and a search, asked again and again while a command runs."""
    times: list[float] = []
    with web_server(stage) as server:
        browser = Browser(server.port)
        browser.sign_in()
        for _ in range(WARM_UPS):
            browser.get(LIST)
        ended = threading.Event()
        results: list[Any] = []
        worker = threading.Thread(target=_run, args=(stage, command, ended, results))
        worker.start()
        while not ended.is_set():
            for path in (LIST, f"{LIST}?{urlencode({'search': RARE_SEARCH})}"):
                answer = browser.get(path)
                assert answer.status == 200, f"{path} answered {answer.status}"
                times.append(answer.milliseconds)
            time.sleep(0.2)
        worker.join()
    done = results[0]
    if isinstance(done, Exception):
        raise done
    return {
        "import": {**done.figures(), **json.loads(done.output)},
        "requests": len(times),
        "median": round(statistics.median(times), 1),
        "p95": round(percentile(times, 0.95), 1),
        "worst": round(max(times), 1),
    }


def _run(stage: Stage, command: Any, ended: threading.Event, results: list[Any]) -> None:
    try:
        results.append(stage.flask(*command))
    except RuntimeError as error:
        results.append(error)
    finally:
        ended.set()
