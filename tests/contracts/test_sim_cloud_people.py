"""Who people are to the simulated Cloud API: ids, usernames, blocks, links, the app beside it."""

import base64
import hashlib

from sim_business import DAY, HOUR, Business, code
from sim_harness import Receiver, World


def user_id(business: Business, phone: str) -> str:
    rows = business.world.books()["persons"]
    return next(str(row["user_id"]) for row in rows if row["phone"] == phone)


def wrote(business: Business) -> list[dict[str, object]]:
    values = business.told("messages")
    # What was told twice was written once.
    rows = [{**v, **m} for v in values for m in v.get("messages", ())]
    return list({row["id"]: row for row in rows}.values())


def test_a_person_with_a_username_shows_no_phone(business: Business) -> None:
    phone = business.person()
    business.control("POST", "people/username", {"phone": phone, "username": "@ana"})
    business.write(phone)
    (row,) = wrote(business)
    assert "from" not in row
    assert str(row["from_user_id"]).startswith("BR.")
    (contact,) = row["contacts"]  # type: ignore[misc]
    assert "wa_id" not in contact
    assert contact["profile"]["username"] == "@ana"
    answer = business.send(
        {"recipient": row["from_user_id"], "type": "text", "text": {"body": "olá"}}
    )
    assert answer[1]["contacts"] == [{"input": row["from_user_id"], "user_id": row["from_user_id"]}]
    sent = business.statuses(answer)["sent"]
    assert "recipient_id" not in sent
    assert sent["recipient_user_id"] == row["from_user_id"]
    # Once dialled, the number is known and shown.
    assert business.text(phone)[0] == 200
    business.write(phone, "de novo")
    assert (
        wrote(business)[-1]["from"] == phone.lstrip("+")
        or len(str(wrote(business)[-1]["from"])) == 12
    )


def test_a_phone_that_was_used_is_shown_for_30_days(business: Business) -> None:
    phone = business.person(has_written=True)
    business.control("POST", "people/username", {"phone": phone, "username": "@bia"})
    assert business.text(phone)[0] == 200
    business.advance(29 * DAY)
    # What was shown is used again: another thirty days.
    business.write(phone)
    business.advance(29 * DAY)
    business.write(phone)
    business.advance(31 * DAY)
    business.write(phone)
    assert ["from" in row for row in wrote(business)] == [True, True, True, False]


def test_a_failed_status_has_no_contacts(business: Business, hook: Receiver) -> None:
    answer = business.text("+5511900008888")
    rows = business.statuses(answer)
    assert set(rows) == {"failed"}
    assert rows["failed"]["recipient_id"] == "5511900008888"
    assert "recipient_user_id" not in rows["failed"]
    values = [v for v in business.told("messages") if v.get("statuses")]
    assert all("contacts" not in value for value in values)


def test_another_number_is_another_id(business: Business) -> None:
    phone = business.person(has_written=True)
    before = user_id(business, phone)
    business.told("messages")
    new = f"+55219{int(phone[-8:]):08d}"
    answer = business.control("POST", "people/number", {"phone": phone, "new_phone": new})
    assert answer["user_id"] != before
    row = next(r for r in wrote(business) if r["type"] == "system")
    assert "contacts" not in row
    system = row["system"]
    assert system["type"] == "user_changed_number"  # type: ignore[index]
    assert (system["wa_id"], system["user_id"]) == (answer["wa_id"], answer["user_id"])  # type: ignore[index]
    assert business.failed_with(business.text(phone)) == 131026
    assert code(business.text(new)) == 131047
    business.write(new)
    assert "delivered" in business.statuses(business.text(new))
    assert (
        business.world.call("POST", "/_sim/people/number", {"phone": new, "new_phone": new})[0]
        == 400
    )


def test_only_who_wrote_today_can_be_blocked(business: Business) -> None:
    reader, stranger = business.person(has_written=True), business.person()
    path = f"{business.phone_id}/block_users"
    body = {"messaging_product": "whatsapp", "block_users": [{"user": reader}, {"user": stranger}]}
    status, answer = business.graph("POST", path, body)
    assert status == 400
    users = answer["block_users"]
    assert [row["input"] for row in users["added_users"]] == [reader]
    assert [row["input"] for row in users["failed_users"]] == [stranger]
    assert code(business.text(reader)) == 130403
    held = business.graph("GET", path)[1]["data"]
    assert len(held) == 1
    # A blocked person is not heard.
    before = len(wrote(business))
    business.write(reader, "me ouve?")
    assert len(wrote(business)) == before
    gone = {"messaging_product": "whatsapp", "block_users": [{"user": reader}]}
    assert business.graph("DELETE", path, gone)[0] == 200
    assert business.text(reader)[0] == 200
    assert business.graph("DELETE", path, gone)[0] == 400
    assert code(business.graph("POST", path, {"block_users": [{"user": "1"}] * 1001})) == 100


