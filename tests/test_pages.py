from __future__ import annotations

import gzip
import io
import json
import os
import pkgutil
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest

import onrecord.pages
from onrecord.articles import article
from onrecord.errors import MissingPage, NotAPage, PageTooLarge, UsageError
from onrecord.pages import FORMATS, Limits, feed, open_pages
from onrecord.pages._encoding import decode
from onrecord.records import Failure, Page

GOLDEN = Path(__file__).parent / "pages"
REPORT = b"The minister said on Monday that the plan would go ahead.\n"


def golden(row):
    return GOLDEN / row.name / f"page{row.suffixes[0]}"


def pages_in(path, **options):
    return [(type(page).__name__, getattr(page, "kind", None)) for page in open_pages(path, **options)]


every_format = pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.name)


def test_every_module_without_underscore_is_a_format_or_the_folder():
    modules = {module.name for module in pkgutil.iter_modules(onrecord.pages.__path__)}
    assert {name for name in modules if not name.startswith("_")} == {row.name for row in FORMATS} | {
        "folder",
        "archive",
    }


@every_format
def test_a_file_without_suffix_is_told_by_its_content(row, tmp_path):
    (tmp_path / "page").write_bytes(golden(row).read_bytes())
    assert pages_in(tmp_path / "page") == pages_in(golden(row))


@every_format
def test_gzip_is_told_by_its_magic_bytes_whatever_the_name(row, tmp_path):
    for name in ("page", f"page{row.suffixes[0]}.gz", f"page{row.suffixes[0]}"):
        (tmp_path / name).write_bytes(gzip.compress(golden(row).read_bytes()))
        assert [getattr(page, "data", None) for page in open_pages(tmp_path / name)] == [
            getattr(page, "data", None) for page in open_pages(golden(row))
        ]


@every_format
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_standard_input_reads_as_the_file_does(row, pack, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pack(golden(row).read_bytes()))))
    pages = list(open_pages("-"))
    assert [page.data for page in pages] == [page.data for page in open_pages(golden(row))]
    assert pages[0].name.startswith("<stdin>")


def test_a_pipe_that_gives_a_byte_at_a_time_is_read_to_its_end(monkeypatch):
    class Slow(io.RawIOBase):
        left = gzip.compress(REPORT)

        def readable(self):
            return True

        def readinto(self, buffer):
            buffer[: len(self.left[:1])] = self.left[:1]
            self.left, size = self.left[1:], len(self.left[:1])
            return size

    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": io.BufferedReader(Slow())}))
    assert [page.data for page in open_pages("-")] == [REPORT]


def test_a_named_format_outranks_suffix_and_content(tmp_path):
    (tmp_path / "page.html").write_bytes(b"<p>Not a tag, the editor said.</p>")
    assert [page.kind for page in open_pages(tmp_path / "page.html", format="text")] == ["text"]


def test_an_unknown_format_is_refused_at_once_with_the_known_ones():
    with pytest.raises(UsageError, match="warc, feed, html, ninjs, jsonl, text"):
        open_pages("page.rtf", format="rtf")


def test_a_folder_is_read_in_sorted_order_and_a_bad_file_stops_nothing(tmp_path):
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "a.txt").write_bytes(REPORT)
    for name, data in {"c.txt": REPORT, "a.txt": b"", "b.pdf": b"%PDF-1.7", "d.txt.gz": b"\x1f\x8bbroken"}.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "e.txt").symlink_to(tmp_path / "gone.txt")
    os.mkfifo(tmp_path / "f.txt")
    (tmp_path / ".hidden").write_bytes(REPORT)
    read = list(open_pages(tmp_path))
    names = [Path(page.name if isinstance(page, Page) else page.page).relative_to(tmp_path) for page in read]
    assert list(map(str, names)) == ["a.txt", "b.pdf", "c.txt", "d.txt.gz", "e.txt", "f.txt", "later/a.txt"]
    assert [isinstance(page, Page) for page in read] == [False, False, True, False, False, False, True]
    for name, page in zip(names, read, strict=True):
        assert isinstance(page, Page) or (str(name) in page.why and ";" in page.why and page.stage == "pages")


