"""The API as a stranger's generated client meets it: whatever fits the document is answered as the document says."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from tests.server.live import Served, serving

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
FEW = settings(
    max_examples=8, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("fuzzed")
    with serving(data, max_runs=8, max_train_epochs=3, max_train_updates=40, max_points=50) as server:
        yield server


# schemathesis draws from `random` inside its own strategies, which the newest Hypothesis warns of.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
def test_answers_are_as_documented(fuzzed: Served, subtests: pytest.Subtests) -> None:
    run = fuzzed.new_run(experiment={"layers": [{"units": 3}]})
    document = schemathesis.openapi.from_url(f"{fuzzed.url}/api/v1/openapi.json")
    found = [result.ok() for result in document.get_all_operations() if isinstance(result, Ok)]
    assert len(found) > 20
    for operation in found:

        @FEW
        @given(operation.as_strategy())
        def answers(case: Any) -> None:
            if "id" in (case.path_parameters or {}) and case.method != "DELETE":
                case.path_parameters["id"] = run
            fuzzed.api.post(f"/runs/{run}/play", json={"updates_per_s": 1})  # in use: it makes room for no other
            case.validate_response(case.call(), checks=CHECKS)

        with subtests.test(operation.label):
            answers()
    assert fuzzed.info(run)["id"] == run
