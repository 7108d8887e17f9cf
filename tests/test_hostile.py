"""Hostile pages: each ends within its limit, as a reading or as one failure, and the run goes on."""

from __future__ import annotations

import gzip
import io
import time
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standin import StandIn

from onrecord.errors import PageError
from onrecord.ledger import Ledger
from onrecord.pages import FORMATS, Limits, open_pages
from onrecord.records import Failure, Page
from onrecord.run import read_all
from onrecord.workers import Pool, Recipe

SECONDS = 20.0
GOOD = "Moscow said it backs Maduro\n"
WORDS = b"The minister said on Monday that the plan would go ahead. "


def html(body):
    return b"<html><head><title>Plan goes ahead</title></head><body><article>" + body + b"</article></body></html>"


def packed_often(data, times):
    """Gzip of the data so many times over, without packing it more than once."""
    return gzip.compress(data) * times


def warc(payload, *, encoding=None):
    """An archive of one response; `encoding` is how its body is packed."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    head += b"Content-Encoding: " + encoding + b"\r\n" if encoding else b""
    block = head + b"\r\n" + payload
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\n"
        b"WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>\r\nWARC-Date: 2024-07-30T00:00:00Z\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n" % len(block)
    ) + block + b"\r\n\r\n"  # fmt: skip


def deflated(megabytes):
    """Gzip of so many megabytes of nothing, packed as a stream."""
    packer, out = zlib.compressobj(9, wbits=31), io.BytesIO()
    for _ in range(megabytes):
        out.write(packer.compress(bytes(2**20)))
    return out.getvalue() + packer.flush()


HOSTILE = {
    "50,000 paragraphs": ("a.html", lambda: html(b"<p>" + WORDS + b"<p>".join([WORDS] * 50_000))),
    "50,000 empty paragraphs": ("a.html", lambda: html(b"<p>" * 50_000 + WORDS)),
    "a table of 50,000 rows": ("a.html", lambda: html(b"<table>" + b"<tr><td>He said 1<td>2" * 50_000 + b"</table>")),
    "100,000 nested div": ("a.html", lambda: html(b"<div>" * 100_000 + WORDS)),
    "100,000 nested lists": ("a.html", lambda: html(b"<ul><li>" * 100_000 + WORDS)),
    "100,000 attributes": ("a.html", lambda: html(b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">x")),
    "an unclosed comment": ("a.html", lambda: html(b"<!--" * 500_000 + WORDS)),
    "one word of a megabyte": ("a.txt", lambda: b"a" * 2**20),
    "a gzip bomb of 2 GB": ("a.txt.gz", lambda: packed_often(bytes(2**24), 128)),
    "a gzip bomb in a WARC of 2 GB": ("a.warc.gz", lambda: packed_often(bytes(2**24), 128)),
    "a WARC record that unpacks to 256 MB": ("a.warc", lambda: warc(deflated(256), encoding=b"gzip")),
    "a packed WARC record of 256 MB": ("a.warc.gz", lambda: gzip.compress(warc(bytes(2**28)), 1)),
    "a feed with 400,000 attributes": (
        "a.rss", lambda: b"<rss><channel " + b" ".join(b"a%d='1'" % n for n in range(400_000)) + b"></channel></rss>"
    ),
    "a feed of brackets": ("a.rss", lambda: b"<rss><channel><item><description>" + b"<" * 500_000),
    "a billion laughs": (
        "a.rss",
        lambda: b'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b"]><rss><channel><item><description>&j;</description></item></channel></rss>",
    ),
    "lists in lists": ("a.jsonl", lambda: b'{"text": ' + b"[" * 1_000_000 + b"\n"),
    "lists in lists of ninjs": ("a.ninjs", lambda: b'{"body_text": ' + b"[" * 1_000_000),
    "a line of 32 MB": ("a.jsonl", lambda: b'{"text": "' + b"a" * 2**25 + b'"}\n'),
    "a page that never ends": ("a.txt", lambda: b"this never ends"),
    "a page that kills its reader": ("a.txt", lambda: b"this kills its reader"),
}  # fmt: skip


@pytest.fixture(scope="module")
def pool():
    with Pool(1, Recipe("standin:Extracts", seconds=5.0)) as made:
        yield made


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_page_ends_within_its_limit_and_the_next_one_is_read(case, pool, tmp_path, news_db):
    name, make = HOSTILE[case]
    (tmp_path / name).write_bytes(make())
    (tmp_path / "good.txt").write_text(GOOD)
    began = time.monotonic()
    with Ledger(news_db) as ledger:
        summary = read_all([tmp_path / name, tmp_path / "good.txt"], pool, ledger=ledger)
        assert time.monotonic() - began < SECONDS
        assert summary.read + summary.failed == 2
        assert summary.statements >= 1
        assert all(failure.why and failure.page.startswith(str(tmp_path / name)) for failure in ledger.failures())
        assert ledger.check() == ()


# Whatever the bytes are

SEEDS = [
    b"<html><body><p>He said so.</p></body></html>",
    b'{"text": "He said so."}\n',
    b'{"body_text": "He said so.", "versioncreated": "2024-07-30T00:00:00Z"}',
    b"<rss version='2.0'><channel><item><title>a</title><description>He said so.</description></item></channel></rss>",
    warc(WORDS),
    gzip.compress(WORDS),
    b"PK\x03\x04" + bytes(26),
]


@st.composite
def mangled(draw):
    """The beginning of a document of some format, with a piece of it exchanged, repeated or left out."""
    data = draw(st.sampled_from(SEEDS))
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, len(data)))
    piece = draw(st.binary(max_size=40) | st.sampled_from([data[start:end], b"<", b"\xff\xfe", b"\0", b"&#x110000;"]))
    return data[:start] + piece * draw(st.integers(0, 30)) + data[end:]


@pytest.mark.parametrize("reference", ["&#2000000;", "&#x110000;", "&#x110000", "&#0000000065;", f"&#{'9' * 5000};"])
def test_a_character_beyond_unicode_loses_no_feed(reference, tmp_path):
    text = f"<description>He said so. {reference}</description>"
    (tmp_path / "page.rss").write_text(
        f"<rss version='2.0'><channel><item><title>a</title>{text}</item></channel></rss>"
    )
    (page,) = open_pages(tmp_path / "page.rss")
    assert "He said so." in page.data.decode()


@pytest.mark.parametrize("row", [*FORMATS, None], ids=lambda row: row.name if row else "as it looks")
@settings(max_examples=60, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=mangled() | st.binary(max_size=300))
def test_no_bytes_are_more_than_a_page_error(row, data, tmp_path):
    (tmp_path / "page").write_bytes(data)
    try:
        for page in open_pages(tmp_path / "page", format=row and row.name, limits=Limits(page=2**16, line=2**16)):
            assert isinstance(page, Page | Failure)
    except PageError as error:
        assert "; " in str(error)


@settings(max_examples=40, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.lists(mangled() | st.binary(max_size=300), max_size=3))
def test_no_pages_are_more_than_failures_of_a_run(data, tmp_path, reader):
    names = [tmp_path / f"page{number}" for number in range(len(data))]
    for name, one in zip(names, data, strict=True):
        name.write_bytes(one)
    read_all([*names], StandIn())