def test_an_empty_folder_is_not_a_page(tmp_path):
    with pytest.raises(NotAPage, match="no files in this folder"):
        list(open_pages(tmp_path))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (gzip.compress(b""), "empty"),
        (b"%PDF-1.4 and so on", "pdftotext"),
        (b"PK\x03\x04....", "zip archive"),
        (b"\x7fELF" + bytes(range(32)) * 40, "binary"),
        (gzip.compress(gzip.compress(REPORT)), "twice"),
        (gzip.compress(REPORT * 1000)[:-20], "gzip"),
        (b'[\n {"text": "He said so."}\n]', "jq -c '.\\[\\]'"),
        (b'{\n "text": "He said so."\n}', "jq -c [.] FILE"),
    ],
)
def test_what_is_no_page_says_so_with_the_file_and_the_fix(data, says, tmp_path):
    (tmp_path / "odd").write_bytes(data)
    with pytest.raises(NotAPage, match=says) as error:
        list(open_pages(tmp_path / "odd"))
    assert str(tmp_path / "odd") in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["gone.html", "page.txt/below", "x" * 300, "nul\0.txt"])
def test_a_page_that_is_not_there_is_missing(name, tmp_path):
    (tmp_path / "page.txt").write_bytes(REPORT)
    with pytest.raises(MissingPage):
        list(open_pages(tmp_path / name))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_page_without_permission_names_chmod(tmp_path):
    (tmp_path / "page.txt").write_bytes(REPORT)
    (tmp_path / "page.txt").chmod(0)
    with pytest.raises(MissingPage, match="chmod"):
        list(open_pages(tmp_path / "page.txt"))


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_at_the_cap(tmp_path):
    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(b"a" * 50_000_000))
    with pytest.raises(PageTooLarge, match="larger than 16 MiB"):
        list(open_pages(tmp_path / "bomb.txt.gz"))


@pytest.mark.parametrize("size", [100, 101])
def test_the_cap_is_the_largest_size_that_is_read(size, tmp_path):
    (tmp_path / "page.txt").write_bytes(b"a" * size)
    if size == 100:
        assert pages_in(tmp_path / "page.txt", limits=Limits(page=100)) == [("Page", "text")]
    else:
        with pytest.raises(PageTooLarge):
            list(open_pages(tmp_path / "page.txt", limits=Limits(page=100)))


def test_a_bad_line_of_json_is_a_failure_with_its_number_and_the_rest_are_read(tmp_path):
    lines = [
        b'{"text": "He said so."}',
        b"",
        b'{"text": 5}',
        b'{"text": "cut',
        b'{"title": "no text"}',
        b'{"text": ""}',
        b'{"text": "\xff"}',
        b'["a list"]',
        b'{"text": "' + b"x" * 9000 + b'"}',
        b'{"text": "The last said so."}',
    ]
    (tmp_path / "news.jsonl").write_bytes(b"\r\n".join(lines))
    read = list(open_pages(tmp_path / "news.jsonl", limits=Limits(line=8000)))
    assert [page.data for page in read if isinstance(page, Page)] == [b"He said so.", b"The last said so."]
    failures = [page for page in read if isinstance(page, Failure)]
    assert [failure.page.rpartition(":")[2] for failure in failures] == ["3", "4", "5", "6", "7", "8", "9"]
    assert all(failure.page in failure.why and ";" in failure.why for failure in failures)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.jsonl", b"<html><p>He said so.</p></html>\n<p>And she.</p>\n", "no JSON lines; give the file the suffix"),
        ("a.html", b"%PDF-1.7", "a PDF; convert it"),
        ("a.html", b"\x89PNG\r\n", "an image; give the text"),
        ("a.warc", b"<html><p>He said so.</p></html>", "the archive is broken; fetch it again"),
        ("a.rss", b"<html><p>He said so.</p></html>", "a feed without an entry"),
        ("a.ninjs", b"<html><p>He said so.</p></html>", "not JSON .*; fetch it again"),
    ],
)
def test_a_file_that_lies_about_its_type_is_one_failure_with_the_fix(name, data, says, tmp_path):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(NotAPage, match=says):
        list(open_pages(tmp_path / name))


