"""`concert load` against services that really answer: all of a file or none of it, unless told to skip."""

import hashlib
import hmac
import json
from datetime import timedelta
from pathlib import Path

import pytest
from cli_company import RunningCompany, concert
from cli_files import WEEKS, history, midnight, written
from concert_contracts.external import ContactEnded


def contacts_file(folder: Path, *lines: str) -> Path:
    header = "contact_id,queue,start,wait,handle_time_s,phone,reason,outcome"
    return written(folder, "\n".join([header, *lines]) + "\n")


def contact_line(contact_id: str, *, minutes: int = 0, phone: str = "+43 1 2345") -> str:
    at = (midnight(1) + timedelta(hours=9, minutes=minutes)).isoformat()
    return f"{contact_id},service,{at},12,240,{phone},billing,answered"


def test_a_history_is_loaded_and_forecast(company: RunningCompany, tmp_path: Path) -> None:
    told = company.told("load", "intervals", str(history(tmp_path, queue="loaded")))
    assert {name: told[name] for name in ("intervals", "interval_s", "bad_lines", "queues", "loaded")} == {
        "intervals": WEEKS * 168,
        "interval_s": 3600,
        "bad_lines": 0,
        "queues": ["loaded"],
        "loaded": WEEKS * 168,
    }
    assert told["forecasts"] == {"loaded": 1}


def test_a_dry_run_reads_everything_and_loads_nothing(company: RunningCompany, tmp_path: Path) -> None:
    file = str(history(tmp_path, queue="dry", days=2))
    told = company.told("load", "intervals", file, "--dry-run")
    assert (told["intervals"], told["loaded"], told["forecasts"]) == (48, 0, {})
    assert "dry" not in queues_known(company)


def queues_known(company: RunningCompany) -> set[str]:
    async def known() -> set[str]:
        async with company.company.client("staffing-svc", "planner") as client:
            items = (await client.get("/v1/queues", params={"limit": 500})).json()["items"]
            return {item["queue"] for item in items}

    return company.wait(known())


@pytest.mark.parametrize("output", ["json", "table", "csv"])
def test_one_bad_line_and_nothing_is_loaded(company: RunningCompany, tmp_path: Path, output: str) -> None:
    file = history(tmp_path, queue="refused", days=1)
    file.write_text(file.read_text() + "soon,refused,1,1,1,0,240\n")
    result = company.concert("load", "intervals", str(file), "-o", output)
    assert result.exit_code == 1
    assert "line 26: timestamp: " in result.stderr
    assert "nothing was loaded" in result.stderr
    assert "refused" not in queues_known(company)
    if output == "json":
        told = json.loads(result.stdout)
        assert (told["loaded"], told["good_lines"], told["bad"][0]["line"]) == (0, 24, 26)


def test_the_good_lines_are_loaded_when_asked_to_skip_the_bad(
    company: RunningCompany, tmp_path: Path
) -> None:
    file = history(tmp_path, queue="skipped", days=1)
    file.write_text(file.read_text() + "soon,skipped,1,1,1,0,240\n")
    result = company.concert("load", "intervals", str(file), "--skip-bad", "--no-forecast", "-o", "json")
    assert (result.exit_code, json.loads(result.stdout)["loaded"]) == (0, 24)
    assert "line 26" in result.stderr
    assert "skipped" in queues_known(company)


def test_a_schedule_is_loaded_and_its_bad_lines_are_named(company: RunningCompany, tmp_path: Path) -> None:
    tomorrow = midnight(-1)
    good = [f"{(tomorrow + timedelta(minutes=30 * n)).isoformat()},7.5" for n in range(4)]
    file = written(tmp_path, "\n".join(["start,agents", *good]) + "\n")
    assert company.told("load", "staff", str(file), "--queue", "loaded")["loaded"] == 4
    worse = [*good, good[0], "soon,3", f"{(tomorrow + timedelta(minutes=7)).isoformat()},3"]
    worse += [
        f"{(tomorrow + timedelta(hours=9 + n)).isoformat()},{said}"
        for n, said in enumerate(["-1", "nan", ""])
    ]
    file = written(tmp_path, "\n".join(["start,agents", *worse]) + "\n")
    result = company.concert("load", "staff", str(file), "--queue", "loaded")
    assert result.exit_code == 1
    for number, reason in (
        (6, "repeats line 2"),
        (7, "timestamp"),
        (8, "multiple"),
        (9, "-1"),
        (10, "nan"),
        (11, "empty"),
    ):
        assert f"line {number}: " in result.stderr
        assert reason in next(
            line for line in result.stderr.splitlines() if line.startswith(f"line {number}:")
        )
    assert company.concert("load", "staff", str(file)).exit_code == 1


