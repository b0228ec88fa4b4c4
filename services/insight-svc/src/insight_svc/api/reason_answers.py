"""What people get to see of a note's reason and of the words that spoke for it."""

from concert_chassis.bodies import ResponseBody

from insight_svc.domain.reason_model import Prediction
from insight_svc.domain.reasons import UNCLEAR


class WordAnswer(ResponseBody):
    """`share` is the word's part of the decision, `log_odds` what it adds against the runner-up (nats)."""

    word: str
    log_odds: float
    share: float


class PredictionAnswer(ResponseBody):
    """`reason` is `unclear` below the confidence that is sure enough; `best_reason` is the likeliest anyway."""

    reason: str
    best_reason: str
    confidence: float
    runner_up: str | None
    prior_log_odds: float
    explanation: list[WordAnswer]

    @classmethod
    def of(cls, prediction: Prediction) -> "PredictionAnswer":
        return cls(
            reason=prediction.reason if prediction.is_sure else UNCLEAR,
            best_reason=prediction.reason,
            confidence=prediction.confidence,
            runner_up=prediction.runner_up,
            prior_log_odds=prediction.prior_log_odds,
            explanation=[WordAnswer.model_validate(word) for word in prediction.words],
        )
