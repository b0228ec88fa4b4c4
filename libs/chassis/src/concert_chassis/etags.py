"""Nobody overwrites what they have not seen: versions go out as ETag and come back as If-Match."""

from dataclasses import dataclass
from typing import Annotated

from concert_contracts.refusal import Refusal
from fastapi import Depends, Header, Response


class VersionNotStated(Refusal):
    """A change must say which version it changes."""

    code = "version-not-stated"
    status = 428
    place = "header"


class VersionStale(Refusal):
    """Somebody else changed it first: read it again, then decide again."""

    code = "version-stale"
    status = 412
    place = "header"


@dataclass(frozen=True, slots=True)
class ExpectedVersion:
    """What the caller saw; `version` None means any (If-Match: *)."""

    version: int | None

    def check(self, current: int) -> None:
        """Call it inside the transaction, with the row locked. Raises VersionStale."""
        if self.version is not None and self.version != current:
            raise VersionStale(
                f"This is version {current} now, not {self.version}: read it again and repeat your change.",
                field="/if-match",
            )


def etag(version: int) -> str:
    return f'"{version}"'


def tell_version(response: Response, version: int) -> None:
    response.headers["ETag"] = etag(version)


def _expected(
    if_match: Annotated[str | None, Header(description='The ETag that you read, such as "3".')] = None,
) -> ExpectedVersion:
    if if_match is None:
        raise VersionNotStated(
            "Send If-Match with the ETag that you read, so that nobody's change is lost.", field="/if-match"
        )
    if if_match.strip() == "*":
        return ExpectedVersion(None)
    digits = if_match.strip().removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise VersionStale("This ETag was not given out by us: read the thing again.", field="/if-match")
    return ExpectedVersion(int(digits))


IfMatchDep = Annotated[ExpectedVersion, Depends(_expected)]
