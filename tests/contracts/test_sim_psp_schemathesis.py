"""The simulated Pix provider under Schemathesis: what its own description allows or forbids.

Bounded and seeded: the same calls in every run.
"""

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from sim_harness import World

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.checks import load_all_checks

    load_all_checks()
    from schemathesis.checks import CHECKS

FIXTURES = Path(__file__).parents[1] / "fixtures"
EXAMPLES = 8


def description() -> Any:
    """Return the operations with their schemas, as one OpenAPI document."""
    raw = json.loads((FIXTURES / "pix_api_2_9_0_operations.json").read_text())
    schemas = (FIXTURES / "pix_api_2_9_0_schemas.json").read_text()
    held = json.loads(schemas.replace("#/$defs/", "#/components/schemas/"))["$defs"]
    raw["components"]["schemas"] |= held
    return {name: raw[name] for name in ("openapi", "info", "paths", "components")}


API = schemathesis.openapi.from_dict(description())
OPERATIONS = {
    f"{operation.method.upper()} {operation.path}": operation
    for operation in (result.ok() for result in API.get_all_operations())
}
CHECKED = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    )
]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    # At the machine's speed, so that the token outlives the test.
    world = World(speed=1.0)
    yield world
    world.close()


@pytest.fixture(scope="module")
def token(world: World) -> str:
    return str(world.pix_token()[1]["access_token"])


MATRIX = [
    (name, mode)
    for name in sorted(OPERATIONS)
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    # A path whose only part is a number has nothing wrong to say that still is that path.
    if (name, mode) != ("GET /loc/{id}", GenerationMode.NEGATIVE)
]


@pytest.mark.parametrize(("name", "mode"), MATRIX)
def test_the_provider_answers_as_described(
    world: World, token: str, name: str, mode: GenerationMode
) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    address = f"http://127.0.0.1:{world.port}/pix/v2"

    @seed(20261124)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=OPERATIONS[name].as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call_and_validate(base_url=address, headers=headers, checks=CHECKED)
        if answer.status_code == 201 and "pixCopiaECola" in answer.json():
            # Whatever was taken can be shown to a person, who pays it or is refused.
            body = {"code": answer.json()["pixCopiaECola"], "phone": "5511980000001"}
            assert world.call("POST", "/_sim/pay", body)[0] in (200, 400)

    ask()
