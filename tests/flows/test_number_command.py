"""A number that the provider stopped is started again by a person, from a script."""

import json
from uuid import UUID

from click.testing import CliRunner

from tests.universe import cooperative
from trato.book.organisations import change
from trato.book.organisations import read as organisations
from trato.entrypoints.cli.number import number_group


def test_a_stopped_number_is_seen_and_started_once(organisation: UUID) -> None:
    coop = cooperative(organisation)
    with coop.inside():
        slug = organisations.organisation().slug
        change.stop_number(coop.number_id, reason="erro 131048", at=coop.clock())
        phone_number_id = organisations.number(coop.number_id).phone_number_id
    run, there = CliRunner().invoke, ["--organisation", slug]
    told = json.loads(run(number_group, ["list", "--json", *there]).stdout)
    assert [row["state"] for row in told["numbers"]] == ["stopped"]
    assert run(number_group, ["start", phone_number_id, *there]).exit_code == 0
    with coop.inside():
        assert organisations.number(coop.number_id).state == "connected"
    again = run(number_group, ["start", phone_number_id, *there])
    assert (again.exit_code, "parado" in again.output) == (2, True)
    assert run(number_group, ["start", "000", *there]).exit_code == 2
