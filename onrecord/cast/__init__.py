"""Who is whom inside one article: an entity memory, read in a visible order of rules.

First the names, over the whole article, for a headline says "Trump" before the text says "Donald Trump":
  1. the same name, without titles, initials and Jr.;
  2. a surname (or a part of the name) of exactly one person, or of the one with the title's gender;
     of two, the one just named in full, else the one named in full most often;
  3. an acronym in brackets after its name, or the initials of exactly one organisation;
  4. words of exactly one organisation's name ("the State Department", "the Post").
Then, paragraph by paragraph, outside of quotations before inside of them:
  5. a noun beside a name ("X, the finance minister,"): apposition gives the person the role;
  6. a role that exactly one person of the article has ("the minister", "the spokesman");
     else the same noun phrase again, else somebody new;
  7. "I" and "we" in a quotation are its speaker; "he" and "she" the likeliest person of that gender (`_salience.py`),
     never the speaker inside his own quotation; "they" and "it" the nearest group or body that speaks;
  8. "who" and "which" what stands before them in their sentence.
What no rule decides stays open with a doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onrecord.cast._entities import Cast, Deed, Entity, Known
from onrecord.cast._memory import Memory
from onrecord.encoder import Words
from onrecord.records import Mention, Statement

__all__ = ["Cast", "Deed", "Entity", "Known", "cast"]


def cast(
    words: Words,
    mentions: Sequence[Mention],
    statements: Sequence[Statement] = (),
    known: Callable[[str], Known | None] = lambda name: None,
    deeds: Sequence[Deed] = (),
) -> Cast:
    """Who is whom. `statements` give the speakers, and the quotations that are a world of their own; `deeds`
    who else is asked for, the actors and recipients of events; `known` what the world knows of a full name."""
    memory = Memory(words, mentions, statements, deeds, known)
    memory.read()
    references = {span: entity for span, seen in memory.heads.items() if (entity := memory.whose.get(seen))}
    entities = sorted(memory.entities, key=lambda e: e.number)
    return Cast(tuple(e for e in entities if e.mentions), references, tuple(memory.doubts))
