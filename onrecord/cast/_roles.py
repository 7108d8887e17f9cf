"""What a noun makes of somebody: the roles that titles give, and when a noun may be said of whom."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.cast._entities import Entity, Seen
from onrecord.cast._references import QUANTIFIERS
from onrecord.encoder import Words
from onrecord.nouns import noun

# What a title before a name is called when it stands alone.
_SAME_ROLE = {
    "rep": ("representative", "congressman", "congresswoman", "lawmaker"),
    "congressman": ("lawmaker", "representative"),
    "congresswoman": ("lawmaker", "representative"),
    "sen": ("senator", "lawmaker"),
    "senator": ("lawmaker",),
    "gov": ("governor",),
    "dr": ("doctor",),
    "prof": ("professor",),
    "gen": ("general",),
    "lt": ("lieutenant",),
    "sgt": ("sergeant",),
    "attorney": ("lawyer",),
    "lawyer": ("attorney",),
    "spokesperson": ("spokesman", "spokeswoman"),
    "nominee": ("candidate",),
}
_MALE = frozenset("mr sir lord king prince pope father emperor sheikh ayatollah congressman".split())
_FEMALE = frozenset("mrs ms miss dame lady queen princess baroness congresswoman".split())
TO_COME = frozenset("next new future incoming other another second".split())  # no one of those who are it
LESSER = frozenset("former ex deputy vice assistant acting".split())  # of an office it is another one
_OF_LAW = frozenset("attorney solicitor inspector surgeon auditor consul secretary".split())
SEVERAL = frozenset("those these others two three four five six seven eight nine ten dozen".split())
DEFINITE = frozenset("the this that these those my his her its their our".split())


def title_gender(words: Words, seen: Seen) -> str:
    """The gender ("m", "f" or "") that the titles before a name tell."""
    before = {w.lower() for w in words.text[seen.first : seen.end - 1]}
    if seen.first and words.text[seen.first - 1].lower() in _MALE | _FEMALE:
        before.add(words.text[seen.first - 1].lower())
    return "m" if before & _MALE else "f" if before & _FEMALE else ""


def give_titles(words: Words, entity: Entity, first: int, head: int) -> None:
    """What stands before a name, on words [first, head), is a role. A "former President" and a "Deputy Prime Minister"
    are called so, and never by the rest alone."""
    before = [word.lower() for word in words.text[first:head]]
    lesser = next((i for i, word in enumerate(before) if word in LESSER), None)
    if lesser is not None:
        entity.titles |= {" ".join(before[lesser:]), f"{before[lesser]} {before[-1]}"}
    for i in range(first, head) if lesser is None else ():
        give_role(words, entity, i)


def give_role(words: Words, entity: Entity, at: int) -> None:
    """The role that a word gives; an attorney general is no general."""
    word = words.text[at]
    if word.lower() == "general" and at and words.text[at - 1].lower() in _OF_LAW:
        return
    entity.roles.update(_SAME_ROLE.get(word.lower(), ()))
    entry = noun(word)
    if entry and entry.kind == entity.kind and not entry.plural:
        entity.roles.add(word.lower())
        entity.male += entry.gender == "m"
        entity.female += entry.gender == "f"


def apposed(between: Sequence[str]) -> bool:
    """Whether what stands between two mentions says that they are one."""
    return list(between) in ([], [","], ["("], ["is"], ["was"], [",", "who", "is"], [",", "who", "was"])


def leads(words: Words, before: Seen, after: Seen) -> bool:
    """Whether a noun stands right before whom it says something of: "the minister Ann Lee", "the company Chimerix"."""
    bodies = before.mention.kind == after.mention.kind == "organisation" and not is_plural(words, before)
    return before.mention.form == "noun" and (after.mention.kind == "person" or bodies)


def is_subjectless(words: Words, before: Seen, after: Seen, between: Sequence[str]) -> bool:
    """Whether the second of the two does not begin a clause or a list of its own ("X, voters said")."""
    if list(between) != [","]:
        return True
    entry = noun(words.text[after.end - 1])
    if after.mention.form == "noun" and after.end - after.first == 1 and entry and entry.role and not entry.plural:
        return True  # "Ann Roe, curator and director of exhibits,"
    following = words.text[after.end : after.end + 1]
    whole = (
        after.mention.form == "name"
        or words.text[after.first].lower() in DEFINITE | {"a", "an"}
        or not (is_plural(words, after))
    )
    return whole and following != ("and",)


def fits(words: Words, seen: Seen, entity: Entity) -> bool:
    """Whether a noun may be said of somebody."""
    entry = noun(words.text[seen.end - 1])
    kind = entry.kind if entry else seen.mention.kind
    return (
        kind == entity.kind
        and not (entry and entry.plural)
        and (not entry or not entry.gender or entity.gender in ("", entry.gender))
    )


def is_plural(words: Words, seen: Seen) -> bool:
    """Whether the head of a mention stands for several."""
    word = words.text[seen.end - 1].lower()
    if word.isdigit() or word in QUANTIFIERS | SEVERAL:
        return True
    entry = noun(word)
    return entry.plural if entry else word.endswith("s") and not word.endswith("ss")
