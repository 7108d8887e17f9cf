"""Which news agency a text says that it is from: dateline, byline, credit line, the outlet itself."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parents[1] / "tables" / "agencies.tsv"

_HEAD, _TAIL = 400, 1_000  # code points: a dateline stands in the first paragraph, a credit in the last ones

# Each holds {name} once. Outside of these places a name is only somebody who is spoken to: "he told Reuters".
_DATELINES = (
    r"\({name}\) ?[-–—:]",  # WASHINGTON (Reuters) -
    r"^(?:[A-Z][\w .,'’/-]{{1,60}}, )?{name} ?[-–—] ",  # AP —
    r"^(?:By|BY|From) (?:the )?{name}\s*$",
    r"^(?:By|BY) [^\n]{{3,80}}(?:,| [|/–—-]| for) (?:the )?{name}(?:\s*[|,/–—-][^\n]*)?\s*$",
)
# Words without which a pattern can't hold, and the pattern: to look for a word is cheaper than to try them all.
_CREDITS = (
    (
        ("contributed to this",),
        r"{name}(?: \w+)?(?:,? (?:and|,) [^\n.]{{2,80}})? (?:staff |writers? |reporters? |journalists? )*"
        r"[^\n.“”\"]{{0,80}}?contributed to this (?:report|story|article)",
    ),
    (
        ("aterial", "nformation", "eporting", "iles from", "nput"),
        r"(?:(?:[Tt]his|[Tt]he) (?:report|story|article) (?:contains|includes|uses)|[Ww]ith|[Ii]ncludes) "
        r"(?:additional )?(?:reporting|material|files|information|inputs?) (?:from|by) (?:the )?[^\n.]{{0,60}}{name}",
    ),
    (("opyright",), r"[Cc]opyright[^\n]{{0,30}}\b(?:19|20)\d\d[^\n]{{0,20}} {name}"),
    (("©", "(c)", "(C)"), r"(?:©|\([cC]\)) ?(?:(?:19|20)\d\d )?(?:the |The )?{name}"),
    (("\n",), r"\n(?:Source|Credit|Agency|Agencies): ?(?:the |The )?{name}\b"),
    (("\n",), r"\n[-–—(\[] ?(?:Source: )?(?:the |The )?{name}[)\]]?\s*$"),  # — AP
)


def agency(text: str, byline: str | None, outlet: str | None) -> str | None:
    """The name of the agency that the text says it is from, as in `tables/agencies.tsv`; None if it names none.

    A name in a dateline outranks one in the byline, that one the outlet's own, and all of them a credit line: a report
    "(Reuters) -" to which somebody at AP contributed is Reuters'.
    """
    rules = _rules()
    head, tail = text[:_HEAD], text[-_TAIL:]
    found = (
        rules.dateline.search(head),
        rules.byline.search(byline or ""),
        rules.outlet.fullmatch(outlet or ""),
        *(p.search(tail) for signs, p in rules.credits if any(map(tail.__contains__, signs))),
    )
    return next((rules.names[_name(match)] for match in found if match), None)


class _Rules(NamedTuple):
    names: dict[str, str]  # spelling → name
    dateline: re.Pattern[str]
    byline: re.Pattern[str]
    outlet: re.Pattern[str]
    credits: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    names: dict[str, str] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, spellings = line.split("\t")
            names |= dict.fromkeys(spellings.split("|"), name)
    any_of = "|".join(re.escape(s) for s in sorted(names, key=len, reverse=True))
    name = rf"(?<!\w)(?:{any_of})(?!\w)"
    return _Rules(
        names,
        dateline=_either(_DATELINES, name),
        byline=_either(("{name}",), name),
        outlet=re.compile(f"({any_of})"),
        credits=tuple((signs, _either((pattern,), name)) for signs, pattern in _CREDITS),
    )


def _either(patterns: tuple[str, ...], name: str) -> re.Pattern[str]:
    return re.compile("|".join(p.format(name=f"({name})") for p in patterns), re.MULTILINE)


def _name(match: re.Match[str]) -> str:
    """The spelling that matched: only one of the groups took part."""
    return next(group for group in match.groups() if group)
