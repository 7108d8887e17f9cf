"""The desk over 30,000 articles made by rule: server time and weight of each page.

Times are of the server alone, in CPU time, for machines are noisy; each page is asked several times with other
addresses. The ledger is made anew, which takes some minutes.
"""

from __future__ import annotations

import gzip
import statistics
import tempfile
import time
from pathlib import Path

from starlette.testclient import TestClient

from benchmarks.made import readings
from onrecord.desk import Answers, Desk, application
from onrecord.desk.render import STATIC
from onrecord.ledger import Ledger

ARTICLES = 30_000
_ASKED = 5  # times, each page
_LINKED = ("desk.css", "desk.js", "icon.svg", "vendor/htmx.min.js", "vendor/uplot.min.js", "vendor/uplot.min.css")


def run(path: Path | None = None) -> dict[str, float]:
    """Median milliseconds of a page, by kind and over all, and the heaviest page in kB with all that it loads.

    `path` is a ledger that was made before; without one it is made in a folder for the time being.
    """
    if path is not None:
        return _measured(path)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.db"
        with Ledger(made) as ledger:
            ledger.add_many(readings(ARTICLES))
        return _measured(made)


def _measured(path: Path) -> dict[str, float]:
    client = TestClient(application(Desk(path, Answers(path))), base_url="http://127.0.0.1")
    asked = _addresses(client)
    times = {kind: [_milliseconds(client, one) for one in some] for kind, some in asked.items()}
    linked = sum((STATIC / name).stat().st_size for name in _LINKED)
    weights = [len(client.get(some[0]).content) for kind, some in asked.items() if kind != "network of 300"]
    return {
        "median ms, all pages": statistics.median(one for some in times.values() for one in some),
        "slowest page's median ms": max(statistics.median(some) for some in times.values()),
        **{f"{kind}, ms": statistics.median(some) for kind, some in times.items()},
        "heaviest page with all it loads, kB": (max(weights) + linked) / 1000,
        "scripts and styles packed, kB": sum(len(gzip.compress((STATIC / n).read_bytes())) for n in _LINKED) / 1000,
    }


def _addresses(client: TestClient) -> dict[str, list[str]]:
    front = client.get("/index.json").json()
    articles, actors = front["articles"], front["actors"]
    words = ("bridge", "election", "tally sheets", "talks harbour", "minist*", "closed", "prices election")[:_ASKED]
    days = [f"?since=2023-0{n}-01&until=2023-0{n}-28" for n in range(1, 1 + _ASKED)]
    deep = client.get("/index.json?until=2023-06-01").json()["next"]
    return {
        "front": ["/"] * _ASKED,
        "front, some days": [f"/{one}" for one in days],
        "front, going on": [f"/?after={deep}"] * _ASKED,
        "article": [f"/articles/{one['id']}" for one in articles[:_ASKED]],
        "actors": ["/actors"] * _ASKED,
        "actor": [f"/actors/{one['key']}" for one in actors[:_ASKED]],
        "search, statements": [f"/search?q={one}" for one in words],
        "search, events": [f"/search?kind=events{one.replace('?', '&')}" for one in days],
        "network of 30": [f"/network{one}" for one in days],
        "network of 300": [f"/network{one}&actors=300" for one in days],
        "questions": ["/questions"] * _ASKED,
    }


def _milliseconds(client: TestClient, address: str) -> float:
    began = time.process_time()
    answer = client.get(address)
    took = time.process_time() - began
    answer.raise_for_status()
    return took * 1000
