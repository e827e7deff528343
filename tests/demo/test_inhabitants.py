"""Who answers the telephones of the demo's world."""

import pytest

from trato.entrypoints.cli.story import _inhabitant


@pytest.mark.parametrize("document", ["11222333000181", "12ABC34501DE35"])
def test_a_company_is_answered_by_somebody_with_a_cpf(document: str) -> None:
    row = _inhabitant("Padaria Modelo", None, document, "+5511987654321")
    assert len(row["cpf"]) == 11
    assert row["cpf"].isdigit()
    assert row == _inhabitant("Padaria Modelo", None, document, "+5511987654321")


def test_a_person_keeps_the_cpf() -> None:
    row = _inhabitant("Ana", "07/03", "52998224725", "+5511987654321")
    assert row["cpf"] == "52998224725"
    assert row["birth_on"] == "1980-03-07"
