"""The reason of a note, from few examples, with a confidence that is meant and an explanation that is exact."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insight_svc.domain.words import words_of

SURE_ENOUGH = 0.6
"""Below this confidence a note is left unclear, for people to decide."""
DESCRIPTION_WEIGHT = 3
"""A word that describes a reason counts as so many notes that use it."""
SMOOTHING = 0.1
_TEMPERATURES = np.geomspace(0.5, 8.0, 25)
_UNCALIBRATED = 2.0
"""Naive Bayes counts dependent words twice and is too sure of itself; this halves its log odds."""
_FEWEST_TO_CALIBRATE = 30

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LabelledNote:
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class Told:
    """The likeliest reason of a note, and how sure that is."""

    reason: str
    confidence: float

    @property
    def is_sure(self) -> bool:
        return self.confidence >= SURE_ENOUGH


@dataclass(frozen=True, slots=True)
class WordShare:
    """`log_odds` is what the word adds for the predicted reason against the runner-up, in nats."""

    word: str
    log_odds: float
    share: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """`prior_log_odds` and the words' log odds add up to the log odds of `reason` against `runner_up`."""

    reason: str
    confidence: float
    runner_up: str | None
    prior_log_odds: float
    words: tuple[WordShare, ...]

    @property
    def is_sure(self) -> bool:
        return self.confidence >= SURE_ENOUGH


@dataclass(frozen=True, slots=True)
class ReasonModel:
    """Multinomial naive Bayes over words, with tempered probabilities; linear in the words of a note.

    `counts` is reasons x words: how often each word was seen for each reason. `notes` is labelled notes per
    reason. Source: McCallum & Nigam 1998; temperature: Guo et al. 2017.
    """

    reasons: tuple[str, ...]
    vocabulary: tuple[str, ...]
    counts: Matrix
    notes: Matrix
    temperature: float

    def tell(self, notes: Sequence[str]) -> list[Told | None]:
        """What `predict` says, without the words and for many notes at once."""
        place = {word: column for column, word in enumerate(self.vocabulary)}
        columns = [[place[word] for word in words_of(note) if word in place] for note in notes]
        scores = np.tile(_log_prior(self.notes), (len(notes), 1))
        flat = np.array([column for seen in columns for column in seen], dtype=np.int64)
        if len(self.reasons) == 0 or len(flat) == 0:
            return [None] * len(notes)
        rows = np.repeat(np.arange(len(notes)), [len(seen) for seen in columns])
        np.add.at(scores, rows, _log_likelihood(self.counts).T[flat])
        shares = _softmax(scores / self.temperature)
        best = shares.argmax(axis=1)
        sure = shares.max(axis=1) if len(self.reasons) > 1 else np.zeros(len(notes))
        return [
            Told(self.reasons[int(best[row])], float(sure[row])) if seen else None
            for row, seen in enumerate(columns)
        ]

    def predict(self, notes: Sequence[str]) -> list[Prediction | None]:
        """None where a note has no word that the model knows."""
        place = {word: column for column, word in enumerate(self.vocabulary)}
        weights, prior = _log_likelihood(self.counts), _log_prior(self.notes)
        return [self._predict(note, place, weights, prior) for note in notes]

    def _predict(
        self, note: str, place: Mapping[str, int], weights: Matrix, prior: Matrix
    ) -> Prediction | None:
        seen = Counter(word for word in words_of(note) if word in place)
        if not seen or len(self.reasons) == 0:
            return None
        columns = np.array([place[word] for word in seen])
        times = np.array(list(seen.values()), dtype=float)
        parts = weights[:, columns] * times / self.temperature
        scores = parts.sum(axis=1) + prior / self.temperature
        shares = _softmax(scores[None, :])[0]
        order = np.argsort(-shares, kind="stable")
        best, second = int(order[0]), int(order[min(1, len(order) - 1)])
        margin = parts[best] - parts[second]
        whole = float(np.abs(margin).sum()) or 1.0
        ranked = sorted(zip(seen, margin, strict=True), key=lambda it: (-abs(it[1]), it[0]))
        return Prediction(
            reason=self.reasons[best],
            confidence=float(shares[best]) if len(self.reasons) > 1 else 0.0,
            runner_up=self.reasons[second] if second != best else None,
            prior_log_odds=float(prior[best] - prior[second]) / self.temperature,
            words=tuple(WordShare(word, float(part), float(abs(part)) / whole) for word, part in ranked),
        )


def train(descriptions: Mapping[str, str], labelled: Sequence[LabelledNote]) -> ReasonModel:
    """A model from what each reason's author said of it and from labelled notes, which may be none.

    Only reasons of `descriptions` are learnt. The temperature is the one with the least log loss on the
    labelled notes, each judged by a model that has not seen it.
    """
    reasons = tuple(sorted(descriptions))
    known = [note for note in labelled if note.reason in descriptions]
    described = [words_of(descriptions[reason]) for reason in reasons]
    read = [words_of(note.note) for note in known]
    vocabulary = tuple(sorted({word for words in (*described, *read) for word in words}))
    place = {word: column for column, word in enumerate(vocabulary)}
    counts = np.zeros((len(reasons), len(vocabulary)))
    for row, words in enumerate(described):
        for word in set(words):
            counts[row, place[word]] += DESCRIPTION_WEIGHT
    rows = [reasons.index(note.reason) for note in known]
    for row, words in zip(rows, read, strict=True):
        np.add.at(counts[row], [place[word] for word in words], 1.0)
    notes = np.bincount(rows, minlength=len(reasons)).astype(float)
    columns = [np.array([place[word] for word in words], dtype=np.int64) for words in read]
    return ReasonModel(reasons, vocabulary, counts, notes, _temperature(counts, notes, rows, columns))


def _temperature(
    counts: Matrix, notes: Matrix, rows: Sequence[int], columns: Sequence[NDArray[np.int64]]
) -> float:
    """Leave one out, exactly: a note's own words are taken off its reason's counts before it is judged."""
    if len(rows) < _FEWEST_TO_CALIBRATE or len(counts) < 2:
        return _UNCALIBRATED
    weights, totals = _log_likelihood(counts), counts.sum(axis=1)
    size = counts.shape[1]
    scores = np.empty((len(rows), len(counts)))
    for index, (row, seen) in enumerate(zip(rows, columns, strict=True)):
        scores[index] = weights[:, seen].sum(axis=1)
        left = counts[row, seen] - np.array([np.count_nonzero(seen == one) for one in seen])
        rest = totals[row] - len(seen) + SMOOTHING * size
        scores[index, row] = np.log((left + SMOOTHING) / rest).sum()
        without = notes.copy()
        without[row] -= 1
        scores[index] += _log_prior(without)
    truth = (np.arange(len(rows)), np.array(rows))
    losses = [-np.log(_softmax(scores / t)[truth] + 1e-12).mean() for t in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _log_likelihood(counts: Matrix) -> Matrix:
    smooth = counts + SMOOTHING
    return np.asarray(np.log(smooth / smooth.sum(axis=1, keepdims=True)))


def _log_prior(notes: Matrix) -> Matrix:
    return np.asarray(np.log((notes + 5.0) / (notes + 5.0).sum()))


def _softmax(scores: Matrix) -> Matrix:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
