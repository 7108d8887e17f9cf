"""Pages to articles: the text, whose characters every later offset counts, and the facts about it.

Each fact has an order of evidence (`ORDER`). All the evidence that was found is kept, the one that won first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from importlib import import_module
from urllib.parse import urlsplit, urlunsplit

from onrecord.errors import NoText
from onrecord.pages._encoding import decode
from onrecord.pages._language import language_of
from onrecord.records import Article, Evidence, Page, article_id

ORDER = {
    "url": ("given", "link", "meta"),
    "outlet": ("given", "json-ld", "meta", "host"),
    "title": ("given", "json-ld", "meta", "h1", "title"),
    # A byline in the text may be that of another article, a teaser's; the page's own data are about this one.
    "byline": ("given", "json-ld", "meta", "author", "text"),
    "dateline": ("text",),
    # A URL's date outranks the dateline's: the dateline is the day of the report, and often has no year.
    "published": ("given", "json-ld", "meta", "time", "url", "text"),
    # The words outrank the page's own "lang", which a template sets to "en" for every language.
    "language": ("text", "html"),
}
"""Fact → where it may be found, the best evidence first."""

EARLIEST, LATEST = 1990, 2099
"""The years that a page's own date may have. Before them stand the zero dates of content systems, 1970-01-01."""

LEAD = 1500
"""Characters from the start of the text in which a byline and a dateline are looked for."""

TRACKING = re.compile(
    r"utm_\w+|\w{0,3}clid|msclkid|mc_[ce]id|igsh(?:id)?|_g[al]|ref_src|cmp(?:id)?|[ion]cid|s_cid|smid|smtyp|at_\w+|"
    r"__twitter_impression|guce_\w+|guccounter|sr_share|wt\.mc_id",
    re.I,
)


def article(page: Page) -> Article:
    """The article in a page.

    The text of plain text is the decoded bytes, unchanged to the last character. The text of HTML is the
    title, if the page has one, and the paragraphs, each one line, with a blank line between two.
    Raises: NoText if there is no text.
    """
    facts, paragraphs = _read(page)
    url = _weighed("url", facts)
    outlet = _weighed("outlet", [*facts, *_from_host(url)])
    title = _weighed("title", facts, lambda words: _headline(words, _best(outlet)))
    text = decode(page) if paragraphs is None else _joined(_best(title), paragraphs)
    if not text.strip():
        raise NoText(f"{page.name}: no article text in it; give the article's own page, not a list or a script")
    facts = [*facts, *_from_url(url), *_from_text(text)]
    byline, dateline, published, language = (
        _weighed(field, facts) for field in ("byline", "dateline", "published", "language")
    )
    return Article(
        id=article_id(_best(url), text),
        url=_best(url),
        outlet=_best(outlet),
        title=_best(title),
        byline=_best(byline),
        dateline=_best(dateline),
        published=_best(published),
        language=_best(language),
        text=text,
        evidence=(*url, *outlet, *title, *byline, *dateline, *published, *language),
    )


