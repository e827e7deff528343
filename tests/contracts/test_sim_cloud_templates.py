"""The life of templates in the simulated Cloud API: review, quality, pauses, edits, deletion."""

from typing import Any

import pytest
from sim_business import DAY, HOUR, Business, code
from sim_harness import Receiver, World


def events(business: Business) -> list[str]:
    return [row["event"] for row in business.told("message_template_status_update")]


def test_review_takes_a_while_and_is_told(business: Business) -> None:
    answer = business.create("aviso")[1]
    assert answer["status"] == "PENDING"
    assert code(business.template("aviso", business.person())) == 132001
    assert events(business) == []
    business.advance(120)
    assert events(business) == ["APPROVED"]
    assert business.template("aviso", business.person())[0] == 200


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("por_favor_reject", "Olá, tudo certo por aí?", "INVALID_FORMAT"),
        ("ameaca", "Última chance: evite consequências legais.", "ABUSIVE_CONTENT"),
    ],
)
def test_rejections_have_reasons(business: Business, name: str, text: str, reason: str) -> None:
    business.create(name, text)
    business.advance(120)
    row = business.look(name)
    assert (row["status"], row["rejected_reason"]) == ("REJECTED", reason)
    told = business.told("message_template_status_update")[0]
    assert (told["event"], told["reason"]) == ("REJECTED", reason)
    assert ("rejection_info" in told) is (reason == "INVALID_FORMAT")


def test_a_promotion_sent_in_as_utility_is_approved_as_marketing(business: Business) -> None:
    business.create("quite", "Quite hoje com desconto de 40%. Responda para saber mais.")
    business.advance(120)
    row = business.look("quite")
    assert (row["status"], row["category"]) == ("APPROVED", "MARKETING")
    told = business.told("template_category_update")[0]
    assert (told["previous_category"], told["new_category"]) == ("UTILITY", "MARKETING")


def test_a_category_changes_after_a_days_notice(business: Business) -> None:
    business.approved("aviso")
    row = {"waba_id": business.waba, "name": "aviso", "category": "MARKETING"}
    business.control("POST", "templates", row)
    seen = business.look("aviso")
    assert (seen["category"], seen["correct_category"]) == ("UTILITY", "MARKETING")
    business.advance(DAY + 60)
    assert business.look("aviso")["category"] == "MARKETING"
    told = business.told("template_category_update")
    assert [("category_update_timestamp" in t, t["new_category"]) for t in told] == [
        (True, "UTILITY"),
        (False, "MARKETING"),
    ]


@pytest.mark.parametrize(
    ("components", "expected"),
    [
        ([{"type": "BODY", "text": "{{1}}, olá. Tudo bem com você hoje?"}], 2388299),
        ([{"type": "BODY", "text": "Olá, tudo bem com você, {{1}}"}], 2388299),
        ([{"type": "BODY", "text": "Oi {{1}} {{2}} {{3}} fim"}], 2388293),
        ([{"type": "BODY", "text": "a" * 1025}], 2388040),
        ([{"type": "BODY", "text": "Olá, tudo bem?"}, {"type": "HEADER", "text": "*A*"}], 2388047),
        (
            [{"type": "BODY", "text": "Olá, tudo bem?"}, {"type": "FOOTER", "text": "{{1}}"}],
            2388073,
        ),
        (
            [{"type": "BODY", "text": "Olá, tudo bem?"}, {"type": "FOOTER", "text": "a" * 61}],
            2388040,
        ),
        ([{"type": "FOOTER", "text": "só isto"}], 100),
    ],
)
def test_words_that_are_not_taken_up(
    business: Business, components: list[dict[str, str]], expected: int
) -> None:
    assert code(business.create("texto", components=components)) == expected


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ([], 132000),
        ([{"type": "text", "text": "a\nb"}], 132018),
        ([{"type": "text", "text": "a" * 1025}], 132005),
    ],
)
def test_parameters_that_do_not_fit(
    business: Business, parameters: list[dict[str, str]], expected: int
) -> None:
    business.approved("com_nome", text="Olá, {{1}}, tudo certo por aí?")
    node = {"name": "com_nome", "language": {"code": "pt_BR"}}
    component = [{"type": "body", "parameters": parameters}]
    body = {"to": business.person(), "type": "template"}
    answer = business.send({**body, "template": {**node, "components": component}})
    assert code(answer) == expected


