"""One report in many places: which articles are copies of one another, and from which agency."""

from onrecord.wires._agencies import agency
from onrecord.wires._grouped import related, wires
from onrecord.wires._kept import find_wires

__all__ = ["agency", "find_wires", "related", "wires"]
