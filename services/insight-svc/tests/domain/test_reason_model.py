"""Reasons from notes: known by name alone, better with examples, explained exactly, and no surer than right."""

import math
import random

import numpy as np
import pytest
from insight_svc.domain.reason_model import LabelledNote, train
from insight_svc.domain.words import key_words, keyness, words_of

DESCRIBED = {
    "router": "router question . keeping the old router . whether the old router or modem works",
    "bill": "bill question . the bill . amount, charge or invoice on the bill is not understood",
    "move": "moving house . change of address . takes the contract along to a new flat",
}
PHRASES = {
    "router": ["old router", "modem light", "wifi box", "router setup", "keep box", "device works"],
    "bill": [
        "invoice higher",
        "charge twice",
        "bill amount",
        "paid already",
        "reminder letter",
        "invoice missing",
    ],
    "move": [
        "new flat",
        "new address",
        "moving month",
        "house technician",
        "contract along",
        "relocation date",
    ],
}
CHATTER = ["hello", "yesterday", "morning", "thanks", "nice", "week", "already", "since", "maybe", "fibre"]


def notes(count: int, seed: int) -> list[LabelledNote]:
    draw = random.Random(seed)
    made = []
    for place in range(count):
        reason = sorted(PHRASES)[place % 3]
        words = draw.sample(CHATTER, 4) + draw.choice(PHRASES[reason]).split()
        draw.shuffle(words)
        made.append(LabelledNote(reason, " ".join(words)))
    return made


def right(model_notes: int) -> float:
    model = train(DESCRIBED, notes(model_notes, 1))
    told = model.predict([note.note for note in notes(300, 2)])
    return (
        sum(
            prediction is not None and prediction.reason == note.reason
            for prediction, note in zip(told, notes(300, 2), strict=True)
        )
        / 300
    )


def test_names_alone_tell_some_and_examples_tell_more() -> None:
    none, thirty, many = right(0), right(30), right(300)
    assert 0.5 < none < thirty <= many
    assert many > 0.97


def test_words_and_prior_add_up_to_the_odds_of_the_decision() -> None:
    model = train(DESCRIBED, notes(60, 1))
    (told,) = model.predict(["the old router and the invoice"])
    assert told is not None
    odds = sum(word.log_odds for word in told.words) + told.prior_log_odds
    rest = math.exp(-odds)
    assert told.confidence <= 1 / (1 + rest) + 1e-12
    assert odds > 0
    assert sum(word.share for word in told.words) == pytest.approx(1)


def test_confidence_is_meant() -> None:
    """Among notes as unclear as these, those told at about 80 % are right about that often."""
    draw = random.Random(5)
    noisy = [
        LabelledNote(draw.choice(sorted(PHRASES)) if draw.random() < 0.3 else note.reason, note.note)
        for note in notes(600, 1)
    ]
    model = train(DESCRIBED, noisy[:400])
    told = [prediction for prediction in model.predict([note.note for note in noisy[400:]]) if prediction]
    truth = [note.reason for note in noisy[400:]]
    hits = [prediction.reason == reason for prediction, reason in zip(told, truth, strict=True)]
    assert abs(np.mean([prediction.confidence for prediction in told]) - np.mean(hits)) < 0.08


def test_a_note_without_a_known_word_tells_nothing() -> None:
    assert train(DESCRIBED, []).predict(["", "1234", "[NAME] [PHONE:0a1b2c]", "xylophone"]) == [None] * 4


def test_a_single_reason_is_never_sure_of_itself() -> None:
    (told,) = train({"router": "router"}, []).predict(["router"])
    assert told is not None
    assert not told.is_sure


def test_labels_of_reasons_that_nobody_described_are_not_learnt() -> None:
    model = train(DESCRIBED, [LabelledNote("mystery", "xylophone")])
    assert model.predict(["xylophone"]) == [None]
    assert train({}, []).predict(["router"]) == [None]


def test_words_are_those_that_carry_meaning() -> None:
    assert words_of("Asks whether the Routers of [NAME:0a1b2c] work; 12 GB!") == ["whether", "router", "work"]


def test_key_words_are_those_that_others_do_not_use() -> None:
    about = ["router stays", "old router", "router fibre"]
    assert key_words(about, ["fibre bill", "old bill", "fibre move"] * 5, limit=1) == ["router"]


def test_keyness_of_a_published_table() -> None:
    """Rayson & Garside 2000 use the same statistic; here by its definition with natural logarithms."""
    table = np.array([[10.0, 90.0], [2.0, 198.0]])
    expected = table.sum(1, keepdims=True) * table.sum(0, keepdims=True) / table.sum()
    assert keyness(10, 100, 2, 200) == pytest.approx(float(2 * (table * np.log(table / expected)).sum()))


def test_what_is_told_in_bulk_is_what_is_explained_one_by_one() -> None:
    model = train(DESCRIBED, notes(60, 1))
    some = [*(note.note for note in notes(50, 3)), "", "xylophone"]
    for told, explained in zip(model.tell(some), model.predict(some), strict=True):
        assert (told is None) == (explained is None)
        if told is not None and explained is not None:
            assert told.reason == explained.reason
            assert told.confidence == pytest.approx(explained.confidence)
    assert train({}, []).tell(["router"]) == [None]
    (alone,) = train({"router": "router"}, []).tell(["router"])
    assert alone is not None
    assert not alone.is_sure
