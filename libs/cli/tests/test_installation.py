"""Where the services are: the folder knows, the environment overrides, and every refusal is one plain line."""

import httpx
import pytest
from cli_company import RunningCompany, concert
from concert_cli.installation import NotAnswered, answer, installation


def test_the_environment_overrides_the_folder(
    company: RunningCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = installation(company.home)
    monkeypatch.setenv("CONCERT_CAMPAIGN_URL", "https://campaigns.example")
    found = installation(company.home)
    assert found.services["campaign-svc"] == "https://campaigns.example"
    assert found.services["staffing-svc"] == known.services["staffing-svc"]


def test_a_token_of_the_environment_is_used_for_everything(
    company: RunningCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCERT_TOKEN", "nonsense")
    result = company.concert("campaigns", "list")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "answered 401" in result.stderr


def test_an_address_without_a_token_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCERT_CAMPAIGN_URL", "http://127.0.0.1:9")
    result = concert("campaigns", "list")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "set CONCERT_TOKEN" in result.stderr


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "nonsense", "http://[broken"])
def test_an_address_where_nobody_answers_is_one_plain_line(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("CONCERT_CAMPAIGN_URL", address)
    monkeypatch.setenv("CONCERT_TOKEN", "x")
    result = concert("campaigns", "list")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "concert doctor" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("status", "content", "said"),
    [
        (200, b"<html>", "not in JSON"),
        (502, b"<html>Bad gateway", "answered 502"),
        (502, b"", "answered 502"),
        (500, b"[1]", "answered 500"),
        (
            422,
            b'{"code": "bad", "detail": "no", "errors": [{"pointer": "/a", "detail": "b"}]}',
            "bad: no; /a: b",
        ),
    ],
)
def test_whatever_is_answered_is_told_in_one_line(status: int, content: bytes, said: str) -> None:
    request = httpx.Request("GET", "http://somewhere/v1/x")
    with pytest.raises(NotAnswered) as refused:
        answer(httpx.Response(status, content=content, request=request))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_empty_answer_is_nothing() -> None:
    assert answer(httpx.Response(204, request=httpx.Request("GET", "http://somewhere"))) is None
