"""Gives the tests the exact reference, whose file is also the script that writes the committed grid."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def exact() -> ModuleType:
    """reference.py, imported by its path because test folders are not packages."""
    spec = importlib.util.spec_from_file_location(
        "erlang_reference", Path(__file__).with_name("reference.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
