"""Reads off a service's code what it owns, emits, reacts to and serves, so that no page can drift."""

import ast
import importlib
import importlib.util
import pkgutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from concert_contracts.event import Event
from concert_contracts.streams import STREAMS, Stream
from concert_contracts.vocabulary import EVENTS
from fastapi import APIRouter
from fastapi.routing import APIRoute
from sqlalchemy import Table

from concert_chassis.reactions import reactions_table


@dataclass(frozen=True)
class ServiceSurvey:
    """What one service is, as its code says; `reactions` maps each event to what is done with it."""

    name: str
    streams: tuple[Stream, ...]
    tables: tuple[str, ...]
    emits: tuple[type[Event], ...]
    reactions: Mapping[type[Event], str]
    routes: tuple[tuple[str, str], ...]


def survey_services(root: Path) -> tuple[ServiceSurvey, ...]:
    """Every service under `root/services`, by name. Each must be installed; its modules are imported."""
    folders = sorted(folder.parent for folder in (root / "services").glob("*-svc/pyproject.toml"))
    return tuple(survey(folder) for folder in folders)


def survey(folder: Path) -> ServiceSurvey:
    """One service, by its folder (`services/campaign-svc`)."""
    name = tomllib.loads((folder / "pyproject.toml").read_text())["project"]["name"]
    package = str(name).replace("-", "_")
    owner = str(name).removesuffix("-svc")
    return ServiceSurvey(
        name=str(name),
        streams=tuple(stream for stream in STREAMS if stream.owner == owner),
        tables=_tables(package),
        emits=_emitted(folder / "src" / package, owner),
        reactions=_reactions(package),
        routes=_routes(package),
    )


def _tables(package: str) -> tuple[str, ...]:
    found = [value for module in _modules(f"{package}.store") for value in vars(module).values()]
    return tuple(sorted({table.name for table in found if isinstance(table, Table)}))


def _emitted(source: Path, owner: str) -> tuple[type[Event], ...]:
    """The owner's events that the service's code makes: nobody else may say them."""
    made = {
        node.func.id
        for file in source.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return tuple(event for event in EVENTS if event.owner() == owner and event.__name__ in made)


def _reactions(package: str) -> Mapping[type[Event], str]:
    module = _module(f"{package}.reactions")
    if module is None:
        return {}
    table = reactions_table(getattr(module, "REACTIONS", ()))
    return {
        entry.event: _first_sentence(importlib.import_module(entry.function.__module__))
        for entry in table.values()
    }


def _routes(package: str) -> tuple[tuple[str, str], ...]:
    routers = {
        id(value): value
        for module in _modules(f"{package}.api")
        for value in vars(module).values()
        if isinstance(value, APIRouter)
    }
    served = {
        (route.path, method)
        for router in routers.values()
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    return tuple((method, path) for path, method in sorted(served))


def _modules(package: str) -> Iterator[ModuleType]:
    found = _module(package)
    if found is None:
        return
    yield found
    for inner in pkgutil.walk_packages(getattr(found, "__path__", ()), f"{package}."):
        yield importlib.import_module(inner.name)


def _module(name: str) -> ModuleType | None:
    """The module, or None when the service has none of that name; a module that fails to load is an error."""
    parent, _, _ = name.rpartition(".")
    if importlib.util.find_spec(parent) is None or importlib.util.find_spec(name) is None:
        return None
    return importlib.import_module(name)


def _first_sentence(module: ModuleType) -> str:
    return (module.__doc__ or "").strip().splitlines()[0] if module.__doc__ else ""
