"""Texts in the letters that a font has: accents it lacks fall off, other alphabets are written in Latin ones."""

import unicodedata
from collections.abc import Callable

UNKNOWN = "[?]"

_PLAIN = dict(
    zip(
        "ŁłĐđĦħŊŋŦŧıĸƒȷ",
        ("L", "l", "D", "d", "H", "h", "Ng", "ng", "T", "t", "i", "k", "f", "j"),
        strict=True,
    )
)
_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїґђјљњћџў",
        (
            *(
                "a",
                "b",
                "v",
                "g",
                "d",
                "e",
                "zh",
                "z",
                "i",
                "y",
                "k",
                "l",
                "m",
                "n",
                "o",
                "p",
                "r",
                "s",
                "t",
                "u",
            ),
            *("f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya"),
            *("yo", "ye", "i", "yi", "g", "dj", "j", "lj", "nj", "c", "dz", "u"),
        ),
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        (
            *(
                "a",
                "v",
                "g",
                "d",
                "e",
                "z",
                "i",
                "th",
                "i",
                "k",
                "l",
                "m",
                "n",
                "x",
                "o",
                "p",
                "r",
                "s",
                "s",
                "t",
            ),
            *("y", "f", "ch", "ps", "o"),
        ),
        strict=True,
    )
)
_LATIN = _CYRILLIC | _GREEK


def in_letters_of(text: str, has: Callable[[str], bool]) -> str:
    """The text with every character that the font lacks written otherwise; `UNKNOWN` for what nobody can spell."""
    return "".join(_spelt(character, has) for character in unicodedata.normalize("NFC", text))


def _spelt(character: str, has: Callable[[str], bool]) -> str:
    if has(character):
        return character
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Mn", "Cf"):
        return ""
    for candidate in (_PLAIN.get(character), _in_latin(character), _without_accents(character)):
        if candidate is not None and all(has(letter) for letter in candidate):
            return candidate
    return UNKNOWN


def _in_latin(character: str) -> str | None:
    for letter in (character.lower(), unicodedata.normalize("NFD", character.lower())[0]):
        if letter in _LATIN:
            spelt = _LATIN[letter]
            return spelt.capitalize() if character.isupper() else spelt
    return None


def _without_accents(character: str) -> str | None:
    """ą is a with a tail, ﬁ two letters; None where nothing but marks would be left."""
    parts = unicodedata.normalize("NFKD", character)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return bare if bare and bare != character else None