def test_a_header_asks_for_its_own_kind_of_file(business: Business) -> None:
    parts = [{"type": "HEADER", "format": "DOCUMENT"}, {"type": "BODY", "text": "Segue o boleto."}]
    business.approved("boleto", components=parts)
    image = {"type": "image", "image": {"link": "https://example.com/a.png"}}
    node: dict[str, Any] = {"name": "boleto", "language": {"code": "pt_BR"}}
    node["components"] = [{"type": "header", "parameters": [image]}]
    answer = business.send({"to": business.person(), "type": "template", "template": node})
    assert code(answer) == 132012


def test_lists_are_filtered_and_paged(business: Business) -> None:
    for n in range(7):
        business.create(f"aviso_{n}", language="en" if n == 6 else "pt_BR")
    business.create("oferta", category="MARKETING")
    path = f"{business.waba}/message_templates"

    def names(query: str) -> list[str]:
        return [row["name"] for row in business.graph("GET", f"{path}?{query}")[1]["data"]]

    assert names("name=aviso_3") == ["aviso_3"]
    assert names("category=MARKETING") == ["oferta"]
    assert names("language=en") == ["aviso_6"]
    assert names("status=APPROVED") == []
    assert len(names("status=PENDING&content=aviso")) == 7
    rows = business.graph("GET", f"{path}?fields=name,status&limit=3")[1]
    assert set(rows["data"][0]) == {"id", "name", "status"}
    seen, after = [], ""
    while True:
        page = business.graph(
            "GET", f"{path}?limit=3&after={after}" if after else f"{path}?limit=3"
        )
        seen += [row["name"] for row in page[1]["data"]]
        if "next" not in page[1]["paging"]:
            break
        after = page[1]["paging"]["cursors"]["after"]
    assert len(seen) == len(set(seen)) == 8
    assert code(business.graph("GET", f"{path}?after=nada")) == 100


def test_one_template_by_its_id(business: Business) -> None:
    template_id = business.approved("aviso")
    row = business.graph("GET", f"{template_id}?fields=name,quality_score")[1]
    score = row.pop("quality_score")
    assert row == {"id": template_id, "name": "aviso"}
    assert (score["score"], type(score["date"])) == ("UNKNOWN", int)


def test_an_approved_template_is_edited_once_a_day(business: Business) -> None:
    template_id = business.approved("aviso")

    def edit(text: str) -> tuple[int, Any]:
        return business.graph("POST", template_id, {"components": [{"type": "BODY", "text": text}]})

    assert edit("Outro texto, bem melhor.")[0] == 200
    assert business.look("aviso")["status"] == "PENDING"
    assert code(edit("Mais um texto, ainda.")) == 2388039
    business.advance(120)
    assert business.look("aviso")["components"][0]["text"] == "Outro texto, bem melhor."
    assert code(edit("Mais um texto, ainda.")) == 100
    for _ in range(9):
        business.advance(DAY)
        assert edit("Mais um texto, ainda.")[0] == 200
        business.advance(120)
    business.advance(DAY)
    assert code(edit("Mais um texto, ainda.")) == 100


def test_a_deleted_name_is_blocked_for_30_days(business: Business) -> None:
    business.approved("aviso")
    path = f"{business.waba}/message_templates?name=aviso"
    assert business.graph("DELETE", path)[0] == 200
    assert code(business.create("aviso")) == 2388023
    business.advance(30 * DAY)
    assert business.create("aviso")[0] == 200


def test_one_language_is_deleted_by_its_id(business: Business) -> None:
    business.create("aviso")
    other = business.create("aviso", language="en")[1]["id"]
    path = f"{business.waba}/message_templates?name=aviso&hsm_id={other}"
    assert business.graph("DELETE", path)[0] == 200
    assert business.look("aviso")["language"] == "pt_BR"


