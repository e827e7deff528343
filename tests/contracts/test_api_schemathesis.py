"""The REST API under Schemathesis: whatever its own description allows or forbids, it answers so.

Bounded and seeded: the same calls in every run. Half of the well-formed calls name things that are
there, so that more than "not found" is looked at.
"""

import json
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from api_server import NOW, Api, Place, place, serving, still_clock
from hypothesis import HealthCheck, Phase, given, seed, settings
from test_api_http import debts_of, everything, person_of, send_file

from tests.browser.seed import cpf as seed_cpf
from tests.conftest import Server
from trato.book.portfolios import read as portfolios
from trato.book.tokens.issue import issue_token
from trato.book.tokens.values import Scope
from trato.foundation import tenancy

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.checks import load_all_checks

    load_all_checks()
    from schemathesis.checks import CHECKS

EXAMPLES = 6
# Chance writes no creditor's file, and the message that is there has left.
NEVER_DONE = frozenset(
    {
        "POST /api/v1/portfolios/{creditor_slug}/imports",
        "DELETE /api/v1/messages/{message_id}",
    }
)
CHECKED = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    )
]


def description() -> Any:
    from trato.entrypoints.api.routes import api

    return json.loads(json.dumps(api.get_openapi_schema(), default=str))


OPERATIONS = {
    f"{operation.method.upper()} {operation.path}": operation
    for operation in (
        result.ok() for result in schemathesis.openapi.from_dict(description()).get_all_operations()
    )
}
MATRIX = [
    (name, mode)
    for name, operation in sorted(OPERATIONS.items())
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    # Without anything to send there is nothing wrong to send.
    if mode is GenerationMode.POSITIVE
    or operation.definition.raw.get("parameters")
    or operation.definition.raw.get("requestBody")
]


@pytest.fixture(scope="module")
def api(database: Server) -> Iterator[Api]:
    with still_clock(), serving() as running:
        yield running


@pytest.fixture(scope="module")
def filled(api: Api) -> Place:
    made = place("api-qualquer", "73")
    with tenancy.within(made.organisation_id):
        issued = issue_token(
            name="all", scopes=set(Scope), days=30, at=NOW, requests_per_minute=600_000
        )
    made.tokens["all"] = issued.secret
    assert send_file(api, made).status == 200
    return made


@pytest.fixture(scope="module")
def known(filled: Place) -> dict[str, str]:
    paths = {name: path.split("/")[2] for name, path in everything(filled).items()}
    person = person_of(filled, 5)
    with tenancy.within(filled.organisation_id):
        portfolio = portfolios.portfolios()[0]
    return {
        "person_id": str(person), "campaign_id": paths["campaign"], "message_id": paths["message"],
        "conversation_id": paths["thread"], "agreement_id": paths["agreement"],
        "placement_id": paths["placement"], "creditor_slug": "aurora",
        "debt_id": debts_of(filled, person)[0], "portfolio_id": str(portfolio.portfolio_id),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "mode"), MATRIX, ids=[f"{name}-{mode.value}" for name, mode in MATRIX]
)
def test_the_api_answers_as_described(
    api: Api, filled: Place, known: dict[str, str], name: str, mode: GenerationMode
) -> None:
    turn = iter(range(10_000))

    @seed(20261124)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=OPERATIONS[name].as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        if mode is GenerationMode.POSITIVE and next(turn) % 2:
            name_what_is_there(case, known)
        answer = case.call_and_validate(
            base_url=f"http://127.0.0.1:{api.port}",
            headers={"Authorization": f"Bearer {filled.tokens['all']}"},
            checks=CHECKED,
        )
        seen.append(answer.status_code)

    seen: list[int] = []
    ask()
    if mode is GenerationMode.POSITIVE and name not in NEVER_DONE:
        assert [status for status in seen if status < 300], "nothing that is there was asked for"


def name_what_is_there(case: Any, known: dict[str, str]) -> None:
    for place_name in case.path_parameters or {}:
        if place_name in known:
            case.path_parameters[place_name] = known[place_name]
    if not isinstance(case.body, dict):
        return
    change = {
        "/people/search": {"document": seed_cpf(5), "phone": None},
        "/campaigns": {"portfolio_id": known["portfolio_id"], "template": "primeiro_contato",
                       "language": "pt_BR"},
        "/consents": {"person_id": known["person_id"], "at": "2026-11-24T09:00:00-03:00",
                      "expires_at": None},
    }.get(
        case.operation.path.removeprefix("/api/v1"),
        {"person_id": known["person_id"], "debt_ids": [known["debt_id"]], "template": None,
         "text": "Bom dia. Como posso ajudar?"},
    )  # fmt: skip
    if "file" not in case.body:
        case.body.update(change)
