from __future__ import annotations

import gzip
import io
import json
import re
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import lxml.etree
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.articles import ORDER, article, canonical_url, day_of
from onrecord.errors import NotAPage, NoText
from onrecord.pages import FORMATS, _bytes, open_pages
from onrecord.records import Failure, Page

GOLDEN = Path(__file__).parent / "pages"
SHARED = Path(__file__).parents[2] / "shared"
SAYS = "The minister said on Monday that the plan would go ahead as it was agreed in the spring."


def text_page(data, **facts):
    return Page(name="page.txt", kind="text", data=data.encode() if isinstance(data, str) else data, **facts)


def html_page(body="", head="", data=None, **facts):
    html = f"<html><head>{head}</head><body><article><p>{SAYS}</p>{body}</article></body></html>"
    return Page(name="page.html", kind="html", data=data or html.encode(), **facts)


def ld(value):
    return f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}</script>'


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.name)
def test_golden_pages(row):
    expected = json.loads((GOLDEN / row.name / "articles.json").read_text("utf-8"))
    found = [article(page) for page in open_pages(GOLDEN / row.name / f"page{row.suffixes[0]}")]
    assert [{key: getattr(one, key) for key in expected[0]} for one in found] == expected


def golden_of_all():
    """Every golden page under a name that sorts as the table does, and the articles that they give together."""
    pages = {f"{n}{row.suffixes[0]}": GOLDEN / row.name / f"page{row.suffixes[0]}" for n, row in enumerate(FORMATS)}
    articles = [json.loads((GOLDEN / row.name / "articles.json").read_text("utf-8")) for row in FORMATS]
    return {name: path.read_bytes() for name, path in pages.items()}, [one for few in articles for one in few]


def same(found, expected):
    assert len(found) == len(expected)
    assert [{key: getattr(one, key) for key in want} for one, want in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_golden_folder_and_a_golden_zip(pack, tmp_path, monkeypatch):
    pages, expected = golden_of_all()
    packed = io.BytesIO()
    (tmp_path / "news").mkdir()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in pages.items():
            (tmp_path / "news" / name).write_bytes(pack(data))
            archive.writestr(name, pack(data))
    (tmp_path / "news.zip").write_bytes(packed.getvalue())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pack(packed.getvalue()))))
    for source in (tmp_path / "news", tmp_path / "news.zip", "-"):
        same([article(page) for page in open_pages(source)], expected)


def test_the_worked_example_of_a_format_works(tmp_path):
    text = (Path(__file__).parents[1] / "docs/add-a-format.md").read_text("utf-8")
    scope = {name: getattr(_bytes, name) for name in ("Source", "Limits", "read_page")}
    scope |= {"lxml": lxml, "NotAPage": NotAPage, "Page": Page, "Failure": Failure, "Iterator": Iterator}
    exec(re.search("```python\n(.*?)```", text, re.DOTALL)[1], scope)
    item = f"<newsItem><headline>Plan goes ahead</headline><inlineXML>{SAYS}</inlineXML></newsItem>"
    (tmp_path / "a.newsml").write_text(item)
    with _bytes.opened(tmp_path / "a.newsml", "a.newsml") as source:
        assert scope["sniff"](source.head.decode())
        (page,) = scope["read"](source, _bytes.Limits())
    assert article(page).title == "Plan goes ahead"


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_plain_text_is_unchanged_to_the_last_character(text):
    assert article(text_page(text, encoding="utf-8")).text == text


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_belongs_to_the_encoding_and_not_to_the_text(codec):
    text = "“It’s over,”\r\nthe mayor\u00a0said of the bud\u00adget.\0\n"
    assert article(text_page(text.encode(codec))).text == text


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        ("“Café”".encode("cp1252"), None, "“Café”"),
        (b"he said \x81 so", None, "he said \ufffd so"),
        ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
        ("Café".encode(), "no-such-encoding", "Café"),
        ("Café".encode(), "punycode", "Café"),
        ("Café".encode("cp1252"), "utf-8", "Café"),
        ("“Wir müssen reden”, sagte sie".encode() + b"\xe2\x80", None, "“Wir müssen reden”, sagte sie\ufffd"),
    ],
)
def test_the_order_of_evidence_for_an_encoding(data, encoding, text):
    assert article(text_page(data, encoding=encoding)).text == text


def test_a_page_of_html_names_its_own_encoding():
    html = f'<html><head><meta charset="windows-1251"></head><body><p>{SAYS} Привет.</p></body></html>'
    assert "Привет" in article(html_page(data=html.encode("cp1251"))).text


def test_utf8_outranks_a_meta_tag_that_lies():
    assert "Café" in article(html_page("<p>The owner of the Café said nothing.</p>", '<meta charset="latin1">')).text


def test_the_title_is_the_first_paragraph_once():
    page = html_page("<p>More was promised.</p>", "<title>Plan goes ahead</title>")
    assert article(page).text.split("\n\n")[:2] == ["Plan goes ahead", SAYS]
    repeated = f"<html><body><article><h1>Plan goes ahead</h1><p>{SAYS}</p></article></body></html>".encode()
    assert article(html_page(data=repeated)).text.count("Plan goes ahead") == 1


