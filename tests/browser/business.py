"""A small business on a simulated number, for the phone to talk to: it sends what one can send.

Run as a module it plays a conversation and takes the picture in docs/images.
"""

import json
import sys
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from tests.contracts.sim_harness import PHONE_ID, TOKEN, WABA, Receiver, World, person

PIX_KEY = "11222333000181"
GREETING = (
    "Olá, {{1}}. Aqui é o assistente virtual da {{2}}. Tenho um assunto do seu interesse. "
    "Falo com {{1}}? Responda SIM, NÃO SOU EU, ou PARAR para não receber mais mensagens."
)


class Business:
    """Cooperativa Aurora, its simulated number, and everything it was told."""

    def __init__(self, speed: float = 20.0) -> None:
        self.hook, self.world = Receiver(), World(speed=speed)
        self.url = f"http://127.0.0.1:{self.world.port}"
        made, _ = self.world.register(self.hook, verified_name="Cooperativa Aurora")
        assert made == 201
        buttons = [{"type": "QUICK_REPLY", "text": t} for t in ("Sim", "Não sou eu", "Parar")]
        template = {
            "name": "primeiro_contato", "language": "pt_BR", "category": "UTILITY",
            "components": [
                {"type": "BODY", "text": GREETING, "example": {"body_text": [["Ana", "Aurora"]]}},
                {"type": "BUTTONS", "buttons": buttons},
            ],
        }  # fmt: skip
        path = f"/v25.0/{WABA}/message_templates"
        assert self.world.call("POST", path, template, token=TOKEN)[0] == 200

    def close(self) -> None:
        self.world.close()
        self.hook.close()

    def moves_in(self, number: int, name: str, persona: str = "silent") -> str:
        row = person(number, persona, name=name)
        self.world.people(row)
        return str(row["phone"]).lstrip("+")

    def told(self, kind: str) -> list[dict[str, Any]]:
        return [row for row in self.hook.messages() if row["type"] == kind]

    def sends(self, to: str, **more: Any) -> str:
        status, body = self.world.send({"to": to, **more})
        assert status == 200, body
        return str(body["messages"][0]["id"])

    def statuses(self, wamid: str) -> set[str]:
        return {row["status"] for row in self.hook.values("statuses") if row["id"] == wamid}

    def uploads(self, content: bytes, mime_type: str) -> str:
        edge = "edge-of-a-part"
        head = (
            f'--{edge}\r\ncontent-disposition: form-data; name="messaging_product"\r\n\r\n'
            f'whatsapp\r\n--{edge}\r\ncontent-disposition: form-data; name="file"; '
            f'filename="som"\r\ncontent-type: {mime_type}\r\n\r\n'
        )
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        connection = HTTPConnection("127.0.0.1", self.world.port, timeout=30)
        headers = {
            "authorization": f"Bearer {TOKEN}",
            "content-type": f"multipart/form-data; boundary={edge}",
        }
        connection.request("POST", f"/v25.0/{PHONE_ID}/media", body, headers)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return str(answer["id"])

    def greets(self, to: str, name: str) -> str:
        words = [{"type": "text", "text": word} for word in (name, "Cooperativa Aurora")]
        node = {
            "name": "primeiro_contato", "language": {"code": "pt_BR"},
            "components": [{"type": "body", "parameters": words}],
        }  # fmt: skip
        return self.sends(to, type="template", template=node)

    def says(self, to: str, words: str) -> str:
        return self.sends(to, type="text", text={"body": words})

    def asks(self, to: str, kind: str, words: str, action: dict[str, Any], **more: Any) -> str:
        node = {"type": kind, "body": {"text": words}, "action": action, **more}
        return self.sends(to, type="interactive", interactive=node)

    def offers(self, to: str) -> str:
        rows = [
            {"id": "o1", "title": "À vista", "description": "R$ 810,00, com 10% de desconto"},
            {"id": "o6", "title": "6 vezes", "description": "6 × R$ 150,00"},
        ]
        action = {"button": "Ver condições", "sections": [{"title": "Condições", "rows": rows}]}
        words = "Estas são as condições para o seu contrato.\n*Valor hoje:* R$ 900,00"
        return self.asks(to, "list", words, action, footer={"text": "Vale até 29/11."})

    def surveys(self, to: str) -> str:
        """Send a form of two fields, made for this person."""
        options = [{"id": "5", "title": "Ótima"}, {"id": "1", "title": "Ruim"}]
        fields = [
            {"type": "RadioButtonsGroup", "name": "nota", "label": "Nota", "data-source": options},
            {"type": "TextInput", "name": "porque", "label": "Por quê?"},
        ]
        layout = {"type": "SingleColumnLayout", "children": fields}
        screen = {"id": "A", "terminal": True, "layout": layout}
        body = {
            "name": f"pesquisa {to}", "categories": ["SURVEY"], "publish": True,
            "flow_json": json.dumps({"version": "7.3", "screens": [screen]}),
        }  # fmt: skip
        made = self.world.call("POST", f"/v25.0/{WABA}/flows", body, token=TOKEN)[1]
        parameters = {"flow_message_version": "3", "flow_id": made["id"], "flow_cta": "Avaliar"}
        action = {"name": "flow", "parameters": parameters}
        return self.asks(to, "flow", "Como foi o atendimento?", action)

    def charges(self, to: str, reference: str) -> str:
        token = self.world.pix_token()[1]["access_token"]
        asked = {
            "calendario": {"expiracao": 864000}, "valor": {"original": "150.00"}, "chave": PIX_KEY,
        }  # fmt: skip
        charge = self.world.call("POST", "/pix/v2/cob", asked, token=token)[1]
        pix = {
            "code": charge["pixCopiaECola"], "merchant_name": "Cooperativa Aurora",
            "key": PIX_KEY, "key_type": "CNPJ",
        }  # fmt: skip
        amount = {"value": 15000, "offset": 100}
        item = {"retailer_id": "1", "name": "Parcela 1 de 6", "amount": amount, "quantity": 1}
        parameters = {
            "reference_id": reference, "type": "digital-goods", "payment_type": "br",
            "currency": "BRL", "total_amount": amount,
            "payment_settings": [{"type": "pix_dynamic_code", "pix_dynamic_code": pix}],
            "order": {
                "status": "pending", "tax": {"value": 0, "offset": 100}, "items": [item],
                "subtotal": amount,
            },
        }  # fmt: skip
        action = {"name": "review_and_pay", "parameters": parameters}
        return self.asks(to, "order_details", "Parcela 1 de 6 do seu acordo.", action)

    def confirms(self, to: str, reference: str) -> str:
        parameters = {
            "reference_id": reference, "order": {"status": "completed"},
            "payment": {"status": "captured"},
        }  # fmt: skip
        action = {"name": "review_order", "parameters": parameters}
        words = "Recebemos R$ 150,00 (Pix). Seu acordo está ativo; próxima parcela: 24/12."
        return self.asks(to, "order_status", words, action)


