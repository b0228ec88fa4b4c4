"""`--like NEW=SIMILAR:SCALE`: which queues of a file borrow the history of another one until they have their own."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import typer

OPTION = "--like"


@dataclass(frozen=True)
class Like:
    """Forecast as `scale` times the queue `similar`."""

    similar: str
    scale: float


def likenesses(given: Sequence[str], known: Iterable[str]) -> Mapping[str, Like]:
    """By queue, which may have no line in the file yet. Raises `typer.BadParameter`."""
    names, found = set(known), dict[str, Like]()
    for text in given:
        queue, like = _one(text)
        if like.similar not in names:
            raise typer.BadParameter(
                f"{text!r}: no queue {like.similar!r} in the file (there are: {', '.join(sorted(names))}).",
                param_hint=OPTION,
            )
        if queue in found:
            raise typer.BadParameter(f"{text!r}: {queue!r} is like one other queue only.", param_hint=OPTION)
        found[queue] = like
    for queue in found:
        _refuse_circle(queue, found)
    return found


def _one(text: str) -> tuple[str, Like]:
    queue, equals, rest = (part.strip() for part in text.partition("="))
    name, colon, number = (part.strip() for part in rest.rpartition(":"))
    similar, scale = (name, _scale(number, text)) if colon else (rest, 1.0)
    if not (queue and equals and similar):
        raise typer.BadParameter(
            f"{text!r}: write NEW=SIMILAR:SCALE, as in fibre=sales:0.25.", param_hint=OPTION
        )
    return queue, Like(similar, scale)


def _scale(number: str, text: str) -> float:
    try:
        scale = float(number)
    except ValueError:
        scale = math.nan
    if not 0.0 < scale < math.inf:
        raise typer.BadParameter(
            f"{text!r}: {number!r} is no scale: contacts here for each one there, as in fibre=sales:0.25.",
            param_hint=OPTION,
        )
    return scale


def _refuse_circle(queue: str, found: Mapping[str, Like]) -> None:
    met, at = {queue}, found[queue].similar
    while True:
        if at in met:
            raise typer.BadParameter(
                f"{queue!r} is like {at!r} and so, in the end, like itself: none has a history to lend.",
                param_hint=OPTION,
            )
        if at not in found:
            return
        met.add(at)
        at = found[at].similar