def test_a_warc_without_a_page_in_it_says_so(tmp_path):
    whole = (GOLDEN / "warc/page.warc").read_bytes()
    (tmp_path / "a.warc").write_bytes(whole.replace(b" 200 OK", b" 404 No").replace(b"text/", b"fine/"))
    with pytest.raises(NotAPage, match="no response of status 200 that is HTML or text; "):
        list(open_pages(tmp_path / "a.warc"))


def test_pages_of_several_encodings_lie_in_one_folder(tmp_path):
    for encoding in ("utf-8", "utf-16", "cp1252"):
        (tmp_path / f"{encoding}.txt").write_bytes("The café said so — twice.".encode(encoding))
    assert {article(page).text for page in open_pages(tmp_path)} == {"The café said so — twice."}


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return packed.getvalue()


def test_a_zip_archive_is_read_as_a_folder_is(tmp_path):
    members = {"b__txt": REPORT, "a__html": b"<p>He said so.</p>", "c__pdf": b"%PDF-1.7", "d__txt": b"0" * 30_000_000}
    (tmp_path / "news").write_bytes(zipped(**members, e__zip=zipped(x__txt=REPORT)))
    read = list(open_pages(tmp_path / "news"))
    names = [(p.name if isinstance(p, Page) else p.page).removeprefix(f"{tmp_path / 'news'}!") for p in read]
    assert names == ["a.html", "b.txt", "c.pdf", "d.txt", "e.zip"]
    assert [isinstance(p, Page) for p in read] == [True, True, False, False, False]
    assert all(p.page in p.why and ";" in p.why for p in read if isinstance(p, Failure))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (zipped(**{"[Content_Types]__xml": b"<x/>", "word/document__xml": b"<x/>"}), "office document"),
        (zipped(), "zip archive|no files"),
        (zipped(a__txt=REPORT)[:-30], "broken zip"),
    ],
)
def test_a_zip_that_holds_no_pages_says_what_it_is(data, says, tmp_path):
    (tmp_path / "odd.zip").write_bytes(data)
    with pytest.raises(NotAPage, match=says):
        list(open_pages(tmp_path / "odd.zip"))


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_an_archive_that_breaks_off_gives_the_pages_before_the_break(pack, tmp_path):
    whole = (GOLDEN / "warc/page.warc").read_bytes()
    (tmp_path / "cut.warc").write_bytes(pack(whole * 50)[:-60])
    read = []
    with pytest.raises(NotAPage, match="fetch it again|broken gzip"):
        read.extend(open_pages(tmp_path / "cut.warc"))
    pages = open_pages(tmp_path / "cut.warc")
    assert sum(1 for _ in iter(lambda: next_or_none(pages), None)) >= 70


def next_or_none(pages):
    try:
        return next(pages, None)
    except NotAPage:
        return None


def test_a_record_over_the_cap_is_a_failure_and_the_rest_are_read(tmp_path):
    read = list(open_pages(GOLDEN / "warc/page.warc", limits=Limits(page=40)))
    assert [isinstance(page, Page) for page in read] == [False, True]