@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        "<title>Only a title</title>",
        "<script>var said = 1</script>",
        "<!-- only a comment -->",
        "<ul><li><a href='/a'>Home</a></li></ul>",
        "\ufeff \n",
    ],
)
def test_a_page_without_text_says_so_with_its_name(html):
    with pytest.raises(NoText, match=r"page\.html: .*; give"):
        article(html_page(data=html.encode()))


def test_a_text_of_blanks_is_no_text():
    with pytest.raises(NoText):
        article(text_page(" \r\n\u00a0"))


def test_what_an_article_in_a_live_blog_says_is_not_lost():
    entries = "".join(f"<article><h2>Minute {n}</h2><p>{SAYS} It was number {n}.</p></article>" for n in range(60))
    text = article(html_page(data=f"<html><body><main>{entries}</main></body></html>".encode())).text
    assert text.count("It was number") == 60


def test_the_order_of_evidence_for_the_day():
    head = ld({"@type": "NewsArticle", "datePublished": "2024-07-29T23:30:00-04:00"})
    head += '<meta property="article:published_time" content="2024-07-28">'
    body = '<time datetime="2024-07-27">27 July</time>'
    url = "https://post.example/2024/jul/26/plan"
    found = article(html_page(body, head, url=url, published="2024-07-30"))
    rows = [(row.source, row.value) for row in found.evidence if row.field == "published"]
    assert rows == [
        ("given", "2024-07-30"),
        ("json-ld", "2024-07-29"),
        ("meta", "2024-07-28"),
        ("time", "2024-07-27"),
        ("url", "2024-07-26"),
    ]
    assert found.published == "2024-07-30"


def test_no_day_is_a_fine_answer():
    found = article(text_page("LONDON, July 30 (SCN) - The Kremlin on Tuesday said so.\n"))
    assert (found.published, found.dateline) == (None, "LONDON")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-07-30T23:59:00-07:00", "2024-07-30"),
        ("20240730", "2024-07-30"),
        ("Tue, 30 Jul 2024 10:00:00 GMT", "2024-07-30"),
        ("July 30th, 2024", "2024-07-30"),
        ("30 Sept. 2024", "2024-09-30"),
        ("2024-02-30", None),
        ("05/06/2024", None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01", None),
        ("2024", None),
        ("yesterday", None),
    ],
)
def test_a_day_is_the_one_that_is_written_or_none(written, day):
    assert day_of(written) == day


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/world/2024/07/30/plan", "2024-07-30"),
        ("/world/plan-2024-07-30/", "2024-07-30"),
        ("/world/2024/jul/30/plan", "2024-07-30"),
        ("/20240730.html", "2024-07-30"),
        ("/2024/13/45/plan", None),
        ("/2024/07/10-dead-in-the-harbour/", None),
        ("/article/2024073099", None),
    ],
)
def test_the_day_in_an_address(path, day):
    assert article(text_page(SAYS, url=f"https://post.example{path}")).published == day


def test_a_given_day_may_be_of_an_archive_and_an_absurd_one_is_no_day():
    assert article(text_page(SAYS, published="1963-11-23")).published == "1963-11-23"
    assert article(text_page(SAYS, published="31 November 2024")).published is None


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://Post.example/a?utm_source=x&id=7&fbclid=y#top", "https://post.example/a?id=7"),
        ("https://post.example?12345", "https://post.example/?12345"),
        ("https://post.example/a?q=b%20c", "https://post.example/a?q=b%20c"),
        ("/only/a/path", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
    ],
)
def test_canonical_url(url, canonical):
    assert canonical_url(url) == canonical


def test_the_outlet_falls_back_to_the_host():
    assert article(text_page(SAYS, url="https://www.post.example/a")).outlet == "post.example"


@pytest.mark.parametrize(
    ("title", "outlet", "headline"),
    [
        ("Plan goes ahead | The Post", "The Post", "Plan goes ahead"),
        ("Plan goes ahead - THE POST", "The Post", "Plan goes ahead"),
        ("Vote - what we know", "The Post", "Vote - what we know"),
    ],
)
def test_the_outlets_name_is_no_part_of_the_headline(title, outlet, headline):
    assert article(html_page(head=f"<title>{title}</title>", outlet=outlet)).title == headline


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "author": {"name": "Lena Abara"},}',
        '{"@type": "NewsArticle", "author": ',
        "[" * 100_000,
        "null",
        '{"@type": 5, "author": [null, {"name": 7}], "@graph": {"@graph": 1}}',
    ],
)
def test_broken_json_ld_is_no_evidence_and_no_error(script):
    assert article(html_page(head=ld(script))).byline is None


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "author": "By Lena Abara", "description": "two\nlines"}',
        '<!-- {"@type": "ReportageNewsArticle", "author": [{"name": "Lena Abara"}]}; -->',
        [{"@type": "WebPage", "mainEntity": {"@type": "BlogPosting", "creator": ["Lena Abara"]}}],
        {"@graph": [{"@type": ["Article", "NewsArticle"], "author": {"name": "Lena Abara | 30 July 2024"}}]},
    ],
)
def test_json_ld_as_it_is_found_in_the_wild(script):
    assert article(html_page(head=ld(script))).byline == "Lena Abara"


