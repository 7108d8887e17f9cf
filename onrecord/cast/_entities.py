"""What the memory holds: entities, and mentions with where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from onrecord.records import Doubt, Mention, Reference, Span


@dataclass(eq=False)
class Entity:
    """Somebody in the memory. `names` counts the names as written, `roles` the nouns said of it."""

    kind: str
    number: int
    names: Counter[str] = field(default_factory=Counter)
    roles: set[str] = field(default_factory=set)
    titles: frozenset[str] = frozenset()
    nouns: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    male: float = 0.0
    female: float = 0.0
    plural: bool = False

    @property
    def name(self) -> str | None:
        """The fullest name; of equally full ones the commonest, then the first."""
        if not self.names:
            return None
        return max(self.names, key=lambda n: (len(n.split()), self.names[n]))

    @property
    def gender(self) -> str:
        """Gender: "m", "f", or "" where nothing tells."""
        return "" if self.male == self.female else "m" if self.male > self.female else "f"


class Seen(NamedTuple):
    """A mention on word numbers [first, end), with where it stands."""

    mention: Mention
    first: int
    end: int
    sentence: int
    paragraph: int
    quoted: int  # number of the quotation it stands in, -1 outside
    subject: bool


class Deed(NamedTuple):
    """The words for who does something, and for whom he does it to, where that is somebody else."""

    actors: Sequence[Reference]
    recipients: Sequence[Reference]


class Known(NamedTuple):
    """What is known of a full name from elsewhere: "m", "f" or "", role nouns ("nominee"), and whole titles, folded
    ("republican nominee")."""

    gender: str
    roles: tuple[str, ...]
    titles: frozenset[str]


class Cast(NamedTuple):
    """Who is in the article, in the order of the first mention; whom the words of every reference name (by its first
    span); and what stayed open."""

    entities: tuple[Entity, ...]
    references: dict[Span, Entity]
    doubts: tuple[Doubt, ...]


def first_word(seen: Seen) -> int:
    """Mentions are ordered by their first word."""
    return seen.first
