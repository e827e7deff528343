"""The Pix BR Code against the Banco Central's own examples."""

import pytest

from trato.foundation.brcode import (
    BrCodeError,
    DynamicCode,
    KeyType,
    StaticCode,
    crc16,
    decode,
    encode,
    key_type,
    parse,
    plain,
    render,
)

STATIC = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR"
    "5913Fulano de Tal6008BRASILIA62070503***63041D3D"
)
LOCATION = "pix.example.com/qr/93598be0-1bd0-4997-8318-81776a1d8a99"


def test_the_manuals_static_example() -> None:
    code = StaticCode(
        key="123e4567-e12b-12d1-a456-426655440000", name="Fulano de Tal", city="BRASILIA"
    )
    assert render(code) == STATIC
    assert parse(STATIC) == code


def test_the_manuals_dynamic_example() -> None:
    code = DynamicCode(url=LOCATION, name="EMPRESA", city="SAO PAULO")
    assert render(code).endswith("6304EEAB")
    assert parse(render(code)) == code


def test_crc_check_value() -> None:
    assert crc16("123456789") == "29B1"


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("12345678909", KeyType.CPF),
        ("12345678000195", KeyType.CNPJ),
        ("12ABC34501DE35", KeyType.CNPJ),
        ("+5511912345678", KeyType.PHONE),
        ("pix@credor.com.br", KeyType.EMAIL),
        ("123e4567-e12b-12d1-a456-426655440000", KeyType.EVP),
    ],
)
def test_every_key_type_goes_there_and_back(key: str, kind: KeyType) -> None:
    assert key_type(key) is kind
    code = StaticCode(key=key, name="CREDOR SA", city="BELEM", amount_cents=123456, txid="A1")
    assert parse(render(code)) == code


@pytest.mark.parametrize(
    "key", ["", "1234", "12abc34501de35", "a@b", "+551191234567890123", "x" * 78]
)
def test_what_is_no_key(key: str) -> None:
    with pytest.raises(BrCodeError):
        key_type(key)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "field 63"),
        (STATIC[:-4] + "1D3E", "do not match"),
        (STATIC.replace("Fulano", "Sicrano"), "do not match"),
        (STATIC[:-8], "field 63"),
    ],
)
def test_altered_codes_are_refused(text: str, says: str) -> None:
    with pytest.raises(BrCodeError, match=says):
        parse(text)


def _with_crc(body: str) -> str:
    return body + "6304" + crc16(body + "6304")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ([("00", "02")], "field 00"),
        ([("00", "01"), ("53", "840")], "field 53"),
        ([("00", "01"), ("53", "986"), ("58", "US")], "field 58"),
        ([("00", "01"), ("53", "986"), ("58", "BR")], "not a Pix account"),
        ([("00", "01"), ("00", "01")], "repeats"),
    ],
)
def test_codes_that_are_whole_but_not_pix(fields: list[tuple[str, str]], says: str) -> None:
    with pytest.raises(BrCodeError, match=says):
        parse(_with_crc(encode(fields)))


def test_a_length_that_lies_is_refused() -> None:
    # The published example "170E" says 08 for field 62 and holds seven characters.
    with pytest.raises(BrCodeError):
        decode("62080503***")


def test_errors_never_repeat_the_text() -> None:
    with pytest.raises(BrCodeError) as caught:
        parse(STATIC[:-4] + "0000")
    assert "123e4567" not in str(caught.value)


def test_plain_names() -> None:
    assert plain("Cooperativa São João d'Água Ltda", 25) == "Cooperativa Sao Joao d Ag"
    assert plain("Belém", 15) == "Belem"


@pytest.mark.parametrize(
    "code",
    [
        DynamicCode(url="https://" + LOCATION, name="A", city="B"),
        DynamicCode(url=LOCATION, name="", city="B"),
        DynamicCode(url=LOCATION, name="São", city="B"),
        StaticCode(key="12345678909", name="A", city="B", amount_cents=0),
        StaticCode(key="12345678909", name="A", city="B", txid="with space"),
        StaticCode(key="12345678909", name="A" * 26, city="B"),
    ],
)
def test_values_that_do_not_fit_are_refused(code: StaticCode | DynamicCode) -> None:
    with pytest.raises(BrCodeError):
        render(code)