def test_an_account_holds_250_templates(world: World, hook: Receiver) -> None:
    business = Business(world, hook, template_review="instant")
    for n in range(250):
        assert business.create(f"aviso_{n}")[0] == 200
    assert code(business.create("mais_um")) == 2388019


def test_bad_quality_pauses_for_3_then_6_hours_then_for_good(world: World, hook: Receiver) -> None:
    business = Business(world, hook, messaging_limit="TIER_10K")
    business.approved("aviso")
    number = {"phone_number_id": business.phone_id}

    def annoy() -> None:
        for phone in business.people(3):
            assert "delivered" in business.statuses(business.template("aviso", phone))
            business.control("POST", "complaints", {**number, "phone": phone, "kind": "block"})

    for hours, title in ((3, "FIRST_PAUSE"), (6, "SECOND_PAUSE")):
        annoy()
        assert business.look("aviso")["status"] == "PAUSED"
        assert code(business.template("aviso", business.person())) == 132015
        told = business.told("message_template_status_update")
        assert [t["other_info"]["title"] for t in told if t["event"] == "PAUSED"][-1] == title
        business.advance(hours * HOUR - 60)
        assert business.look("aviso")["status"] == "PAUSED"
        business.advance(120)
        assert business.look("aviso")["status"] == "APPROVED"
    annoy()
    assert business.look("aviso")["status"] == "DISABLED"
    assert code(business.template("aviso", business.person())) == 132016
    business.advance(DAY)
    assert business.look("aviso")["status"] == "DISABLED"
    colours = [row["new_quality_score"] for row in business.told("message_template_quality_update")]
    assert "RED" in colours


def test_a_pacing_pause_ends_on_request_alone(business: Business) -> None:
    template_id = business.approved("aviso")
    row = {"waba_id": business.waba, "name": "aviso", "is_pacing": True}
    business.control("POST", "templates", row)
    business.advance(12 * HOUR)
    assert code(business.template("aviso", business.person())) == 132015
    assert business.graph("POST", f"{template_id}/unpause")[0] == 200
    assert business.template("aviso", business.person())[0] == 200
    assert code(business.graph("POST", f"{template_id}/unpause")) == 100


def test_a_numbers_colour_falls_with_blocks_and_recovers(world: World, hook: Receiver) -> None:
    business = Business(world, hook, template_review="instant", messaging_limit="TIER_10K")
    number = {"phone_number_id": business.phone_id}
    readers = business.people(3)
    for phone in readers:
        business.write(phone)
        assert "delivered" in business.statuses(business.text(phone))
        business.control("POST", "complaints", {**number, "phone": phone, "kind": "block"})
    shown = business.graph("GET", business.phone_id)[1]
    assert (shown["quality_rating"], shown["status"]) == ("RED", "FLAGGED")
    # Whoever has blocked the business gets its messages no longer.
    assert set(business.statuses(business.text(readers[0]))) == {"sent"}
    business.control("POST", "complaints", {**number, "phone": readers[0], "kind": "unblock"})
    assert "delivered" in business.statuses(business.text(readers[0]))
    business.advance(8 * DAY)
    shown = business.graph("GET", business.phone_id)[1]
    assert (shown["quality_rating"], shown["status"]) == ("GREEN", "CONNECTED")
    told = [row["event"] for row in business.told("phone_number_quality_update")]
    assert told == ["FLAGGED", "UNFLAGGED"]


def test_thresholds_are_ours_to_set(world: World, hook: Receiver) -> None:
    business = Business(world, hook, template_review="instant", messaging_limit="TIER_10K")
    business.create("aviso")
    before = business.control("GET", "quality")["thresholds"]
    business.control(
        "POST", "quality", {"complaints_min": 1, "yellow_share": 0.01, "red_share": 1.0}
    )
    try:
        phone = business.person()
        business.statuses(business.template("aviso", phone))
        row = {"phone": phone, "phone_number_id": business.phone_id, "kind": "report"}
        assert business.control("POST", "complaints", row)["quality"] == "YELLOW"
    finally:
        business.control("POST", "quality", before)
    told = business.told("message_template_quality_update")
    assert [(t["previous_quality_score"], t["new_quality_score"]) for t in told] == [
        ("UNKNOWN", "YELLOW")
    ]