def test_the_window_is_24_hours_from_the_last_word(business: Business) -> None:
    phone = business.person(has_written=True)
    business.advance(23 * HOUR)
    assert business.text(phone)[0] == 200
    business.write(phone)
    business.advance(23 * HOUR)
    assert business.text(phone)[0] == 200
    business.advance(HOUR + 60)
    assert code(business.text(phone)) == 131047


def test_short_links_live(business: Business) -> None:
    path = f"{business.phone_id}/message_qrdls"
    body = {"prefilled_message": "Quero negociar", "generate_qr_image": "SVG"}
    made = business.graph("POST", path, body)[1]
    assert made["deep_link_url"] == f"https://wa.me/message/{made['code']}"
    image = "/" + made["qr_image_url"].split("/", 3)[3]
    status, drawn = business.world.call("GET", image)
    assert (status, b"<svg" in drawn) == (200, True)
    status, drawn = business.world.call("GET", image.replace(".svg", ".png"))
    assert drawn.startswith(b"\x89PNG")
    changed = {"code": made["code"], "prefilled_message": "Quero falar"}
    assert business.graph("POST", path, changed)[0] == 200
    phone = business.person()
    business.control("POST", "links/follow", {"phone": phone, "code": made["code"]})
    assert [row["text"] for row in wrote(business)] == [{"body": "Quero falar"}]
    assert business.text(phone)[0] == 200
    assert len(business.graph("GET", path)[1]["data"]) == 1
    assert business.graph("GET", f"{path}/{made['code']}")[1]["data"][0]["code"] == made["code"]
    assert business.graph("DELETE", f"{path}/{made['code']}")[1] == {"success": True}
    assert code(business.graph("DELETE", f"{path}/{made['code']}")) == 100
    assert code(business.graph("POST", path, {"prefilled_message": ""})) == 100


def test_what_the_owner_types_in_the_app_is_echoed(world: World, hook: Receiver) -> None:
    business = Business(world, hook, is_coexistence=True)
    phone = business.person(has_written=True)
    row = {"phone": phone, "phone_number_id": business.phone_id, "text": "sou eu, do app"}
    wamid = business.control("POST", "app/send", row)["wamid"]
    (value,) = business.told("smb_message_echoes")
    (echo,) = value["message_echoes"]
    assert (echo["id"], echo["text"]) == (wamid, {"body": "sou eu, do app"})
    business.text(phone, "e eu, da API")
    for kind in ("history", "smb_app_state_sync"):
        answer = business.graph("POST", f"{business.phone_id}/smb_app_data", {"sync_type": kind})
        assert answer[0] == 200
    (chunk,) = business.told("history")[0]["history"]
    said = [m["text"]["body"] for t in chunk["threads"] for m in t["messages"]]
    assert said == ["oi", "e eu, da API"]
    (contact,) = business.told("smb_app_state_sync")[0]["state_sync"]
    assert contact["contact"]["full_name"] == "Maria da Silva"


def test_a_number_without_the_app_has_no_echoes(business: Business) -> None:
    row = {"phone": business.person(), "phone_number_id": business.phone_id, "text": "a"}
    assert business.world.call("POST", "/_sim/app/send", row)[0] == 400
    answer = business.graph("POST", f"{business.phone_id}/smb_app_data", {"sync_type": "history"})
    assert code(answer) == 100


def test_read_marks_and_typing_are_taken(business: Business) -> None:
    wamid = business.write(business.person())
    mark = {"status": "read", "message_id": wamid, "typing_indicator": {"type": "text"}}
    assert business.send(mark) == (200, {"success": True})
    assert code(business.send({**mark, "typing_indicator": {"type": "voice"}})) == 131009


def upload(business: Business, content: bytes, kind: str) -> tuple[int, dict[str, object]]:
    form = (
        b'--x\r\ncontent-disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n'
        b'--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n'
        b"content-type: " + kind.encode() + b"\r\n\r\n" + content + b"\r\n--x--\r\n"
    )
    return business.world.call(
        "POST",
        f"/v25.0/{business.phone_id}/media",
        form,
        token=business.token,
        headers={"content-type": "multipart/form-data; boundary=x"},
        timeout=30,
    )


