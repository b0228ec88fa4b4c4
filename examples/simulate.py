"""Draws the sample company's files from company.toml: `make examples`. See README.md for what is drawn."""

import csv
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import track
from staffing_svc.domain.erlang import StaffingGoal, required_agents, with_shrinkage
from staffing_svc.domain.simulation import Exponential, Lognormal, Redials, one_queue, simulate_contacts
from staffing_svc.domain.simulation.record import EndedContact

HERE = Path(__file__).parent
SHRINKAGE = 0.3
HANDLE_CV = 0.8
Config = Mapping[str, Any]


@dataclass(frozen=True)
class Day:
    """One simulated day of one queue: expected contacts per half-hour by origin ("" is the usual business)."""

    queue: str
    day: date
    starts_s: int
    usual: np.ndarray
    campaigns: dict[str, np.ndarray]


def main() -> None:
    config = tomllib.loads((HERE / "company.toml").read_text())
    rng = np.random.default_rng(config["seed"])
    starts: date = config["history_starts"]
    story = starts + timedelta(weeks=config["history_weeks"])
    levels = {queue: level_by_day(config, rng) for queue in config["queues"]}
    write_history(config, rng, starts, story, levels)
    write_story(config, rng, starts, story, levels)
    write_staff(config, story)
    write_campaigns(config, story)


def level_by_day(config: Config, rng: np.random.Generator) -> np.ndarray:
    """How today compares with the usual: a wandering log level, and a trend of 4 % a year."""
    days = 7 * (config["history_weeks"] + config["story_weeks"])
    steps = rng.normal(0.0, 0.035, days)
    level = np.zeros(days)
    for index in range(1, days):
        level[index] = 0.6 * level[index - 1] + steps[index]
    return np.exp(level) * (1.0 + 0.04 * np.arange(days) / 365)


def expected(config: Config, queue: str, day: date) -> np.ndarray:
    """Usual contacts per half-hour of opening on a day of average level; nothing on a closed day."""
    figures = config["queues"][queue]
    slots = (config["closes"] - config["opens"]) * 3600 // config["interval_s"]
    if day.weekday() not in config["open_weekdays"]:
        return np.zeros(slots)
    hours = config["opens"] + (np.arange(slots) + 0.5) * config["interval_s"] / 3600
    first, second = figures["peak_hours"]
    shape = 0.55 + np.exp(-(((hours - first) / 1.9) ** 2)) + 0.8 * np.exp(-(((hours - second) / 1.7) ** 2))
    return figures["mean"] * figures["weekday"][day.weekday()] * shape / shape.mean()


def response(config: Config, campaign: Config, story: date, day: date) -> np.ndarray:
    """A campaign's contacts per half-hour of a day: gamma delay after each wave, cut to opening hours."""
    slots = (config["closes"] - config["opens"]) * 3600 // config["interval_s"]
    found = np.zeros(slots)
    reach = sum(wave["size"] for wave in campaign["waves"])
    for wave in campaign["waves"]:
        sent = moment(story, wave)
        by_day = wave_by_day(config, campaign, sent)
        found += by_day.get(day, np.zeros(slots)) * campaign["true_contacts"] * wave["size"] / reach
    return found


def wave_by_day(config: Config, campaign: Config, sent: datetime) -> dict[date, np.ndarray]:
    """Shares of a wave's response per open half-hour, by day; what falls into the night comes at opening."""
    step = config["interval_s"]
    count = 14 * 24 * 3600 // step
    after = (np.arange(count) + 0.5) * step / 3600
    density = after ** (campaign["response_shape"] - 1) * np.exp(-after / campaign["response_scale_h"])
    slots = (config["closes"] - config["opens"]) * 3600 // step
    found: dict[date, np.ndarray] = {}
    for index, share in enumerate(density / density.sum()):
        at = sent + timedelta(seconds=index * step)
        while not is_open(config, at):
            at += timedelta(seconds=step)
        slot = ((at.hour - config["opens"]) * 3600 + at.minute * 60) // step
        found.setdefault(at.date(), np.zeros(slots))[slot] += share
    return found


