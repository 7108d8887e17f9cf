"""Which of the bodies in an article "the agency" or "the paper" may mean."""

from __future__ import annotations

from onrecord.cast._entities import Entity
from onrecord.cast._names import plain
from onrecord.facts import Organisation, bodies_named

# A body that has just been named is called so, "the agency", if the tables know it as nothing else: what kinds of body,
# or of which sectors, may be.
PRESS = ("media", "JRN")
_STATE = ("ministry", "service", "government", "igo", "other", "metonym", "GOV", "police", "COP", "SPY")
BODIES = {
    **dict.fromkeys("paper newspaper magazine website site broadcaster network outlet station channel".split(), PRESS),
    **dict.fromkeys("company firm bank chain retailer airline carrier maker".split(), ("company", "media", "BUS")),
    **dict.fromkeys("agency department ministry bureau commission".split(), _STATE),
    **dict.fromkeys("committee panel".split(), ("parliament", "other", "igo", "LEG")),
    **dict.fromkeys("institute foundation think-tank".split(), ("ngo", "university", "other", "NGO", "EDU")),
    **dict.fromkeys("university college school".split(), ("university", "EDU")),
    "hospital": ("other", "ngo", "MED"),
    "union": ("union", "igo", "LAB"),
    "party": ("party", "PTY"),
    **dict.fromkeys(
        "group organization organisation".split(), ("ngo", "igo", "armed_group", "company", "party", "other")
    ),
}


def known_as(entity: Entity) -> tuple[Organisation, ...]:
    """What the tables know under the name of a body."""
    return bodies_named(" ".join(plain(entity.name or "", entity.kind)))


def may_be(entity: Entity, head: str) -> bool:
    """Whether a body may be called "the agency"; of one that the tables lack nothing speaks against it."""
    bodies = known_as(entity)
    return not bodies or any(said in BODIES[head] for body in bodies for said in (body.kind, *body.sectors))
