"""The codebook: types of events with their modes, scores and quad classes, contexts and sectors, as data.

PLOVER (`codebook.toml` beside this file) is what the model codes. A codebook of one's own is another folder with a
`codebook.toml`: its types say which of PLOVER's they cover (docs/ontology.md).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast, get_args

from onrecord.errors import OntologyError
from onrecord.records import content_id

Quad = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
QUADS: tuple[str, ...] = get_args(Quad)
FOLDER = Path(__file__).parent
_WORD = re.compile(r"\w+")


class Cover(NamedTuple):
    """A type of PLOVER, or one mode of it, that a type of a codebook takes in."""

    type: str
    mode: str | None = None


class Type(NamedTuple):
    """A type of event. `score` and the modes' are intensities, from -10 (conflict) to 10 (cooperation).

    `covers` is empty in PLOVER itself; `words` narrows a type to events whose trigger has a word that begins with one
    of these ("evict": "evicted", "evictions"), or several in a row.
    """

    name: str
    about: str
    quad: Quad
    score: float
    modes: Mapping[str, float]
    recipient_required: bool
    covers: tuple[Cover, ...] = ()
    words: tuple[str, ...] = ()

    def intensity(self, modes: tuple[str, ...] = ()) -> float:
        """The score of an event of this type: its first mode's, or the type's own."""
        return self.modes[modes[0]] if modes else self.score


class Codebook(NamedTuple):
    """All of a codebook; types in its own order."""

    name: str
    version: str
    types: Mapping[str, Type]
    contexts: tuple[str, ...]
    sectors: Mapping[str, str]

    @property
    def id(self) -> str:
        """The checksum of what it says: another one if a word of it is, whatever its version."""
        return content_id("codebook", *map(str, self))

    def recoded(self, type_: str, modes: tuple[str, ...], trigger: str) -> tuple[str, tuple[str, ...]] | None:
        """What an event of PLOVER is in this codebook: the first type that covers it, with the modes that it has too.

        None if no type does. trigger: the words of the event's trigger.
        """
        for name, entry in self.types.items():
            if name == type_ and not entry.covers:
                return type_, modes
            if _covers(entry, type_, modes) and _has_word(entry, trigger):
                return name, tuple(m for m in modes if m in entry.modes)
        return None


def _covers(entry: Type, type_: str, modes: tuple[str, ...]) -> bool:
    return any(c.type == type_ and (c.mode is None or c.mode in modes) for c in entry.covers)


def _has_word(entry: Type, trigger: str) -> bool:
    said = f" {_plain(trigger)}"
    return not entry.words or any(f" {word}" in said for word in entry.words)


def _plain(text: str) -> str:
    """The words alone, in small letters: "Thrown-out" is "thrown out"."""
    return " ".join(_WORD.findall(text.lower()))


def codebook(folder: Path = FOLDER) -> Codebook:
    """The codebook of a folder.

    Raises: OntologyError, naming the file, the entry and the fix, if it is missing or wrong.
    """
    path = folder / "codebook.toml"
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OntologyError(f"{path}: cannot be read ({error.strerror}); an ontology is a folder with a "
                            "codebook.toml, see docs/ontology.md") from error  # fmt: skip
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise OntologyError(f"{path}: is not TOML ({error})") from error
    return _Checked(path, found).codebook()


class _Checked:
    """The entries of one codebook.toml, looked at one by one."""

    def __init__(self, path: Path, found: dict[str, Any]) -> None:
        self.path, self.found = path, found
        self.own = path.parent.resolve() == FOLDER.resolve()

    def fail(self, why: str) -> OntologyError:
        return OntologyError(f"{self.path}: {why}")

    def codebook(self) -> Codebook:
        unknown = sorted(set(self.found) - {"name", "version", "contexts", "sectors", "types"})
        if unknown:
            raise self.fail(f"{unknown[0]!r} is no entry of a codebook")
        types = self.found.get("types")
        if not isinstance(types, dict) or not types:
            raise self.fail("it has no types; write one [types.NAME] section for each")
        base = None if self.own else CODEBOOK
        contexts = self.contexts(base.contexts if base else ())
        sectors = self.sectors(base.sectors if base else {})
        return Codebook(self.text("name", self.found), str(self.found.get("version", "")),
                        {name: self.type(name, entry) for name, entry in types.items()}, contexts, sectors)  # fmt: skip

    def text(self, name: str, entry: dict[str, Any]) -> str:
        value = entry.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(f'{name!r} is missing; write {name} = "..."')
        return value

    def texts(self, name: str, value: object, otherwise: tuple[str, ...]) -> tuple[str, ...]:
        if value is None:
            return otherwise
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.fail(f"{name!r} has to be a list of texts")
        return tuple(value)

    def contexts(self, known: tuple[str, ...]) -> tuple[str, ...]:
        contexts = self.texts("contexts", self.found.get("contexts"), known)
        strange = next((c for c in contexts if c not in known), None)
        if strange is not None and not self.own:
            raise self.fail(f"contexts: {strange!r} is none of PLOVER's; those are: {', '.join(known)}")
        return contexts

    def sectors(self, otherwise: Mapping[str, str]) -> Mapping[str, str]:
        found = self.found.get("sectors", otherwise)
        if not isinstance(found, Mapping) or not all(isinstance(v, str) for v in found.values()):
            raise self.fail('sectors has to be a table of CODE = "what it is"')
        return found

    def number(self, where: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not -10 <= value <= 10:
            raise self.fail(f"{where} has to be a number from -10 to 10")
        return float(value)

    def type(self, name: str, entry: object) -> Type:
        if not isinstance(entry, dict):
            raise self.fail(f"types.{name} has to be a section: [types.{name}]")
        unknown = sorted(set(entry) - {"about", "quad", "score", "modes", "recipient", "covers", "words"})
        if unknown:
            raise self.fail(f"types.{name} has an unknown entry {unknown[0]!r}")
        quad = entry.get("quad")
        if quad not in QUADS:
            raise self.fail(f"types.{name}: quad is {quad!r}; it has to be one of {', '.join(QUADS)}")
        if entry.get("recipient", "required") != "required":
            raise self.fail(f'types.{name}: recipient is "required" or left out')
        covers = self.covers(name, entry.get("covers"))
        return Type(
            name,
            str(entry.get("about", "")),
            cast(Quad, quad),
            self.number(f"types.{name}.score", entry.get("score")),
            self.modes(name, entry.get("modes", {}), covers),
            "recipient" in entry,
            covers,
            self.words(name, entry.get("words")),
        )

    def modes(self, name: str, modes: object, covers: tuple[Cover, ...]) -> Mapping[str, float]:
        if not isinstance(modes, dict):
            raise self.fail(f"types.{name}: modes has to be a table of mode = score")
        if not self.own:
            known = list(dict.fromkeys(m for c in covers for m in CODEBOOK.types[c.type].modes))
            strange = next((m for m in modes if m not in known), None)
            if strange is not None:
                listed = ", ".join(known) or "none"
                raise self.fail(f"types.{name}.modes: {strange!r} is no mode of what it covers; those are: {listed}")
        return {m: self.number(f"types.{name}.modes.{m}", v) for m, v in modes.items()}

    def words(self, name: str, value: object) -> tuple[str, ...]:
        words = tuple(map(_plain, self.texts(f"types.{name}.words", value, ())))
        if "" in words:
            raise self.fail(f"types.{name}.words: one has no letter; write the beginning of a word")
        return words

    def covers(self, name: str, value: object) -> tuple[Cover, ...]:
        if self.own:
            return ()
        found = self.texts(f"types.{name}.covers", value, (name,) if name in CODEBOOK.types else ())
        if not found:
            raise self.fail(f'types.{name} covers nothing; write covers = ["ASSAULT", "COERCE arrest"]')
        return tuple(self.cover(name, entry) for entry in found)

    def cover(self, name: str, entry: str) -> Cover:
        type_, _, mode = entry.partition(" ")
        if type_ not in CODEBOOK.types:
            raise self.fail(f"types.{name} covers {entry!r}; PLOVER's types are {', '.join(CODEBOOK.types)}")
        if mode and mode not in CODEBOOK.types[type_].modes:
            listed = ", ".join(CODEBOOK.types[type_].modes) or "none"
            raise self.fail(f"types.{name} covers {entry!r}; the modes of {type_} are: {listed}")
        return Cover(type_, mode or None)


CODEBOOK = codebook()
