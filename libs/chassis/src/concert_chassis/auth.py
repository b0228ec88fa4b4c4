"""Who asks, and whether they may: roles and departments from a verified token, checked where routes say."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from concert_contracts.refusal import Refusal
from fastapi import Depends, Request, params

from concert_chassis.tokens import Claims, NotSignedIn, TokenVerifier

Role = Literal[
    "planner", "supervisor", "agent", "campaign_owner", "sales", "executive", "operations", "system"
]


class NotAllowed(Refusal):
    """The caller is known and may not do this."""

    code = "not-allowed"
    status = 403


class NotYourDepartment(Refusal):
    """A department informs another; it never instructs it."""

    code = "not-your-department"
    status = 403


@dataclass(frozen=True, slots=True)
class Caller:
    subject: str
    department: str | None
    roles: frozenset[str]
    scopes: frozenset[str]

    def must_belong_to(self, department: str) -> None:
        """For what belongs to one department. Raises NotYourDepartment; `system` acts for all of them."""
        if self.department != department and "system" not in self.roles:
            raise NotYourDepartment(
                f"This belongs to {department}; you act for {self.department or 'no department'}. "
                "Tell them what you know; they decide."
            )


def caller_of(claims: Claims) -> Caller:
    return Caller(
        subject=str(claims["sub"]),
        department=department if isinstance(department := claims.get("department"), str) else None,
        roles=_words(claims.get("roles")),
        scopes=_words(claims.get("scope")),
    )


def _words(claim: object) -> frozenset[str]:
    """A list of words, or one text with spaces between them, as issuers write both."""
    if isinstance(claim, str):
        return frozenset(claim.split())
    return frozenset(str(word) for word in claim) if isinstance(claim, list) else frozenset()


async def authenticated(request: Request, tokens: TokenVerifier) -> Caller:
    """Verifies the bearer token and remembers whom it names. Raises NotSignedIn."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn("Send a bearer token: Authorization: Bearer <token>.")
    caller = caller_of(await tokens.verify(token.strip()))
    request.state.caller = caller
    return caller


def _current_caller(request: Request) -> Caller:
    caller = getattr(request.state, "caller", None)
    if not isinstance(caller, Caller):
        raise NotSignedIn("Nobody is signed in here.")
    return caller


CallerDep = Annotated[Caller, Depends(_current_caller)]


def requires(*roles: Role, department: str | None = None, scope: str | None = None) -> params.Depends:
    """Lets only callers pass who have one of the roles, belong to the department and hold the scope.

    As `dependencies=[requires("planner")]` or `caller: Annotated[Caller, requires("planner")]`.
    """

    def check(caller: CallerDep) -> Caller:
        if roles and caller.roles.isdisjoint(roles):
            raise NotAllowed(
                f"This needs one of the roles {_listed(roles)}; you have {_listed(caller.roles)}."
            )
        if scope is not None and scope not in caller.scopes:
            raise NotAllowed(f"This needs the scope {scope}; your token has {_listed(caller.scopes)}.")
        if department is not None:
            caller.must_belong_to(department)
        return caller

    return params.Depends(check)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words)) or "none"
