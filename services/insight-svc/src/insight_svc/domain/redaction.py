"""Takes personal data out of what agents wrote, before anything is kept: patterns, checksums, known values."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

FEWEST_DIGITS = 7
"""A run of so many digits could be a telephone, customer or card number: it is never kept."""
_TOKEN_HEX = 6
_LONGEST_NOTE = 20_000

_TOKEN = re.compile(r"\[([A-Z]{2,12}):[0-9a-f]{6}\]")
_EMAIL = re.compile(r"[\w.%+\-]{1,64}@(?:[\w\-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[A-Za-z0-9]{11,30}|(?:[ \-][A-Za-z0-9]{4}){2,7}(?:[ \-][A-Za-z0-9]{1,3})?)"
    r"(?![A-Za-z0-9])"
)
_DIGITS = re.compile(r"(?<!\d)[+(]{0,2}\d(?:[ \t.,()\-/–—]{0,3}\d){6,}")
_PHONE_START = re.compile(r"^[+(]*(?:\+|0)")


def redact(note: str, *, key: bytes, known: Mapping[str, Sequence[str]] | None = None) -> str:
    """The note with each finding replaced by a token such as `[PHONE:3f9a0c]`.

    The same value gives the same token under one `key`, so that repetition stays visible and the value does
    not. `known` holds the contact's own values by kind (`{"NAME": ["Ada Lovelace"]}`), found whatever their
    case. A token that is already there stays.
    """
    text = _plain(note)
    for kind, values in (known or {}).items():
        for value in sorted(values, key=len, reverse=True):
            text = _mask_known(text, kind.upper(), value, key)
    text = _outside_tokens(text, lambda part: _EMAIL.sub(lambda m: token("EMAIL", m.group(), key), part))
    text = _outside_tokens(text, lambda part: _IBAN.sub(lambda m: _iban(m.group(), key), part))
    return _outside_tokens(text, lambda part: _DIGITS.sub(lambda m: _digits(m.group(), key), part))


def token(kind: str, value: str, key: bytes) -> str:
    """Keyed, so that nobody without the key can try telephone numbers until one fits."""
    same = "".join(character for character in value.casefold() if character.isalnum() or character in "@+")
    digest = hmac.new(key, f"{kind}|{same}".encode(), hashlib.sha256).hexdigest()
    return f"[{kind}:{digest[:_TOKEN_HEX]}]"


def caller_token(caller_hash: str, key: bytes) -> str:
    """Tells customers apart, and says nothing of them outside this database."""
    return hmac.new(key, f"CALLER|{caller_hash}".encode(), hashlib.sha256).hexdigest()[:32]


def without_tokens(note: str) -> str:
    """For the eyes of other departments: `[PHONE]`, which links nothing to anything."""
    return _TOKEN.sub(r"[\1]", note)


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0


def iban_fits(compact: str) -> bool:
    """ISO 13616: letters as 10 to 35, the first four characters at the end, modulo 97 is 1."""
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def _plain(note: str) -> str:
    """One spelling of each digit and nothing invisible between them."""
    text = unicodedata.normalize("NFKC", note[:_LONGEST_NOTE])
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


def _outside_tokens(text: str, change: Callable[[str], str]) -> str:
    parts = re.split(r"(\[[A-Z]{2,12}(?::[0-9a-f]{6})?\])", text)
    return "".join(part if place % 2 else change(part) for place, part in enumerate(parts))


def _mask_known(text: str, kind: str, value: str, key: bytes) -> str:
    words = value.split()
    if not words or len("".join(words)) < 2:
        return text
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)", re.IGNORECASE)
    return _outside_tokens(text, lambda part: pattern.sub(token(kind, value, key), part))


def _iban(found: str, key: bytes) -> str:
    """The longest beginning in whole groups that passes the check: a following word may look like a group."""
    ends = [match.end() for match in re.finditer(r"[A-Za-z0-9]+", found)]
    for end in reversed(ends):
        compact = "".join(character for character in found[:end] if character.isalnum()).upper()
        if 15 <= len(compact) <= 34 and compact.isascii() and iban_fits(compact):
            return token("IBAN", compact, key) + found[end:]
    return found


def _digits(found: str, key: bytes) -> str:
    digits = "".join(character for character in found if character.isdigit())
    if 13 <= len(digits) <= 19 and luhn(digits):
        return token("CARD", digits, key)
    if len(digits) <= 15 and _PHONE_START.match(found):
        return token("PHONE", digits, key)
    return token("NUMBER", digits, key)