def test_a_feed_can_name_no_file_to_open(tmp_path):
    (tmp_path / "secret.txt").write_bytes(b"the secret")
    feed = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]>
    <rss version="2.0"><channel><title>{tmp_path}/secret.txt</title><item><title>a</title>
    <description>He said &x; so.</description></item></channel></rss>"""
    (tmp_path / "a.rss").write_text(feed)
    assert b"the secret" not in b"".join(p.data for p in open_pages(tmp_path / "a.rss") if isinstance(p, Page))


def test_a_feed_without_an_entry_says_so(tmp_path):
    (tmp_path / "a.rss").write_bytes(b"<rss><channel><title>x</title></channel></rss>")
    with pytest.raises(NotAPage, match="without an entry"):
        list(open_pages(tmp_path / "a.rss"))


@pytest.mark.parametrize(
    ("data", "pages", "failures"),
    [
        (b'[{"uri": "a", "body_text": "He said so."}, {"uri": "b", "type": "picture"}, 5]', 1, 2),
        (b'{"items": [{"bodies": [{"contenttype": "text/html", "value": "<p>He said so.</p>"}]}]}', 1, 0),
        (b'{"body_text": "He said so."}\n{"body_text": "She did not."}', 2, 0),
    ],
)
def test_ninjs_comes_as_one_item_as_a_list_and_by_the_line(data, pages, failures, tmp_path):
    (tmp_path / "a.json").write_bytes(data)
    read = list(open_pages(tmp_path / "a.json"))
    assert [sum(isinstance(p, kind) for p in read) for kind in (Page, Failure)] == [pages, failures]


def test_the_facts_of_a_line_of_json_are_given(tmp_path):
    facts = {
        "url": "https://post.example/a",
        "outlet": "Post",
        "title": "Fares rise",
        "byline": "Lena Abara",
        "published": "2024-07-30",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps({**facts, "text": "Fares rise, he said.", "topic": 1}), "utf-8")
    (page,) = open_pages(tmp_path / "a.jsonl")
    assert {name: getattr(page, name) for name in facts} == facts


def test_a_large_file_of_json_lines_is_streamed(tmp_path):
    with gzip.open(tmp_path / "a.jsonl.gz", "wb", compresslevel=1) as out:
        for _ in range(40):
            out.write(b'{"text": "' + b"said " * 200_000 + b'"}\n')
    pages = open_pages(tmp_path / "a.jsonl.gz", limits=Limits(page=2**20))
    assert isinstance(next(pages), Page)
    assert sum(1 for _ in pages) == 39


@pytest.mark.parametrize("text", ["\ufeffThe mayor said so.", "a\0b said", "<said> the mayor", "{ said the mayor }"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_odd_beginning_is_still_plain_text(text, encoding, tmp_path):
    (tmp_path / "page").write_bytes(text.encode(encoding))
    assert pages_in(tmp_path / "page") == [("Page", "text")]


@pytest.mark.parametrize(
    "start", ["<!DOCTYPE html>", "\n <HTML>", '<?xml version="1.0"?>\n<html>', "<!-- saved -->", "\ufeff<p>"]
)
def test_html_is_told_by_its_first_tag(start, tmp_path):
    (tmp_path / "index.php").write_text(start + "<p>He said so.</p>", "utf-8")
    assert pages_in(tmp_path / "index.php") == [("Page", "html")]


def test_plain_text_never_waits_for_the_html_parser_or_the_language_identifier():
    code = (
        "import sys, onrecord.articles as a, onrecord.pages as p\n"
        f"[a.article(page) for page in p.open_pages({str(golden(FORMATS[-1]))!r})]\n"
        "heavy = {'lxml', 'trafilatura', 'py3langid', 'numpy'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# -- odd archives, feeds and lines -------------------------------------------------------------------------------------

HE_SAID = b"<html><body><p>He said so on Monday.</p></body></html>"


def record(body, *headers, media=b"text/html"):
    http = b"\r\n".join([b"HTTP/1.1 200 OK", b"Content-Type: " + media, *headers, b"", body])
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/a\r\nWARC-Record-ID: <urn:x>\r\n"
    head += b"WARC-Date: 2024-07-30T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: "
    return head + str(len(http)).encode() + b"\r\n\r\n" + http + b"\r\n\r\n"


def of_warc(tmp_path, *records):
    (tmp_path / "a.warc").write_bytes(b"".join(records))
    return list(open_pages(tmp_path / "a.warc"))


PACKED = gzip.compress(HE_SAID)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (HE_SAID, ()),
        (PACKED, (b"Content-Encoding: gzip",)),
        (HE_SAID, (b"Content-Encoding: gzip",)),
        (HE_SAID, (b"Content-Encoding: br",)),
        (zlib.compress(HE_SAID), (b"Content-Encoding: deflate",)),
        (gzip.compress(HE_SAID[:20]) + gzip.compress(HE_SAID[20:]), (b"Content-Encoding: gzip",)),
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(HE_SAID), HE_SAID), (b"Transfer-Encoding: Chunked",)),
    ],
)
def test_a_body_is_read_however_it_was_sent(tmp_path, body, headers):
    image = record(b"\x89PNG" + bytes(2000), media=b"image/png")
    (page,) = of_warc(tmp_path, image, record(body, *headers))
    assert page.data == HE_SAID


@pytest.mark.parametrize(
    ("body", "coding", "why"),
    [(PACKED[:-12], b"gzip", "breaks off"), (PACKED[:20] + b"\xff" * 9, b"gzip", "its body"),
     (b"\x8b\xff\xfe\x00\xc3", b"br", "packed with br")],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_a_failure_and_the_rest_are_read(tmp_path, body, coding, why):
    bad, page = of_warc(tmp_path, record(body, b"Content-Encoding: " + coding), record(HE_SAID))
    assert why in bad.why
    assert page.data == HE_SAID


@pytest.mark.parametrize(
    "opening",
    [
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY nbsp "&#160;">]><rss version="2.0">',
        '<atom:feed xmlns:atom="http://www.w3.org/2005/Atom">',
        '<RDF xmlns="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
        "<!-- a -->\n" * 500 + "<rss>",
    ],
)
def test_a_feed_is_known_by_its_opening(opening):
    assert feed.sniff(opening)
    assert not feed.sniff("<!-- a -->\n" * 500 + "<!doctype html><html>")


def of_feed(tmp_path, item):
    words = f'<rss version="2.0"><channel><title>x</title><item><title>t</title>{item}</item></channel></rss>'
    (tmp_path / "a.rss").write_text(words, encoding="utf-8")
    return list(open_pages(tmp_path / "a.rss"))


@pytest.mark.parametrize(
    ("said", "day"),
    [("Tue, 30 Jul 2024 23:30:00 -0400", "2024-07-30"), ("Tue, 30 Jul 2024 06:30:00 +0800", "2024-07-30"),
     ("2024-07-30T23:30:00-04:00", "2024-07-30")],
)  # fmt: skip
def test_a_feed_tells_the_day_where_its_writer_is(tmp_path, said, day):
    (page,) = of_feed(tmp_path, f"<pubDate>{said}</pubDate><description>He said so.</description>")
    assert page.published == day


def test_a_feed_with_any_tag_in_its_text_is_html(tmp_path):
    (page,) = of_feed(tmp_path, "<description>&lt;img src='b.jpg'&gt;He &lt;em&gt;said&lt;/em&gt; so.</description>")
    assert page.kind == "html"


def test_a_feed_with_half_a_character_or_an_endless_author_is_read_at_once(tmp_path):
    began = time.process_time()
    (page,) = of_feed(tmp_path, f"<author>{'a' * 100_000}</author><description>He said &#55296; so.</description>")
    assert b"said" in page.data
    assert time.process_time() - began < 5


def test_a_line_with_lists_in_lists_is_a_failure_and_the_rest_are_read(tmp_path):
    deep = "[" * 100_000
    (tmp_path / "a.jsonl").write_text(f'{{"text": "one"}}\n{{"text": "two", "x": {deep}\n{{"text": "three"}}\n')
    assert [isinstance(page, Page) for page in open_pages(tmp_path / "a.jsonl")] == [True, False, True]
    (tmp_path / "a.ninjs").write_text(f'{{"body_text": "one"}}\n{{"body_text": {deep}\n')
    assert [isinstance(page, Page) for page in open_pages(tmp_path / "a.ninjs")] == [True, False]


def test_an_empty_text_beside_html_is_no_text(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "", "html": "<p>He said so.</p>"}\n')
    (page,) = open_pages(tmp_path / "a.jsonl")
    assert page.kind == "html"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"<meta charset='unicode_escape'>caf\xe9 \\u003cscript", "<meta charset='unicode_escape'>café \\u003cscript"),
        (b"<meta charset='iso-8859-9'>\x93so\x94", "<meta charset='iso-8859-9'>“so”"),
        (b"<meta charset='utf-16'>\x93so\x94!", "<meta charset='utf-16'>“so”!"),
    ],
)
def test_what_a_page_says_of_its_encoding_is_believed_as_a_browser_does(data, text):
    assert decode(Page("a.html", "html", data)) == text
