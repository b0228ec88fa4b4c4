"""What a service tells about itself: its API as it is, its health part by part, its metrics by route."""

import pytest
from concert_chassis.application import application
from fastapi import APIRouter


async def test_the_api_is_described_with_every_refusal_and_camel_case_names(api) -> None:
    document = (await api.client.get("/openapi.json", headers={"Authorization": ""})).json()
    assert document["openapi"].startswith("3.1")
    assert document["info"] == {"title": "campaign-svc", "description": "Briefs.", "version": "1.2.3"}
    write = document["paths"]["/v1/briefs"]["post"]
    assert write["operationId"] == "writeBrief"
    assert {"201", "400", "401", "403", "409", "413", "415", "422", "503"} <= set(write["responses"])
    refusal = write["responses"]["422"]["content"]
    assert refusal == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert "Idempotency-Key" in {parameter["name"] for parameter in write["parameters"]}
    change = document["paths"]["/v1/briefs/{brief_id}"]["put"]
    assert {"412", "428"} <= set(change["responses"])
    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert "in" in document["components"]["schemas"]["Fault"]["properties"]


async def test_the_page_for_people_fetches_nothing_from_elsewhere(api) -> None:
    page = await api.client.get("/docs")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    parts = [page.text] + [(await api.client.get(f"/docs/page.{kind}")).text for kind in ("js", "css")]
    assert not any("http://" in part or "https://" in part for part in parts)


async def test_readiness_names_the_part_that_is_not_ready(api) -> None:
    async def database() -> str | None:
        raise ConnectionRefusedError("connection refused")

    async def pump() -> str | None:
        return "halted: 51 keys were set aside within 60 s"

    assert (await api.client.get("/readyz")).json() == {"status": "ready", "faults": {}}
    api.readiness.checks.update(database=database, pump=pump)
    answer = await api.client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["faults"] == {
        "database": "not reachable: connection refused",
        "pump": "halted: 51 keys were set aside within 60 s",
    }
    assert (await api.client.get("/livez")).status_code == 200


async def test_a_draining_service_takes_no_new_work_but_finishes_what_comes(api) -> None:
    api.readiness.draining = True
    assert (await api.client.get("/readyz")).status_code == 503
    assert (await api.client.get("/v1/briefs")).status_code == 200


async def test_requests_are_counted_by_route_and_not_by_address(api) -> None:
    await api.client.get("/v1/briefs/by-reach/41")
    await api.client.get("/v1/nothing/42")
    metrics = (await api.client.get("/metrics")).text
    series = (
        'concert_http_requests_total{method="GET",route="/v1/briefs/by-reach/{reach}",service="campaign-svc"'
    )
    assert series in metrics
    assert 'route="unmatched"' in metrics
    assert "/by-reach/41" not in metrics
    assert "/nothing/42" not in metrics


def test_a_route_that_would_serve_strangers_stops_the_start(api) -> None:
    careless = APIRouter()

    @careless.get("/v1/secrets")
    async def secrets() -> str:
        return "for anybody"

    with pytest.raises(TypeError, match="/v1/secrets"):
        application(
            name="careless",
            version="1",
            description="",
            routers=[careless],
            parts=api.app.state.wired,
            readiness=api.readiness,
        )
