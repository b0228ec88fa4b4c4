"""The keys of a local installation are there whole for whoever reads them, at any time."""

from pathlib import Path

from concert_chassis.local_issuer import kept_local_issuer
from pydantic_core import from_json


def test_whoever_is_reading_the_public_keys_while_they_are_replaced_reads_them_whole(tmp_path: Path) -> None:
    before = kept_local_issuer(tmp_path).public_keys()
    with (tmp_path / "jwks.json").open("rb") as reader:
        (tmp_path / "issuer.json").unlink()
        after = kept_local_issuer(tmp_path).public_keys()
        assert after != before
        assert reader.read() == before
    assert (tmp_path / "jwks.json").read_bytes() == after


def test_only_its_owner_may_read_the_key_that_signs_and_everybody_the_one_that_verifies(
    tmp_path: Path,
) -> None:
    kept_local_issuer(tmp_path)
    assert (tmp_path / "issuer.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "jwks.json").stat().st_mode & 0o777 == 0o644
    assert "d" not in from_json((tmp_path / "jwks.json").read_bytes())["keys"][0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["issuer.json", "jwks.json"]


def test_the_key_is_the_same_at_the_next_start(tmp_path: Path) -> None:
    assert kept_local_issuer(tmp_path).public_keys() == kept_local_issuer(tmp_path).public_keys()
