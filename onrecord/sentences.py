"""Where the sentences of a text begin, told by its words alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

_OPENERS = frozenset("“„‟«‘‚‛(\"'[")
_CLOSERS = frozenset("”»\"'’)]")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr st gen lt col sgt capt maj adm cmdr supt det rep reps sen sens gov govs gens drs profs messrs rev "
    "hon prof jr sr inc corp co ltd vs no jan feb mar apr jun jul "
    "aug sep sept oct nov dec u.s u.k u.n a b c d e f g h i j k l m n o p q r s t u v w x y z".split()
)
_STATES = frozenset(
    "Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn "
    "Tex Va Vt Wash Wis Wyo".split()
)


def sentences(words: Sequence[str], paragraph: Ints) -> tuple[Ints, Ints]:
    """Number of the sentence of each word, and its position: 2 starts a paragraph, 1 a sentence, 0 neither."""
    sentence = np.zeros(len(words), np.int64)
    position = np.zeros(len(words), np.int64)
    number = -1
    for i in range(len(words)):
        if i == 0 or paragraph[i] != paragraph[i - 1]:
            position[i] = 2
            number += 1
        elif _starts_sentence(words, i):
            position[i] = 1
            number += not _is_opened(words, paragraph, i)
        sentence[i] = number
    return sentence, position


def _is_opened(words: Sequence[str], paragraph: Ints, i: int) -> bool:
    """Whether nothing but marks stands before word i in its paragraph: '"We won," she said.' is one sentence."""
    j = i - 1
    while j >= 0 and paragraph[j] == paragraph[i] and (words[j] in _CLOSERS or words[j] in _OPENERS):
        j -= 1
    return j < 0 or paragraph[j] != paragraph[i]


def _starts_sentence(words: Sequence[str], i: int) -> bool:
    """Whether word i opens a sentence: after . ! ? and closing marks, and not lower case or a closing mark."""
    word = words[i]
    if word[0].islower() or (word in _CLOSERS and word not in _OPENERS):
        return False
    j = i - 1
    while j > 0 and words[j] in _CLOSERS:
        j -= 1
    if words[j] in "!?":
        return word not in _CLOSERS or j < i - 1
    if words[j] != "." or j == 0:
        return False
    if word in _CLOSERS and j == i - 1:
        return False
    state = j > 1 and words[j - 1] in _STATES and words[j - 2] == ","  # "in Ferguson, Mo. Police said"
    return not state and words[j - 1].lower() not in _ABBREVIATIONS