def is_open(config: Config, at: datetime) -> bool:
    return at.weekday() in config["open_weekdays"] and config["opens"] <= at.hour < config["closes"]


def moment(story: date, when: Config) -> datetime:
    return datetime.combine(story + timedelta(days=when["day"]), time.fromisoformat(when["at"]))


def agents_for(config: Config, queue: str, contacts: np.ndarray) -> np.ndarray:
    """Agents in their seats by exact Erlang A for 80/20 and at most 5 % abandonment."""
    figures = config["queues"][queue]
    goal = StaffingGoal(service_level=0.8, within_s=config["within_s"], max_abandonment=0.05)
    return required_agents(
        contacts, figures["handle_s"], config["interval_s"], goal, patience_s=figures["patience_s"]
    )


def scheduled(config: Config, queue: str, story: date, day: date) -> np.ndarray:
    """Agents for the usual business and for campaigns that were announced in time, as they were expected."""
    contacts = expected(config, queue, day)
    for campaign in config["campaigns"].values():
        if campaign["queue"] == queue and told_in_time(campaign):
            foreseen = response(config, campaign, story, day)
            contacts = contacts + foreseen * campaign["expected_contacts"] / campaign["true_contacts"]
    return agents_for(config, queue, contacts)


def told_in_time(campaign: Config) -> bool:
    announced = campaign.get("announced")
    return announced is not None and campaign["launch"]["day"] - announced["day"] >= 14


def simulate_day(
    config: Config,
    rng: np.random.Generator,
    queue: str,
    usual: np.ndarray,
    extra: np.ndarray,
    agents: np.ndarray,
) -> tuple[Any, list[EndedContact]]:
    figures = config["queues"][queue]
    plan = one_queue(
        usual + extra,
        agents,
        interval_s=config["interval_s"],
        handle=Lognormal(figures["handle_s"], HANDLE_CV),
        patience=Exponential(figures["patience_s"]),
        redials=Redials(0.5),
    )
    return simulate_contacts(plan, rng, within_s=config["within_s"])