def canonical_url(url: str) -> str | None:
    """The address without its fragment and its tracking parameters, or None if it is not http."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    # "http://[": not an address.
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    kept = [pair for pair in parts.query.split("&") if not TRACKING.fullmatch(pair.partition("=")[0])]
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", "&".join(kept), ""))


def day_of(words: str) -> str | None:
    """The day as "YYYY-MM-DD": the day that is written, in the writer's own time zone, never converted.

    None if no one day is meant: 05/06/2024 is two days, 2024-02-30 none, a day before 1990 an empty field.
    """
    for pattern in _DAYS:
        if found := pattern.match(words.strip()):
            return _day(found["y"], found["m"], found["d"])
    return None


def _read(page: Page) -> tuple[list[Evidence], list[str] | None]:
    """The facts from outside and from within the page, and its paragraphs if it is HTML."""
    given = [
        Evidence(field, "given", value)
        for field in ("url", "outlet", "title", "byline", "published")
        if (value := getattr(page, field))
    ]
    if page.kind != "html":
        return given, None
    # Imported here: lxml and trafilatura cost 0.4 s, which --help and plain text must not pay.
    markup = import_module("onrecord.pages._markup").read_markup(decode(page))
    return [*given, *markup.facts], list(markup.paragraphs)


def _joined(title: str | None, paragraphs: list[str]) -> str:
    """The text of an HTML article: a page without paragraphs has none, even if it has a title."""
    if not paragraphs or title is None:
        return "\n\n".join(paragraphs)
    repeated = {paragraph for paragraph in paragraphs[:3] if _letters(paragraph) == _letters(title)}
    return "\n\n".join([title, *(paragraph for paragraph in paragraphs if paragraph not in repeated)])


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _weighed(
    field: str, facts: Iterable[Evidence], clean: Callable[[str], str | None] | None = None
) -> tuple[Evidence, ...]:
    """The evidence for one fact, cleaned, the best first; what says nothing is dropped, and so is a repetition."""
    order, clean = ORDER[field], clean or _CLEAN[field]
    rows = (
        Evidence(field, fact.source, value)
        for fact in facts
        if fact.field == field and (value := clean(fact.value) if fact.source != "given" else _given(field, fact.value))
    )
    return tuple(dict.fromkeys(sorted(rows, key=lambda row: order.index(row.source))))


def _given(field: str, value: str) -> str | None:
    """What the user says is taken as it is, but for the form of addresses and days; an archive may be older."""
    if field == "published":
        found = _DAYS[0].match(value.strip())
        return _day(found["y"], found["m"], found["d"], earliest=1) if found else day_of(value)
    return canonical_url(value) if field == "url" else _squeezed(value)


def _best(rows: tuple[Evidence, ...]) -> str | None:
    return rows[0].value if rows else None


def _squeezed(words: str) -> str:
    return " ".join(words.split())


def _headline(words: str, outlet: str | None) -> str:
    """The title without the outlet's name behind a bar or a dash: "Maduro wins | The Moscow Times"."""
    head, bar, tail = _squeezed(words).rpartition(max(" | ", " - ", " – ", " — ", key=_squeezed(words).rfind))
    return head if bar and outlet and _letters(tail) == _letters(outlet) else _squeezed(words)


def _names(words: str) -> str | None:
    """The names in a byline: without "By", without the day, the role, the address or the profile beside them."""
    names = _ROLE.sub("", _AFTER_NAMES.sub("", _BY.sub("", _squeezed(words)))).strip(" ,|·•-–—")
    return names if names and len(names) <= 200 and "://" not in names and "@" not in names else None


def _code(words: str) -> str | None:
    """The language of "en-GB"."""
    found = re.match(r"([a-z]{2})(?:[-_]|$)", words.strip().lower())
    return found[1] if found else None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_MONTH = rf"(?P<m>{_MONTH_NAME})"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_DAYS = [
    re.compile(pattern, re.I)
    for pattern in (
        r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
        r"(?P<y>\d{4})/(?P<m>\d\d?)/(?P<d>\d\d?)(?!\d)",
        r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?!\d)",
        rf"{_WEEKDAY}(?P<d>\d\d?)(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<y>\d{{4}})(?!\d)",
        rf"{_WEEKDAY}{_MONTH}\s+(?P<d>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})(?!\d)",
    )
]
_URL_DAYS = [
    re.compile(pattern, re.I)
    for pattern in (
        r"/(?P<y>\d{4})/(?P<m>\d\d?)/(?P<d>\d\d?)(?=[/.]|$)",  # not "/2024/07/10-dead-in-caracas"
        r"/(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)(?=[/._-]|$)",
        r"/(?P<y>\d{4})/(?P<m>[a-z]{3})/(?P<d>\d\d?)(?=/|$)",
        r"(?<!\d)(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
        r"/(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?=[/._-]|$)",
    )
]


def _day(year: str, month: str, day: str, earliest: int = EARLIEST) -> str | None:
    name = month[:3].lower()
    number = _MONTHS.index(name) + 1 if name in _MONTHS else int(month) if month.isdecimal() else 0
    if not earliest <= int(year) <= LATEST:
        return None
    try:
        return date(int(year), number, int(day)).isoformat()
    # The 30th of February, month 0.
    except ValueError:
        return None


def _from_host(url: tuple[Evidence, ...]) -> Iterator[Evidence]:
    if url:
        yield Evidence("outlet", "host", (urlsplit(url[0].value).hostname or "").removeprefix("www."))


def _from_url(url: tuple[Evidence, ...]) -> Iterator[Evidence]:
    path = urlsplit(url[0].value).path if url else ""
    for pattern in _URL_DAYS:
        if (found := pattern.search(path)) and (day := _day(found["y"], found["m"], found["d"])):
            yield Evidence("published", "url", day)
            return


# "AND" parts names also in capitals: as a part of one it would make as many readings as there are subsets.
_NAME = r"[A-Z][\w'’.-]*(?: (?:(?!AND )[A-Z][\w'’.-]*|(?:al|ben|bin|da|de|del|den|der|di|dos|du|el|la|van|von)(?= )))*"
_BY = re.compile(r"^(?:(?:written|reported|posted|story)\s+)?by:?\s+", re.I)
_AFTER_NAMES = re.compile(
    rf"(?:\s*[|·•—–]|\s+-|,?\s+on)?\s*\b(?:{_WEEKDAY}{_MONTH_NAME}\s+\d|\d\d?\s+{_MONTH_NAME}\s|\d{{4}}-\d\d).*", re.I
)
_ROLE = re.compile(
    r",[^,]*\b(?:Editor|Correspondent|Reporter|Writer|Staff|Bureau|Columnist|Analyst|Producer)s?\b[^,]*", re.I
)
# The line ends after the names and a role: "By Friday, both sides had walked out" is no byline.
_BYLINE = re.compile(
    rf"^[ \t]*(?:By|BY)[ \t]+(?P<names>{_NAME} {_NAME}(?:(?:,| and| AND|, and| &) {_NAME})*)"
    r"[ \t]*(?:,[^\n.]{0,60}|[|(·•—–-][^\n]{0,80})?\r?$",
    re.M,
)
_DATELINE = re.compile(
    r"""^[\s"“]*
    (?P<place>[A-Z][A-Z.'’-]+(?:[ ][A-Z][A-Z.'’-]+){0,4}      # WEST PALM BEACH
      (?:,[ ](?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?[ ]\d)
         [A-Z][A-Za-z.]+(?:[ ][A-Z][A-Za-z.]+){0,2})?         # , Fla. or , Venezuela
    )
    (?:,[ ](?P<day>[A-Z][a-z]{2,8}\.?[ ]\d\d?(?:,?[ ]\d{4})?))?
    (?:[ ]\((?P<agency>[A-Z][\w. /&-]{1,40})\))?
    [ ]{0,2}(?:[—–]|--?)[ ]""",
    re.M | re.X,
)
_NO_PLACE = re.compile(
    r"(?:BREAKING|UPDATED?|WATCH|LIVE|EXCLUSIVE|CORRECTION|CORRECTED|OPINION|ANALYSIS|VIDEO|PHOTOS?|EDITORIAL|"
    r"READ|FACT CHECK|FACTBOX|EXPLAINER|TIMELINE|NOTE|SPOILERS?|WARNING|ALERT|REPORT|MORE|JUST IN|Q|WOW|"
    r"FILE|FILE PHOTO|THE .*|NEWS .*|.* NEWS)"
)


def _from_text(text: str) -> Iterator[Evidence]:
    """The language, the byline, and the dateline with its day if it has a year."""
    if language := language_of(text):
        yield Evidence("language", "text", language)
    lead = text[:LEAD]
    if byline := _BYLINE.search(lead):
        yield Evidence("byline", "text", byline["names"])
    for found in _DATELINE.finditer(lead):
        if not _NO_PLACE.fullmatch(found["place"]):
            yield Evidence("dateline", "text", found["place"])
            yield Evidence("published", "text", found["day"] or "")
            return


_CLEAN: dict[str, Callable[[str], str | None]] = {
    "url": canonical_url,
    "outlet": _squeezed,
    "byline": _names,
    "dateline": _squeezed,
    "published": day_of,
    "language": _code,
}
"""Fact → its cleaning. A title's needs the outlet as well."""
