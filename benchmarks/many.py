"""Many pages: how fast with one worker and two, how flat as the work grows, how soon a large ledger answers.

The large ledger is made of real readings, told again under other ids, days and outlets: reading 30,000 articles would
take an hour, and what is measured there is the ledger. What one thread does is told in its CPU time, for machines are
noisy; only articles per second are wall-clock time, and want a machine that does nothing else.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from onrecord.encoder import read_words
from onrecord.ledger import EventQuery, Ledger, Query
from onrecord.pages import open_pages
from onrecord.reader import Reader
from onrecord.records import Reading, reading_from_json, to_json
from onrecord.run import read_all
from onrecord.workers import Pool

LEDGER = 30_000
WARC_RECORDS = 3_000

QUERIES = {
    "first page": "SELECT sum(articles), sum(statements), sum(events), count(*) FROM outlets",
    "timeline": "SELECT day, sum(statements), sum(events) FROM days GROUP BY day",
    "outlets": "SELECT * FROM outlets ORDER BY articles DESC LIMIT 50",
    "figures": "SELECT * FROM figures ORDER BY statements DESC LIMIT 50",
    "an actor's days": """SELECT day, sum(statements), sum(events) FROM appearances
                           WHERE "key" = (SELECT "key" FROM figures ORDER BY articles DESC LIMIT 1) GROUP BY day""",
    "an actor's last words": """
        SELECT a.day, s.content FROM appearances a
          JOIN statements s ON s.article = a.article AND s.speaker_actor = a.actor
         WHERE a."key" = (SELECT "key" FROM figures ORDER BY articles DESC LIMIT 1) ORDER BY a.day DESC LIMIT 50""",
    "last failures": "SELECT * FROM failures ORDER BY page LIMIT 20",
    "last articles": "SELECT id, title, outlet, published FROM articles ORDER BY published DESC, id LIMIT 50",
}
"""What the pages of a desk ask."""


def run(shared: Path, reader: Reader, articles: int) -> dict[str, float]:
    """The figures, on so many articles of news/; those of the ledger on 30,000."""
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        news = _news(shared, at / "news.jsonl", articles)
        readings: list[Reading] = []
        found = _throughput(news, at, articles)
        found |= _outside_the_encoder(news, reader, at, readings)
        found |= {"WARC, records/s": _warc(at / "crawl.warc", readings)}
        found |= _cluster(news, at)
        return found | _growth(readings, at)


def _news(shared: Path, to: Path, articles: int) -> Path:
    with gzip.open(shared / "corpora/news/articles.jsonl.gz", "rb") as lines, to.open("wb") as out:
        out.writelines(islice(lines, articles))
    return to


def _throughput(news: Path, at: Path, articles: int) -> dict[str, float]:
    """Articles per second of wall-clock time, from the first article to the last, and each worker's memory (MB)."""
    found: dict[str, float] = {}
    for workers in (1, 2):
        with Ledger(at / f"{workers}.db") as ledger, Pool(workers) as pool:
            memory: list[float] = []
            began, here = time.perf_counter(), time.process_time()
            read_all([news], pool, ledger=ledger, on_reading=lambda _, p=pool, m=memory: m.append(_largest(p)))  # type: ignore[misc]
            took = time.perf_counter() - began
        found[f"articles/s, {workers} worker{'s' * (workers > 1)}"] = articles / took
        if workers == 1:
            found["this process beside its worker, CPU ms an article"] = 1000 * (time.process_time() - here) / articles
            found["worker's memory, MB"] = max(memory)
            middle = memory[len(memory) // 2]
            found["worker's memory, from the middle to the end"] = memory[-1] / middle
    found["speed-up of two workers"] = found["articles/s, 2 workers"] / found["articles/s, 1 worker"]
    return found


def _largest(pool: Pool) -> float:
    """The resident memory of the largest worker, MB."""
    status = [Path(f"/proc/{pid}/status").read_text() for pid in pool.pids]
    return max(int(re.search(r"VmRSS:\s+(\d+)", text)[1]) for text in status) / 1024  # type: ignore[index]


def _outside_the_encoder(news: Path, reader: Reader, at: Path, readings: list[Reading]) -> dict[str, float]:
    """The share of the CPU time of a run with a ledger that is not spent in the encoder; keeps the readings."""
    pages = at / "few.jsonl"
    with news.open("rb") as lines, pages.open("wb") as out:
        out.writelines(islice(lines, 300))
    with Ledger(at / "few.db") as ledger:
        began = time.process_time()
        read_all([pages], reader, ledger=ledger, on_reading=readings.append)
        whole = time.process_time() - began
    began = time.process_time()
    for reading in readings:
        reader._encoder.marks(read_words(reading.article.text, reader._encoder.pieces))
    return {"share of the time outside the encoder": 1 - (time.process_time() - began) / whole}


def _warc(crawl: Path, readings: Sequence[Reading]) -> float:
    texts = [f"<html><body><p>{r.article.text}</p></body></html>".encode() for r in readings]
    with crawl.open("wb") as out:
        for number in range(WARC_RECORDS):
            out.write(gzip.compress(_record(number, texts[number % len(texts)]), 6))
    began = time.process_time()
    count = sum(1 for _ in open_pages(crawl))
    return count / (time.process_time() - began)


def _record(number: int, html: bytes) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{number}\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\nWARC-Date: 2024-07-30T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def _cluster(news: Path, at: Path) -> dict[str, float]:
    """Whether a Dask cluster of two processes gives the rows of the pool; nothing if the extra is not installed."""
    try:
        distributed = import_module("distributed")
    except ModuleNotFoundError:
        return {}
    few = at / "cluster.jsonl"
    with news.open("rb") as lines, few.open("wb") as out:
        out.writelines(islice(lines, 100))
    scheduler = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    cluster = import_module("onrecord.cluster").Cluster(scheduler.scheduler_address)
    with scheduler, cluster, Pool(2) as pool:
        dumps = [_rows(few, at / f"{name}.db", workers) for name, workers in (("pool", pool), ("dask", cluster))]
    return {"Dask gives the rows of the pool": float(dumps[0] == dumps[1])}


def _rows(news: Path, path: Path, workers: Any) -> list[str]:
    with Ledger(path) as ledger:
        read_all([news], workers, ledger=ledger)
        return [line for line in ledger._db.iterdump() if 'INTO "runs"' not in line]


def _growth(readings: Sequence[Reading], at: Path) -> dict[str, float]:
    """Milliseconds to keep an article as the ledger grows, and the slowest of a desk's questions once it is large."""
    found: dict[str, float] = {}
    with Ledger(at / "large.db") as ledger:
        stream, held = _retold(readings), 0
        for size in (300, 3_000, LEDGER):
            # The last tenth of the way there: what an article costs at this size.
            ledger.add_many(islice(stream, size - size // 10 - held))
            last = list(islice(stream, size // 10))
            began = time.process_time()
            ledger.add_many(last)
            found[f"keeping an article at {size:,}, ms"] = 1000 * (time.process_time() - began) / len(last)
            held = size
        asked = {name: _median(lambda sql=sql: ledger._db.execute(sql).fetchall()) for name, sql in QUERIES.items()}  # type: ignore[misc]
        asked |= _finds(ledger)
    for name, took in asked.items():
        print(f"    {name:30}{took:8.1f} ms")
    return found | {f"the slowest question at {LEDGER:,}, ms": max(asked.values())}


def _finds(ledger: Ledger) -> dict[str, float]:
    asked: dict[str, Callable[[], object]] = {
        "an article": lambda: ledger.reading(next(ledger.articles()).id),
        "words": lambda: list(ledger.statements(Query("election result*", limit=50))),
        "a speaker": lambda: list(ledger.statements(Query(speaker="Trump", limit=50))),
        "protests": lambda: list(ledger.events(EventQuery(types=("PROTEST",), limit=50))),
    }
    return {name: _median(ask) for name, ask in asked.items()}


def _median(ask: Callable[[], object]) -> float:
    took = []
    for _ in range(7):
        began = time.process_time()
        ask()
        took.append(1000 * (time.process_time() - began))
    return statistics.median(took)


def _retold(readings: Sequence[Reading]) -> Iterator[Reading]:
    """The readings again and again, each time under ids, a day and an outlet of its own."""
    told = [(to_json(r).decode(), _ids(r)) for r in readings]
    turn = 0
    while True:
        for line, ids in told:
            new = {id_: hashlib.sha256(f"{turn} {id_}".encode()).hexdigest()[:16] for id_ in ids}
            again = reading_from_json(re.sub("[0-9a-f]{16}", lambda found, n=new: n.get(found[0], found[0]), line))  # type: ignore[misc]
            day = (date(2020, 1, 1) + timedelta(days=int(again.article.id[:4], 16) % 1000)).isoformat()
            facts = {"published": day, "outlet": f"{again.article.outlet} {turn % 20}"}
            yield msgspec.structs.replace(again, article=msgspec.structs.replace(again.article, **facts))
        turn += 1


def _ids(reading: Reading) -> set[str]:
    parts = (*reading.actors, *reading.statements, *reading.events)
    return {reading.article.id, *(part.id for part in parts)}