def take(page: Page, business: Business, phone: str) -> None:
    """Open a person's chat and take their telephone."""
    page.goto(f"{business.url}/phone#phone={phone}&number={PHONE_ID}")
    page.get_by_role("button", name="Pegar o telefone").click()
    expect(page.get_by_label("Mensagem", exact=True)).to_be_visible()


def play(page: Page, business: Business, phone: str, name: str, reference: str) -> None:
    """Go from the greeting to the payment, as the customer."""
    take(page, business, phone)
    log = page.get_by_role("log")
    business.greets(phone, name)
    log.get_by_role("button", name="Sim", exact=True).press("Enter")
    # Until it is heard the window is shut.
    expect(log.locator(".mine", has_text="Sim")).to_be_visible()
    business.says(phone, "Confirme o dia e o mês do seu *nascimento*, por exemplo, 07/03.")
    expect(log.locator("strong", has_text="nascimento")).to_be_visible()
    page.get_by_label("Mensagem", exact=True).fill("07/03")
    page.keyboard.press("Enter")
    expect(log.locator(".mine", has_text="07/03")).to_be_visible()
    business.offers(phone)
    log.get_by_role("button", name="Ver condições").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="6 vezes").click()
    expect(log.locator(".mine", has_text="6 vezes")).to_be_visible()
    business.charges(phone, reference)
    log.get_by_role("button", name="Pagar").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Pagar R$").click()
    expect(page.get_by_role("alert").filter(has_text="Pago")).to_be_visible()
    business.confirms(phone, reference)
    expect(log.get_by_text("Pedido concluído")).to_be_visible()


def _picture(path: Path) -> None:
    business = Business(speed=5.0)
    names = ("João Pedro Lima", "Francisco Araújo", "Luciana Ribeiro", "Camila Nascimento")
    try:
        phone = business.moves_in(1, "Maria da Silva Souza")
        for number, name in enumerate(names, start=2):
            business.greets(business.moves_in(number, name), name.split()[0])
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport={"width": 1400, "height": 860})
            play(page, business, phone, "Maria", "acordo-1")
            page.get_by_role("alert").wait_for(state="hidden")
            page.mouse.move(0, 0)
            page.screenshot(path=path)
            browser.close()
    finally:
        business.close()


if __name__ == "__main__":
    _picture(Path(sys.argv[1]))
