"""Orders with Pix as Meta keeps them: a reference once, an end that stays, five minutes."""

from typing import Any

import pytest
from sim_business import Business, code


@pytest.fixture
def phone(business: Business) -> str:
    return business.person(has_written=True)


def order(
    business: Business, phone: str, reference: str, *, lives_seconds: float = 0
) -> tuple[int, Any]:
    amount = {"value": 5000, "offset": 100}
    pix = {"code": "0002", "merchant_name": "Credor", "key": "12345678000195", "key_type": "CNPJ"}
    items = [{"retailer_id": "1", "name": "Parcela 1", "amount": amount, "quantity": 1}]
    held: dict[str, Any] = {"status": "pending", "items": items, "subtotal": amount}
    if lives_seconds:
        until = str(int(business.now().timestamp() + lives_seconds))
        held["expiration"] = {"timestamp": until, "description": "Prazo"}
    parameters = {
        "reference_id": reference,
        "type": "digital-goods",
        "payment_type": "br",
        "currency": "BRL",
        "payment_settings": [{"type": "pix_dynamic_code", "pix_dynamic_code": pix}],
        "total_amount": amount,
        "order": held,
    }
    action = {"name": "review_and_pay", "parameters": parameters}
    node = {"type": "order_details", "body": {"text": "Fatura"}, "action": action}
    return business.send({"to": phone, "type": "interactive", "interactive": node})


def news(
    business: Business, phone: str, reference: str, status: str, payment: str = "pending"
) -> tuple[int, Any]:
    parameters = {
        "reference_id": reference, "order": {"status": status}, "payment": {"status": payment},
    }  # fmt: skip
    action = {"name": "review_order", "parameters": parameters}
    node = {"type": "order_status", "body": {"text": "Pedido"}, "action": action}
    return business.send({"to": phone, "type": "interactive", "interactive": node})


def test_a_reference_is_used_once_and_known_before_it_has_news(
    business: Business, phone: str
) -> None:
    assert code(news(business, phone, "a.1", "processing")) == 131009
    assert order(business, phone, "a.1")[0] == 200
    assert code(order(business, phone, "a.1")) == 131009
    assert order(business, phone, "a.2")[0] == 200


def test_an_order_lives_five_minutes_at_least(business: Business, phone: str) -> None:
    assert code(order(business, phone, "b.1", lives_seconds=240)) == 131009
    # What was refused has used nothing up.
    assert order(business, phone, "b.1", lives_seconds=600)[0] == 200


def test_what_is_over_stays_over(business: Business, phone: str) -> None:
    for reference, end in (("c.1", "completed"), ("c.2", "canceled")):
        assert order(business, phone, reference)[0] == 200
        assert news(business, phone, reference, end)[0] == 200
        assert code(news(business, phone, reference, "processing")) == 2046
        assert news(business, phone, reference, end)[0] == 200


def test_what_was_paid_is_not_cancelled(business: Business, phone: str) -> None:
    assert order(business, phone, "d.1")[0] == 200
    assert news(business, phone, "d.1", "processing", "captured")[0] == 200
    assert code(news(business, phone, "d.1", "canceled")) == 2047
