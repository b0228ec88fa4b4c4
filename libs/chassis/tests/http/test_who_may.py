"""Only whom a trusted issuer names is served, and only what their role, department and scope allow."""

from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from concert_chassis.local_issuer import LOCAL_ISSUER, kept_local_issuer, new_local_issuer
from concert_chassis.tokens import LocalKeysInProduction, token_verifier
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from pydantic_core import from_json, to_json


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def refused(api, headers: dict[str, str]) -> str:
    answer = await api.client.get("/v1/briefs/whoami", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in"), answer.text
    assert answer.headers["www-authenticate"].startswith("Bearer")
    return str(answer.json()["detail"])


async def test_a_genuine_token_tells_who_asks(api) -> None:
    answer = await api.client.get("/v1/briefs/whoami", headers=api.token("sales", subject="ann"))
    assert answer.json() == ["ann", "sales", "sales"]


@pytest.mark.parametrize(
    "header", ["", "Basic YTpi", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Bearer " + "e" * 20_000]
)
async def test_what_is_no_token_is_refused(api, header: str) -> None:
    await refused(api, {"Authorization": header})


async def test_a_token_is_refused_once_it_has_expired_by_our_clock(api) -> None:
    headers = api.token()
    api.clock.advance(timedelta(hours=12, seconds=31))
    assert "expired" in await refused(api, headers)


async def test_a_token_for_another_audience_is_refused(api) -> None:
    assert "aud" in await refused(api, api.token(audience="payroll"))


async def test_a_token_of_an_unknown_key_is_refused(api) -> None:
    stranger = new_local_issuer()
    assert "does not publish" in await refused(api, bearer(stranger.token("planner", now=api.clock.now())))


async def test_a_token_signed_by_a_stranger_in_the_name_of_our_key_is_refused(api) -> None:
    forged = ECKey.generate_key("P-256", {"kid": api.issuer.key.kid})
    claims = {
        "iss": LOCAL_ISSUER,
        "aud": "concert",
        "sub": "mallory",
        "exp": int(api.clock.now().timestamp()) + 60,
    }
    await refused(api, bearer(jwt.encode({"alg": "ES256", "kid": forged.kid}, claims, forged)))


async def test_the_public_key_used_as_a_secret_and_no_signature_at_all_are_refused(api) -> None:
    claims = {
        "iss": LOCAL_ISSUER,
        "aud": "concert",
        "sub": "mallory",
        "exp": int(api.clock.now().timestamp()) + 60,
    }
    kid = api.issuer.key.kid
    secret = OctKey.import_key(api.issuer.public_keys())
    await refused(api, bearer(jwt.encode({"alg": "HS256", "kid": kid}, claims, secret)))
    signed = jwt.encode({"alg": "ES256", "kid": kid}, claims, api.issuer.key)
    unsigned = ".".join([_segment({"alg": "none", "kid": kid}), signed.split(".")[1], ""])
    await refused(api, bearer(unsigned))


def _segment(content: object) -> str:
    return urlsafe_b64encode(to_json(content)).rstrip(b"=").decode()


@pytest.mark.parametrize("missing", ["iss", "aud", "sub", "exp"])
async def test_a_token_that_leaves_something_out_is_refused(api, missing: str) -> None:
    claims = {
        "iss": LOCAL_ISSUER,
        "aud": "concert",
        "sub": "ann",
        "exp": int(api.clock.now().timestamp()) + 60,
    }
    del claims[missing]
    await refused(
        api, bearer(jwt.encode({"alg": "ES256", "kid": api.issuer.key.kid}, claims, api.issuer.key))
    )


async def test_a_rotated_key_is_found_within_half_a_minute_and_the_old_one_is_forgotten(
    api, tmp_path
) -> None:
    old = api.token()
    (tmp_path / "keys" / "issuer.json").unlink()
    assert (await api.client.get("/v1/briefs/whoami", headers=old)).status_code == 200
    rotated = kept_local_issuer(tmp_path / "keys")
    new = bearer(rotated.token("planner", now=api.clock.now()))
    await refused(api, new)
    api.clock.advance(timedelta(seconds=31))
    assert (await api.client.get("/v1/briefs/whoami", headers=new)).status_code == 200
    await refused(api, old)


async def test_a_role_that_is_not_enough_is_told_which_ones_are(api) -> None:
    answer = await api.client.post("/v1/briefs", json={"title": "a"}, headers=api.token("agent"))
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    assert "campaign_owner" in answer.json()["detail"]


async def test_marketing_informs_the_center_and_does_not_instruct_it(api) -> None:
    instructing = await api.client.get(
        "/v1/briefs/plan", headers=api.token("planner", department="marketing")
    )
    assert (instructing.status_code, instructing.json()["code"]) == (403, "not-your-department")
    assert (await api.client.get("/v1/briefs/plan", headers=api.token("planner"))).status_code == 200


async def test_a_scope_is_needed_where_a_route_says_so(api) -> None:
    without = await api.client.get("/v1/briefs/scoped", headers=api.token("sales"))
    assert (without.status_code, without.json()["code"]) == (403, "not-allowed")
    held = bearer(api.issuer.token("sales", now=api.clock.now(), scopes=["briefs:read"]))
    assert (await api.client.get("/v1/briefs/scoped", headers=held)).status_code == 200


async def test_only_what_is_declared_public_is_served_to_anybody(api) -> None:
    nobody = {"Authorization": ""}
    assert (await api.client.get("/v1/feeds", headers=nobody)).status_code == 200
    assert (await api.client.get("/v1/briefs", headers=nobody)).status_code == 401


async def test_production_refuses_the_local_issuer_and_its_keys(settings_with, api) -> None:
    named = settings_with(environment="production")
    with pytest.raises(LocalKeysInProduction):
        token_verifier(named, api.clock)
    disguised = settings_with(environment="production", auth_issuer="https://login.example.com")
    with pytest.raises(LocalKeysInProduction):
        await token_verifier(disguised, api.clock).check()


def test_production_does_not_start_without_knowing_who_signs(settings_with) -> None:
    with pytest.raises(ValueError, match="exactly one of auth_jwks_url and auth_jwks_file"):
        settings_with(environment="production", auth_jwks_file=None)
    with pytest.raises(ValueError, match="https in production"):
        settings_with(
            environment="production", auth_jwks_file=None, auth_jwks_url="http://login.example.com/keys"
        )


async def test_tokens_signed_with_rsa_by_a_real_provider_are_taken(settings_with, api, tmp_path) -> None:
    key = RSAKey.generate_key(2048, {"kid": "2025-03", "use": "sig", "alg": "RS256"})
    keys = tmp_path / "provider.json"
    keys.write_bytes(to_json({"keys": [key.as_dict(private=False)]}))
    issuer = "https://login.example.com"
    settings = settings_with(environment="production", auth_issuer=issuer, auth_jwks_file=keys)
    claims = {
        "iss": issuer,
        "aud": ["other", "concert"],
        "sub": "ann",
        "exp": int(api.clock.now().timestamp()) + 60,
    }
    token = jwt.encode({"alg": "RS256", "kid": "2025-03"}, claims, key)
    assert (await token_verifier(settings, api.clock).verify(token))["sub"] == "ann"


def test_the_local_key_is_for_its_owner_only_and_found_again(tmp_path) -> None:
    first = kept_local_issuer(tmp_path / "kept")
    assert (tmp_path / "kept" / "issuer.json").stat().st_mode & 0o777 == 0o600
    assert "d" not in from_json((tmp_path / "kept" / "jwks.json").read_bytes())["keys"][0]
    assert kept_local_issuer(tmp_path / "kept").key.kid == first.key.kid