@pytest.mark.parametrize(
    ("lead", "byline"),
    [
        ("Plan goes ahead\nBy Lena Abara\n\n", "Lena Abara"),
        ("By LENA ABARA, Political Editor\n", "LENA ABARA"),
        ("By Lena Abara and Piet van der Hallam\r\n", "Lena Abara and Piet van der Hallam"),
        ("By Friday, both sides had walked out.\n", None),
        ("By Monday Night Football standards it was dull, he said.\n", None),
    ],
)
def test_the_byline_in_the_text(lead, byline):
    assert article(text_page(lead + SAYS)).byline == byline


def test_a_row_of_names_in_capitals_is_read_at_once():
    began = time.process_time()
    assert article(text_page("BY ANN LEE" + " AND BOB ROE" * 100 + "!\n" + SAYS)).byline is None
    assert time.process_time() - began < 2


@pytest.mark.parametrize("author", ["https://social.example/lena", "lena@post.example"])
def test_an_address_is_no_byline(author):
    assert article(html_page(head=f'<meta name="author" content="{author}">')).byline is None


@pytest.mark.parametrize(
    ("lead", "dateline"),
    [
        ("CARACAS (AP) — ", "CARACAS"),
        ("CARACAS, Venezuela (AP) — ", "CARACAS, Venezuela"),
        ("LONDON, July 30 (Reuters) - ", "LONDON"),
        ("WASHINGTON — ", "WASHINGTON"),
        ("Plan goes ahead\n\nWEST PALM BEACH, Fla. (AP) -- ", "WEST PALM BEACH, Fla."),
        ("BREAKING — ", None),
        ("(Reuters) - ", None),
        ("WASHINGTON said that it would wait. ", None),
    ],
)
def test_the_dateline(lead, dateline):
    assert article(text_page(lead + SAYS)).dateline == dateline


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"{SAYS} He said that he would not have it, and that they were wrong.", "en"),
        ("Der Minister sagte am Montag, dass die Regierung an dem Plan festhalte und keine Eile habe.", "de"),
        ("Le ministre a déclaré lundi que le gouvernement maintiendrait son projet contre vents et marées.", "fr"),
        ("Министр заявил в понедельник, что правительство не откажется от своего плана.", "ru"),
        ("12:30 ... 14:00", None),
    ],
)
def test_the_language_is_that_of_the_words(text, language):
    assert article(text_page(text)).language == language


def test_a_text_too_short_to_tell_takes_the_pages_own_word():
    short = '<html lang="pt-BR"><body><p>Kremlin.</p></body></html>'
    assert article(html_page(data=short.encode())).language == "pt"


def test_every_source_of_evidence_has_its_place_in_the_order():
    found = article(next(open_pages(GOLDEN / "html" / "page.html")))
    assert all(row.source in ORDER[row.field] for row in found.evidence)


def test_the_same_page_is_the_same_article():
    assert (
        article(html_page(url="https://post.example/a?utm_id=1")).id
        == article(html_page(url="https://post.example/a#b")).id
    )


HOSTILE = {
    "a text node of 15 MB": f"<p>{SAYS * 170_000}</p>",
    "50,000 paragraphs": f"<p>{SAYS}</p>" * 50_000,
    "a table of 50,000 rows": f"<table>{'<tr><td>1</td><td>He said so.</td></tr>' * 50_000}</table>",
    "10,000 list items": f"<ul>{'<li>The minister said so.</li>' * 10_000}</ul>",
    "1,000 nested div": f"{'<div>' * 1_000}<p>{SAYS}</p>",
    "100,000 attributes": f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>{SAYS}</p>",
    "unbalanced quotes": f"<p>{SAYS} {'“‘' * 200_000}</p>",
    "headings in headings": f"<div>{'<h1>' * 150}<p>{SAYS * 40_000}</p></div>",
    "a list of 20,000 articles": f"{ld([{'@type': 'Article', 'headline': 'A'}] * 20_000)}<p>{SAYS}</p>",
    "a NUL in the middle": f"<p>{SAYS}\0</p><p>{SAYS}</p>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends_with_its_text(name):
    start = time.process_time()
    found = article(html_page(data=f"<html><body>{HOSTILE[name]}</body></html>".encode()))
    assert "said" in found.text
    assert time.process_time() - start < 8


@pytest.mark.parametrize("body", ["<div>" * 100_000 + SAYS, '<p class="never closed>' + SAYS * 10_000])
def test_a_page_that_no_parser_can_save_says_so(body):
    with pytest.raises(NoText):
        article(html_page(data=f"<html><body>{body}</body></html>".encode()))


@pytest.mark.skipif(not (SHARED / "corpora").is_dir(), reason="the corpora are not here")
def test_no_news_page_of_the_corpus_loses_its_day():
    folder = SHARED / "corpora" / "pages" / "fundus_evaluation" / "html"
    names = sorted(folder.glob("*.gz"))[::8]
    assert [name.name for name in names if article(next(open_pages(name))).published is None] == []
