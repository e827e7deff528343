"""Flows in the simulated Cloud API: drafted, filled, published, sent, retired."""

import json
from typing import Any

from sim_business import HOUR, Business, code
from sim_harness import Receiver, World

SCREEN = {"id": "A", "terminal": True, "layout": {"type": "SingleColumnLayout", "children": []}}
GOOD = {"version": "7.3", "screens": [SCREEN]}


def draft(business: Business, name: str = "cadastro", **more: Any) -> str:
    body = {"name": name, "categories": ["OTHER"], **more}
    status, answer = business.graph("POST", f"{business.waba}/flows", body)
    assert status == 200, answer
    return str(answer["id"])


def send(business: Business, phone: str, flow_id: str, **more: str) -> tuple[int, Any]:
    parameters = {"flow_message_version": "3", "flow_id": flow_id, "flow_cta": "Abrir", **more}
    action = {"name": "flow", "parameters": parameters}
    node = {"type": "flow", "body": {"text": "Preencha, por favor."}, "action": action}
    return business.send({"to": phone, "type": "interactive", "interactive": node})


def upload(business: Business, flow_id: str, content: str) -> dict[str, Any]:
    form = (
        b'--x\r\ncontent-disposition: form-data; name="asset_type"\r\n\r\nFLOW_JSON\r\n'
        b'--x\r\ncontent-disposition: form-data; name="file"; filename="flow.json"\r\n'
        b"content-type: application/json\r\n\r\n" + content.encode() + b"\r\n--x--\r\n"
    )
    status, answer = business.world.call(
        "POST",
        f"/v25.0/{flow_id}/assets",
        form,
        token=business.token,
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    assert status == 200, answer
    found: dict[str, Any] = answer
    return found


def test_a_flow_lives_from_draft_to_retirement(business: Business) -> None:
    flow_id = draft(business)
    phone = business.person(has_written=True)
    assert code(business.graph("POST", f"{flow_id}/publish")) == 100
    assert upload(business, flow_id, "{")["validation_errors"][0]["error"] == "INVALID_JSON"
    assert upload(business, flow_id, json.dumps(GOOD))["validation_errors"] == []
    assert code(send(business, phone, flow_id)) == 131009
    assert send(business, phone, flow_id, mode="draft")[0] == 200
    assert business.graph("POST", f"{flow_id}/publish")[1] == {"success": True}
    assert send(business, phone, flow_id)[0] == 200
    assert code(business.graph("DELETE", flow_id)) == 100
    assert business.graph("POST", f"{flow_id}/deprecate")[1] == {"success": True}
    assert code(send(business, phone, flow_id)) == 131009
    assert business.graph("GET", f"{flow_id}?fields=status")[1] == {
        "id": flow_id,
        "status": "DEPRECATED",
    }


def test_flows_are_listed_renamed_copied_and_deleted(business: Business) -> None:
    first = draft(business, flow_json=json.dumps(GOOD))
    copy = draft(business, "copia", clone_flow_id=first)
    assert business.graph("POST", first, {"name": "outro"})[1] == {"success": True}
    rows = business.graph("GET", f"{business.waba}/flows")[1]["data"]
    assert [row["name"] for row in rows] == ["outro", "copia"]
    assert business.graph("POST", f"{copy}/publish")[0] == 200
    assert business.graph("GET", f"{copy}/assets")[1]["data"][0]["name"] == "flow.json"
    assert business.graph("DELETE", first)[1] == {"success": True}
    assert len(business.graph("GET", f"{business.waba}/flows")[1]["data"]) == 1
    again = {"name": "copia", "categories": ["OTHER"]}
    assert code(business.graph("POST", f"{business.waba}/flows", again)) == 100
    wrong = {"name": "novo", "categories": ["NOTHING"]}
    assert code(business.graph("POST", f"{business.waba}/flows", wrong)) == 100


def test_a_flow_held_back_by_meta(business: Business) -> None:
    flow_id = draft(business, flow_json=json.dumps(GOOD), publish=True)
    phone = business.person(has_written=True)
    business.control("POST", "flows", {"flow_id": flow_id, "status": "BLOCKED"})
    assert code(send(business, phone, flow_id)) == 132068
    business.control("POST", "flows", {"flow_id": flow_id, "status": "THROTTLED"})
    assert {send(business, phone, flow_id)[0] for _ in range(10)} == {200}
    assert code(send(business, phone, flow_id)) == 132069
    business.advance(HOUR)
    assert send(business, phone, flow_id)[0] == 200
    told = [(row["old_status"], row["new_status"]) for row in business.told("flows")]
    assert set(told) == {("PUBLISHED", "BLOCKED"), ("BLOCKED", "THROTTLED")}


def test_a_flow_of_another_account_is_not_shown(
    world: World, hook: Receiver, business: Business
) -> None:
    flow_id = draft(business)
    assert code(Business(world, hook).graph("GET", flow_id)) == 100
