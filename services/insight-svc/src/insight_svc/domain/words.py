"""Notes as words: what a classifier counts, and which words set one pile of notes apart from another."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]{3,40}")
_TOKEN = re.compile(r"\[[A-Z]{2,12}(?::[0-9a-f]{6})?\]")

_STOP_WORDS = """
    the and for are was were with that this from have has had not but you your she her his him they their them its
    who what when where which why how does did doing can could would should will shall may might must about into
    over under again then than there here all any each other some such only own same too very just because until
    while our out off been being get got asks ask asked asking question questions wants want wanted customer
    caller client says said told call calls called contact please also still via per
    der die das und oder ist sind war waren mit von für den dem des ein eine einer eines einem nicht auch auf aus
    bei bis nach noch nur über unter vor zum zur wie was wer warum wann kann hat haben wird werden sich sie ihr
    ihre sein seine kunde kundin fragt frage will möchte anruf
"""
_STOP = frozenset(_STOP_WORDS.split())


def words_of(text: str) -> list[str]:
    """Lower-case words without redaction tokens, digits, stop words and the plural's s, in order."""
    found = (match.group().casefold() for match in _WORD.finditer(_TOKEN.sub(" ", text)))
    return [_singular(word) for word in found if word not in _STOP]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def key_words(about: Sequence[str], others: Iterable[str], *, limit: int) -> list[str]:
    """The words that `about` has more often than `others`, the keyest first; each note counts a word once."""
    others = list(others)
    here = Counter(word for note in about for word in set(words_of(note)))
    there = Counter(word for note in others for word in set(words_of(note)))
    scored = [
        (keyness(count, len(about), there[word], len(others)), word)
        for word, count in here.items()
        if count >= 2 and count * len(others) > there[word] * len(about)
    ]
    return [word for _, word in sorted(scored, key=lambda it: (-it[0], it[1]))[:limit]]


def keyness(count: int, notes: int, count_elsewhere: int, notes_elsewhere: int) -> float:
    """Log likelihood G2 of the 2 x 2 table with/without by here/elsewhere (Dunning 1993)."""
    rows = ((count, notes - count), (count_elsewhere, notes_elsewhere - count_elsewhere))
    total = notes + notes_elsewhere
    columns = [rows[0][side] + rows[1][side] for side in range(2)]
    return 2.0 * sum(
        cell * math.log(cell * total / (sum(row) * columns[side]))
        for row in rows
        for side, cell in enumerate(row)
        if cell > 0
    )
