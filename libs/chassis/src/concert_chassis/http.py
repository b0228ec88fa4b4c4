"""Routers whose routes verify the caller, read strictly and commit before they answer.

A route has a body model, a response model and about three lines; nothing else belongs into it:

    router = Router(prefix="/v1/campaigns", tags=["campaigns"])

    class AnnounceCampaignBody(RequestBody):
        name: Name
        starts_at: AwareDatetime

    class CampaignAnswer(ResponseBody):
        campaign_id: UUID
        version: int

    @router.post("", status_code=201, dependencies=[requires("campaign_owner")])
    async def announce_campaign(
        body: AnnounceCampaignBody, tx: TransactionDep, answer: Response
    ) -> CampaignAnswer:
        campaign = await commands.announce_campaign(tx, AnnounceCampaign(body.name, body.starts_at))
        tell_version(answer, campaign.version)
        return CampaignAnswer.model_validate(campaign)

    @router.get("")
    async def list_campaigns(tx: TransactionDep, page: PageDep) -> Page[CampaignAnswer]:
        rows = await campaigns.list_after(tx, page.after(tuple[datetime, UUID]), limit=page.fetch)
        return page.page(rows, key=lambda it: (it.starts_at, it.id), shown=CampaignAnswer.model_validate)

A POST with an Idempotency-Key that is repeated gets its first answer again; nothing need be done for it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Annotated, Any

from concert_contracts.refusal import Refusal
from fastapi import APIRouter, Depends, HTTPException, Request, Response, params
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic_core import from_json

from concert_chassis import idempotency
from concert_chassis.auth import authenticated
from concert_chassis.bus.protocol import Bus
from concert_chassis.clock import Clock
from concert_chassis.errors import pointer_to
from concert_chassis.problem import Place
from concert_chassis.settings import ServiceSettings
from concert_chassis.tokens import TokenVerifier
from concert_chassis.transaction import Transaction, Transactions

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Wired:
    """What routes need of the running service; `main` builds it, `app.state.wired` holds it."""

    settings: ServiceSettings
    clock: Clock
    transactions: Transactions
    tokens: TokenVerifier
    bus: Bus


def wired(request: Request) -> Wired:
    found = request.app.state.wired
    assert isinstance(found, Wired)
    return found


class TextWithNul(Refusal):
    """The character U+0000 is in no text that people write, and the database stores none."""

    code = "text-with-nul"
    status = 422
    place: Place = "body"


class AddressWithNul(TextWithNul):
    """The same in a parameter of the address."""

    def __init__(self, place: Place, name: str) -> None:
        super().__init__("The address holds the character U+0000; leave it away.", field=pointer_to((name,)))
        self.place = place


class StrictRequest(Request):
    """JSON as RFC 8259 has it: no NaN, no Infinity, no lone surrogates, no endless nesting."""

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            try:
                self._json = from_json(await self.body(), allow_inf_nan=False)
            except ValueError as error:
                raise JSONDecodeError(str(error), "", 0) from None
        return self._json


class SignedInRoute(APIRoute):
    """Knows the caller before anything else happens; with a TransactionDep, commits before it answers."""

    public = False

    def get_route_handler(self) -> Handler:  # type: ignore[override] # any awaitable will do
        answer = super().get_route_handler()
        transactional = depends_on(self.dependant, _open_transaction)
        takes_json = self.body_field is not None and not isinstance(self.body_field.field_info, params.Form)

        async def handle(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive)
            parts = wired(strict)
            if not self.public:
                await authenticated(strict, parts.tokens)
            await _refuse_nul(strict)
            if takes_json:
                await _refuse_other_media_types(strict)
            return await (committed(strict, parts.transactions, answer) if transactional else answer(strict))

        return handle


class PublicRoute(SignedInRoute):
    """For what cannot carry a token, such as a signed calendar address; it checks by itself."""

    public = True


async def committed(request: Request, transactions: Transactions, answer: Handler) -> Response:
    """Answers inside a transaction of the caller's; an error, even of the commit, leaves nothing behind."""
    key = idempotency.idempotency_key(request)
    actor = getattr(getattr(request.state, "caller", None), "subject", "public")
    async with transactions.begin(actor=actor, correlation_id=request.state.correlation_id) as tx:
        request.state.transaction = tx
        if key is None:
            return await answer(request)
        before = await idempotency.recalled(tx, request, key)
        if before is not None:
            return before
        given = await answer(request)
        await idempotency.remember(tx, request, key, given)
        return given


def depends_on(dependant: Dependant, call: Callable[..., object]) -> bool:
    return any(part.call is call or depends_on(part, call) for part in dependant.dependencies)


async def _refuse_other_media_types(request: Request) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    kind, _, subtype = media_type.partition("/")
    json = kind == "application" and (subtype == "json" or subtype.endswith("+json"))
    if not json and await request.body():
        raise HTTPException(415)


async def _refuse_nul(request: StrictRequest) -> None:
    if "\x00" in request.url.path:
        raise AddressWithNul("path", _name_of_nul(request.path_params))
    if b"%00" in request.scope["query_string"]:
        raise AddressWithNul("query", _name_of_nul(request.query_params))
    if b"\\u0000" not in await request.body():
        return
    try:
        document = await request.json()
    except ValueError:
        return
    pointer = _nul_in(document, ())
    if pointer is not None:
        raise TextWithNul("A text holds the character U+0000; leave it away.", field=pointer or "/")


def _name_of_nul(parameters: Mapping[str, Any]) -> str:
    """Of the first parameter that holds one; empty when a name does."""
    return next((name for name, value in parameters.items() if "\x00" in str(value)), "")


def _nul_in(value: object, at: tuple[int | str, ...]) -> str | None:
    """Where the first NUL is, as a JSON pointer."""
    if isinstance(value, str):
        return pointer_to(at) if "\x00" in value else None
    if isinstance(value, dict):
        if any("\x00" in key for key in value):
            return pointer_to(at)
        parts = [(key, part) for key, part in value.items()]
    else:
        parts = list(enumerate(value)) if isinstance(value, list) else []
    found = (_nul_in(part, (*at, key)) for key, part in parts)
    return next((pointer for pointer in found if pointer is not None), None)


class Router(APIRouter):
    """Where every service's routes are declared; `public=True` only with a check of its own."""

    def __init__(self, *, prefix: str, tags: list[str], public: bool = False) -> None:
        route_class = PublicRoute if public else SignedInRoute
        super().__init__(prefix=prefix, tags=list(tags), route_class=route_class)


def _transactions(request: Request) -> Transactions:
    return wired(request).transactions


def _open_transaction(request: Request) -> Transaction:
    transaction = request.state.transaction
    assert isinstance(transaction, Transaction)
    return transaction


def _clock(request: Request) -> Clock:
    return wired(request).clock


TransactionsDep = Annotated[Transactions, Depends(_transactions)]
TransactionDep = Annotated[Transaction, Depends(_open_transaction)]
"""An open transaction whose actor is the caller; it commits before the answer is sent."""


def _bus(request: Request) -> Bus:
    return wired(request).bus


ClockDep = Annotated[Clock, Depends(_clock)]
BusDep = Annotated[Bus, Depends(_bus)]
"""For reading along (`tail`); what a service says goes through `tx.emit`."""
