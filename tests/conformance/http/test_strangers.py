"""Whatever a stranger's client makes of our OpenAPI documents, no service ever answers with a fault of its own."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case
from schemathesis.generation.modes import GenerationMode
from strangers import Stranger

EXAMPLES = 2
SERVICES = ["gateway-svc", "campaign-svc", "staffing-svc", "insight-svc", "goals-svc"]
PROBLEM = "application/problem+json"


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda m: m.value)
@pytest.mark.parametrize("service", SERVICES)
def test_no_request_is_answered_with_a_fault_of_ours(
    strangers: dict[str, Stranger], service: str, mode: GenerationMode
) -> None:
    stranger = strangers[service]
    asked = 0
    for found in stranger.schema().get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Case) -> None:
            answer = case.call(headers=stranger.headers)
            assert answer.status_code < 500, f"{case.as_curl_command()}\n{answer.text}"
            if answer.status_code >= 400:
                assert answer.headers["content-type"][0] == PROBLEM

        with suppress(Unsatisfiable):  # an operation without parameters cannot be asked wrongly
            ask()
            asked += 1
    assert asked > 2


@pytest.mark.parametrize("service", SERVICES)
def test_the_document_names_every_operation_and_its_refusals(
    strangers: dict[str, Stranger], service: str
) -> None:
    document = strangers[service].document()
    assert str(document["openapi"]).startswith("3.1")
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name[0].islower() for name in names)
    assert all(any(status.startswith("4") for status in operation["responses"]) for operation in operations)