def test_a_file_lives_30_days_and_its_address_5_minutes(business: Business) -> None:
    media_id = upload(business, b"conteudo", "text/plain")[1]["id"]
    found = business.graph("GET", str(media_id))[1]
    assert found["sha256"] == base64.b64encode(hashlib.sha256(b"conteudo").digest()).decode()
    path = "/" + found["url"].split("/", 3)[3]
    assert business.world.call("GET", path)[0] == 401
    assert business.world.call("GET", path, token=business.token) == (200, b"conteudo")
    business.advance(301)
    assert business.world.call("GET", path, token=business.token)[0] == 404
    assert business.graph("GET", str(media_id))[0] == 200
    business.advance(30 * DAY)
    assert code(business.graph("GET", str(media_id))) == 100


def test_a_file_may_be_deleted_and_may_not_be_too_large(business: Business) -> None:
    media_id = upload(business, b"conteudo", "text/plain")[1]["id"]
    assert business.graph("DELETE", str(media_id))[1] == {"success": True}
    assert code(business.graph("GET", str(media_id))) == 100
    assert code(upload(business, b"a" * (5 * 1024 * 1024 + 1), "image/png")) == 131053
    assert code(upload(business, b"a" * (500 * 1024 + 1), "image/webp")) == 131053


def test_a_number_is_registered_with_its_pin(business: Business) -> None:
    path = business.phone_id
    body = {"messaging_product": "whatsapp", "pin": "123456"}
    assert code(business.graph("POST", f"{path}/register", {**body, "pin": "1"})) == 100
    assert business.graph("POST", f"{path}/register", body)[1] == {"success": True}
    assert business.graph("POST", f"{path}/deregister", {})[0] == 200
    phone = business.person(has_written=True)
    assert code(business.text(phone)) == 133010
    assert business.graph("GET", path)[1]["status"] == "DISCONNECTED"
    assert code(business.graph("POST", f"{path}/register", {**body, "pin": "654321"})) == 133005
    assert business.graph("POST", path, {"pin": "654321"})[0] == 200
    assert business.graph("POST", f"{path}/register", {**body, "pin": "654321"})[0] == 200
    assert business.text(phone)[0] == 200


def test_too_many_registrations_wait_three_days(business: Business) -> None:
    body = {"messaging_product": "whatsapp", "pin": "123456"}
    path = f"{business.phone_id}/register"
    assert {business.graph("POST", path, body)[0] for _ in range(10)} == {200}
    assert code(business.graph("POST", path, body)) == 133016
    business.advance(3 * DAY)
    assert business.graph("POST", path, body)[0] == 200


def test_the_business_profile(business: Business) -> None:
    path = f"{business.phone_id}/whatsapp_business_profile"
    body = {
        "messaging_product": "whatsapp",
        "about": "Cooperativa",
        "websites": ["https://a.example"],
    }
    assert business.graph("POST", path, body)[1] == {"success": True}
    shown = business.graph("GET", f"{path}?fields=about,websites")[1]["data"][0]
    assert shown == {"about": "Cooperativa", "websites": ["https://a.example"]}
    assert code(business.graph("POST", path, {**body, "about": "a" * 140})) == 131009
    assert code(business.graph("POST", path, {**body, "websites": ["a", "b", "c"]})) == 131009


def test_the_account_its_numbers_and_its_app(business: Business) -> None:
    account = business.graph("GET", business.waba)[1]
    assert (account["id"], account["currency"]) == (business.waba, "BRL")
    rows = business.graph("GET", f"{business.waba}/phone_numbers?fields=quality_rating")[1]["data"]
    assert rows == [{"id": business.phone_id, "quality_rating": "GREEN"}]
    apps = f"{business.waba}/subscribed_apps"
    assert len(business.graph("GET", apps)[1]["data"]) == 1
    assert business.graph("DELETE", apps)[1] == {"success": True}
    business.person(has_written=True)
    assert business.told("messages") == []
    assert business.graph("POST", apps)[1] == {"success": True}
    business.person(has_written=True)
    assert len(business.told("messages")) == 1


def test_other_tokens_see_nothing(world: World, hook: Receiver, business: Business) -> None:
    other = Business(world, hook)
    for path in (
        business.waba,
        f"{business.waba}/phone_numbers",
        f"{business.waba}/message_templates",
    ):
        assert code(other.graph("GET", path)) == 100
    assert code(other.graph("GET", business.phone_id)) == 10
    assert code(other.graph("GET", f"{business.phone_id}/message_qrdls")) == 10