def test_callers_are_hashed_with_a_key_before_they_are_sent(
    company: RunningCompany, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCERT_CALLER_KEY", "secret")
    ready = "0123456789abcdef" * 2
    lines = [contact_line("hash-1"), contact_line("hash-2", phone=ready), contact_line("hash-3", phone="")]
    assert company.told("load", "contacts", str(contacts_file(tmp_path, *lines)))["loaded"] == 3
    told = [one.event() for one in company.said("ContactEnded") if one.partitionkey is not None]
    found = {one.contact_id: one for one in told if isinstance(one, ContactEnded)}
    expected = hmac.new(b"secret", b"+43 1 2345", hashlib.sha256).hexdigest()
    assert found["hash-1"].caller_hash == expected
    assert found["hash-2"].caller_hash == ready
    assert found["hash-3"].caller_hash is None
    assert not any("1 2345" in envelope.data.decode() for envelope in company.said("ContactEnded"))


def test_contacts_loaded_twice_are_the_same_events(company: RunningCompany, tmp_path: Path) -> None:
    file = contacts_file(tmp_path, contact_line("twice-1"), contact_line("twice-2"))
    for _ in range(2):
        company.told("load", "contacts", str(file))
    ids = [one.id for one in company.said("ContactEnded") if b"twice-" in one.data]
    assert len(set(ids)) == 2


def test_bad_contacts_are_named(company: RunningCompany, tmp_path: Path) -> None:
    at = midnight(1).isoformat()
    lines = [
        contact_line("good"),
        contact_line("good"),
        "a,service,soon,1,1,,,answered",
        f"b,service,{at},inf,1,,,answered",
        f"c,service,{at},x,1,,,answered",
        f"d,service,{at},1,1,,,vanished",
        f",service,{at},1,1,,,answered",
        f"e,,{at},1,1,,,answered",
    ]
    result = company.concert("load", "contacts", str(contacts_file(tmp_path, *lines)), "-o", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert [one["line"] for one in told["bad"]] == [3, 4, 5, 6, 7, 8, 9]
    assert told["bad"][0]["reason"] == "contact_id: repeats line 2"
    assert all(
        one["reason"].startswith(place)
        for one, place in zip(
            told["bad"][1:], ["started_at", "wait_s", "wait_s", "outcome", "contact_id", "queue"], strict=True
        )
    )
    assert not any(b'"good"' in one.data for one in company.said("ContactEnded"))


def test_campaigns_are_announced_from_a_file_and_a_bad_line_stops_all(
    company: RunningCompany, tmp_path: Path
) -> None:
    company.told("campaigns", "announce", "Exported", *an_announcement())
    header, *lines = company.wait(the_export(company)).splitlines()
    (line,) = [line for line in lines if "Exported" in line]
    renamed = line.replace("Exported", "From a file")
    bad = written(tmp_path, "\n".join([header, renamed, renamed.replace("UTC", "Nowhere")]) + "\n")
    result = company.concert("load", "campaigns", str(bad))
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.strip().splitlines()) == 1
    assert "line 3" in result.stderr
    assert "From a file" not in names_known(company)
    good = written(tmp_path, f"{header}\n{renamed}\n")
    company.told("load", "campaigns", str(good), "--dry-run")
    assert "From a file" not in names_known(company)
    company.told("load", "campaigns", str(good))
    assert "From a file" in names_known(company)


def names_known(company: RunningCompany) -> list[str]:
    return [one["terms"]["name"] for one in company.told("campaigns", "list")]


def an_announcement() -> tuple[str, ...]:
    launch = midnight(-30).strftime("%Y-%m-%dT09:00")
    return ("--queue", "loaded", "--audience", "20000", "--launch", launch)


async def the_export(company: RunningCompany) -> str:
    async with company.company.client("campaign-svc", "campaign_owner") as client:
        return (await client.get("/v1/campaigns/export")).text


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("intervals", "nowhere.csv"), 2, "nowhere.csv"),
        (("intervals", "empty.csv", "--queue", "a"), 2, "empty"),
        (("staff", "empty.csv"), 2, "empty"),
        (("contacts", "empty.csv"), 2, "empty"),
        (("intervals", "line.csv", "--queue", "a", "--timezone", "Nowhere"), 2, "time zone"),
        (("staff", "line.csv", "--queue", "a", "--timezone", "Nowhere"), 2, "time zone"),
        (("intervals", "line.csv", "--map", "offered"), 2, "OURS=THEIRS"),
        (("staff", "line.csv", "--interval", "0"), 2, "--interval"),
        (("staff", "staff.csv", "--queue", "a"), 1, "no address of staffing-svc"),
    ],
)
def test_what_cannot_be_done_is_said_in_plain_words(
    tmp_path: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    written(tmp_path, "", "empty.csv")
    written(tmp_path, "ts,calls,agents\n2025-03-03T08:00,1,1\n2025-03-03T08:30,1,1\n", "line.csv")
    written(tmp_path, "ts,agents\n2025-03-03T08:00,1\n", "staff.csv")
    result = concert("load", *arguments)
    assert (result.exit_code, result.stdout) == (status, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr
