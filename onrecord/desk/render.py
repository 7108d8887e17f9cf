"""Records into HTML. Every text of a page goes through Jinja's autoescape; nothing here is marked safe unescaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from onrecord.desk.charts import bars, lanes
from onrecord.desk.marks import Close, Mark, Open, Token
from onrecord.present import shown

STATIC = Path(__file__).with_name("static")
# Control characters of a text as signs; line ends, tabs and what turns the text round stay: a paragraph is isolated.
_SIGNS = {code: chr(0x2400 + code) for code in range(0x20) if code not in (9, 10)} | {0x7F: "␡"}


@cache
def environment() -> Environment:
    """Jinja with the desk's templates and filters."""
    made = Environment(
        loader=PackageLoader("onrecord.desk"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {
        "count": count, "day": day, "line": line, "status": status, "actor_path": actor_path, "excerpt": excerpt,
        "share": lambda value: f"{value:.2f}",
    }  # fmt: skip
    made.globals |= {"words": words_html, "bars": bars, "lanes": lanes, "address": address, "plain": str}
    return made


def page(template: str, **values: object) -> str:
    """The template as HTML."""
    return environment().get_template(template).render(**values)


def words_html(tokens: Iterable[Token]) -> Markup:
    """Text with marks as HTML: each row's number stands after its words, a link to the row."""
    out: list[str] = []
    for token in tokens:
        if isinstance(token, Open):
            out.append(_opening(token))
        elif isinstance(token, Close):
            out.append("</mark>" + (_number(token.mark) if token.ends and token.mark.last else ""))
        else:
            out.append(escape(token.translate(_SIGNS)))
    return Markup("".join(out))


def _opening(token: Open) -> str:
    mark = token.mark
    anchored = token.begins and mark.first and mark.role in ("content", "trigger", "doubt", "found")
    id_ = f' id="t-{mark.row}"' if anchored else ""
    depth = f" deep{min(mark.depth, 3)}" if mark.role == "content" and mark.depth else ""
    return f'<mark{id_} class="{mark.role}{depth}" data-row="{mark.row}">'


def _number(mark: Mark) -> str:
    kinds = {"content": "Statement", "trigger": "Event", "doubt": "Open question"}
    if mark.role not in kinds:
        return ""
    shown_as = {"s": mark.row[1:], "e": f"E{mark.row[1:]}", "d": "?"}[mark.row[0]]
    label = f"{kinds[mark.role]} {mark.row[1:]}: to its row"
    return f'<a class="no {mark.row[0]}" href="#{mark.row}" data-row="{mark.row}" aria-label="{label}">{shown_as}</a>'


def count(number: int, noun: str = "") -> str:
    """The number with its noun: "1 article", "30,000 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}" if noun else f"{number:,}"


def day(value: str | None) -> str:
    """A day as people write it: "30 Jul 2024"; "undated" if it is not known."""
    if not value:
        return "undated"
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    year, month, number = value.split("-")
    return f"{int(number)}\N{NO-BREAK SPACE}{months[int(month) - 1]}\N{NO-BREAK SPACE}{year}"


def line(text: str | None) -> str:
    """A name or a title in one line, control characters as signs."""
    return shown(text or "")


def excerpt(text: str, length: int = 320) -> str:
    """The beginning of a text in one line, cut at a word."""
    one = " ".join(shown(text).split())
    if len(one) <= length:
        return one
    cut = one[:length].rsplit(" ", 1)[0] or one[:length]
    return f"{cut} …"


def status(value: str) -> str:
    """The status of an event in words."""
    return value.replace("_", " ")


def actor_path(key: str) -> str:
    """The address of an actor's page."""
    return f"/actors/{quote(key, safe='')}"


def address(path: str, given: Mapping[str, object], **changed: object) -> str:
    """The path with what was asked and the changes to it; what is None or empty is left out."""
    asked = {name: value for name, value in {**given, **changed}.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(asked)}" if asked else path
