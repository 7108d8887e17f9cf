"""Who did what to whom: from the encoder's candidate triggers to events in PLOVER's terms, exact to the character.

The order: decode every candidate's labels; drop the weak and the doubled; drop what PLOVER's rules leave out; then say
who claims it, what that source commits to, when and where. `told_once` then makes one event of what headline, lead and
background tell of it.
"""

from __future__ import annotations

from onrecord.events._decoded import Draft, drafted
from onrecord.events._recorded import Told, recorded
from onrecord.events._retold import told_once

__all__ = ["Draft", "Told", "drafted", "recorded", "told_once"]