def interval_rows(
    config: Config, queue: str, day: date, record: Any, ended: list[EndedContact]
) -> Iterator[list[Any]]:
    handled = np.zeros(record.offered.shape[-1])
    for contact in ended:
        if contact.answered:
            handled[min(int(contact.arrives_s // config["interval_s"]), handled.size - 1)] += contact.handle_s
    opens = datetime.combine(day, time(config["opens"]))
    columns = (record.offered, record.answered, record.answered_within, record.abandoned)
    for slot, counts in enumerate(zip(*(np.ravel(column) for column in columns), strict=True)):
        at = opens + timedelta(seconds=slot * config["interval_s"])
        yield [queue, f"{at:%Y-%m-%d %H:%M}", *(int(count) for count in counts), round(float(handled[slot]))]


INTERVAL_HEADER = [
    "queue",
    "timestamp",
    "offered",
    "answered",
    "answered_within_20",
    "abandoned",
    "handle_time_s",
]


def write_history(
    config: Config, rng: np.random.Generator, starts: date, story: date, levels: dict[str, np.ndarray]
) -> None:
    with writer("history.csv", INTERVAL_HEADER) as rows:
        for number in track(range((story - starts).days), "history"):
            day = starts + timedelta(days=number)
            for queue in config["queues"]:
                usual = expected(config, queue, day) * levels[queue][number]
                if usual.any():
                    agents = agents_for(config, queue, expected(config, queue, day))
                    record, ended = simulate_day(config, rng, queue, usual, np.zeros_like(usual), agents)
                    rows.writerows(interval_rows(config, queue, day, record, ended))


def write_story(
    config: Config, rng: np.random.Generator, starts: date, story: date, levels: dict[str, np.ndarray]
) -> None:
    contact_header = [
        "contact_id", "queue", "started_at", "ended_at", "outcome", "wait_s", "handle_s", "caller_hash",
        "dialed_number", "campaign_code", "reason_code", "note_text",
    ]  # fmt: skip
    order_header = ["order_id", "placed_at", "revenue_minor", "currency", "campaign_code", "contact_id"]
    with (
        writer("story_intervals.csv", INTERVAL_HEADER) as intervals,
        writer("story_contacts.csv", contact_header) as contacts,
        writer("story_orders.csv", order_header) as orders,
    ):
        for number in track(range(7 * config["story_weeks"]), "story"):
            day = story + timedelta(days=number)
            for queue in config["queues"]:
                usual = expected(config, queue, day) * levels[queue][(story - starts).days + number]
                if not usual.any():
                    continue
                brought = {
                    name: response(config, campaign, story, day)
                    for name, campaign in config["campaigns"].items()
                    if campaign["queue"] == queue
                }
                extra = np.sum(list(brought.values()), axis=0) if brought else np.zeros_like(usual)
                agents = scheduled(config, queue, story, day)
                record, ended = simulate_day(config, rng, queue, usual, extra, agents)
                intervals.writerows(interval_rows(config, queue, day, record, ended))
                if contacts_told(config, queue, number):
                    told = list(contact_rows(config, rng, queue, day, usual, brought, ended))
                    contacts.writerows(row for row, _ in told)
                    orders.writerows(order for _, order in told if order)


def contacts_told(config: Config, queue: str, number: int) -> bool:
    """Single contacts are in the files around the queue's campaign: three days before and while it runs."""
    return any(
        campaign["launch"]["day"] - 3 <= number <= campaign["ends"]["day"]
        for campaign in config["campaigns"].values()
        if campaign["queue"] == queue
    )


def contact_rows(
    config: Config,
    rng: np.random.Generator,
    queue: str,
    day: date,
    usual: np.ndarray,
    brought: dict[str, np.ndarray],
    ended: list[EndedContact],
) -> Iterator[tuple[list[Any], list[Any] | None]]:
    """Contacts with their marks; a customer's origin and question stay the same through redials."""
    origins: dict[int, tuple[str, str]] = {}
    opens = datetime.combine(day, time(config["opens"]))
    for contact in sorted(ended, key=lambda one: one.arrives_s):
        slot = min(int(contact.arrives_s // config["interval_s"]), usual.size - 1)
        if contact.customer not in origins:
            origins[contact.customer] = origin_of(config, rng, queue, slot, usual, brought)
        origin, reason = origins[contact.customer]
        campaign = config["campaigns"].get(origin, {})
        at = opens + timedelta(seconds=contact.arrives_s)
        lasted = contact.wait_s + (contact.handle_s if contact.answered else 0.0)
        coded = bool(campaign) and rng.random() < campaign["share_with_code"]
        contact_id = f"{day:%y%m%d}-{queue}-{contact.customer}-{contact.attempt}"
        caller = hashlib.sha256(f"{queue}/{day}/{contact.customer}".encode()).hexdigest()
        row = [
            contact_id,
            queue,
            f"{at:%Y-%m-%d %H:%M:%S}",
            f"{at + timedelta(seconds=lasted):%Y-%m-%d %H:%M:%S}",
            "answered" if contact.answered else "abandoned",
            round(contact.wait_s, 1),
            round(contact.handle_s, 1) if contact.answered else "",
            caller[:32],
            campaign.get("number", f"+49800100{sorted(config['queues']).index(queue) + 1}00"),
            campaign["offer_code"] if coded else "",
            reason if contact.answered else "",
            note(reason) if contact.answered and campaign else "",
        ]
        bought = contact.answered and rng.random() < campaign.get(
            "converts", 0.06 if queue == "sales" else 0.0
        )
        minor = campaign.get("order_minor", 24000)
        ordered = [f"O-{contact_id}", row[3], minor, "EUR", campaign.get("offer_code", ""), contact_id]
        yield row, ordered if bought else None


def origin_of(
    config: Config,
    rng: np.random.Generator,
    queue: str,
    slot: int,
    usual: np.ndarray,
    brought: dict[str, np.ndarray],
) -> tuple[str, str]:
    names = ["", *brought]
    weights = np.array([usual[slot], *(extra[slot] for extra in brought.values())])
    origin = names[int(rng.choice(len(names), p=weights / weights.sum()))]
    asked = config["campaigns"][origin]["asked"] if origin else config["reasons"][queue]
    reason = list(asked)[int(rng.choice(len(asked), p=np.array(list(asked.values()))))]
    return origin, reason


NOTES = {
    "old-router-return": "Wants to know how to return the old router before fibre is connected.",
    "price": "Asked what it costs after the first year.",
    "availability": "Asked whether fibre is available at the address.",
    "upgrade": "Wants to move the present contract to fibre.",
    "how to activate": "Asked how to activate the bonus.",
    "who gets it": "Asked why a relative did not get the bonus.",
    "expiry": "Asked until when the bonus is valid.",
    "welcome-credit": "Got a letter with the code WELCOME5 and asks where the credit is.",
}


def note(reason: str) -> str:
    return NOTES.get(reason, "")


def write_staff(config: Config, story: date) -> None:
    """People scheduled: agents in their seats over (1 - shrinkage)."""
    with writer("staff.csv", ["queue", "timestamp", "agents"]) as rows:
        for number in range(7 * config["schedule_weeks"]):
            day = story + timedelta(days=number)
            for queue in config["queues"]:
                agents = scheduled(config, queue, story, day)
                people = np.ceil(with_shrinkage(agents, SHRINKAGE))
                opens = datetime.combine(day, time(config["opens"]))
                if day.weekday() in config["open_weekdays"]:
                    for slot, count in enumerate(people):
                        at = opens + timedelta(seconds=slot * config["interval_s"])
                        rows.writerow([queue, f"{at:%Y-%m-%d %H:%M}", int(count)])


def write_campaigns(config: Config, story: date) -> None:
    header = [
        "external_system", "external_id", "name", "campaign_class", "department", "owner", "lifecycle_stage",
        "audience_size", "offer_code", "offer_title", "offer_description", "codes", "dialed_numbers", "queues",
        "waves", "expected_contacts", "handle_time_uplift_share", "launch_at", "ends_at", "timezone",
    ]  # fmt: skip
    with writer("campaigns.csv", header) as rows:
        for campaign in config["campaigns"].values():
            if "announced" in campaign:
                rows.writerow(campaign_row(config, campaign, story))


def campaign_row(config: Config, campaign: Config, story: date) -> list[Any]:
    def at(when: Config) -> str:
        return f"{moment(story, when):%Y-%m-%dT%H:%M}"

    waves = [f"{at(wave)} {wave['channel']} {wave['size']}" for wave in campaign["waves"]]
    return [
        "marketing-automation",
        campaign["external_id"],
        campaign["name"],
        campaign["campaign_class"],
        "marketing",
        "campaign-owner",
        campaign["lifecycle_stage"],
        sum(wave["size"] for wave in campaign["waves"]),
        campaign["offer_code"],
        campaign["offer_title"],
        campaign["offer_description"],
        campaign["offer_code"],
        campaign["number"],
        f"{campaign['queue']}:1.0",
        "; ".join(waves),
        campaign["expected_contacts"],
        campaign["handle_time_uplift_share"],
        at(campaign["launch"]),
        at(campaign["ends"]),
        config["timezone"],
    ]


class writer:
    """A CSV file of company/ with its header written."""

    def __init__(self, name: str, header: list[str]) -> None:
        self._path, self._header = HERE / "company" / name, header

    def __enter__(self) -> Any:
        self._file = self._path.open("w", newline="")
        rows = csv.writer(self._file, lineterminator="\n")
        rows.writerow(self._header)
        return rows

    def __exit__(self, *_: object) -> None:
        self._file.close()


if __name__ == "__main__":
    main()
