"""Short links with a message already written, and their QR images."""

import io
from dataclasses import dataclass

import segno

from trato.simulator.chance import draw
from trato.simulator.cloud_api.errors import Failure
from trato.simulator.http import Json

CODES_MAX = 2_000
MESSAGE_MAX = 140
IMAGES = {"SVG": "image/svg+xml", "PNG": "image/png"}
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_LENGTH = 14


@dataclass(slots=True, kw_only=True)
class Link:
    """One code of one number."""

    code: str
    phone_number_id: str
    message: str

    @property
    def address(self) -> str:
        """Return where it leads."""
        return f"https://wa.me/message/{self.code}"


class Links:
    """Every short link, by its code; the text behind a code may change, the code does not."""

    def __init__(self, seed: int) -> None:
        """Start without links."""
        self._seed, self._made = seed, 0
        self._held: dict[str, Link] = {}

    def of(self, phone_number_id: str) -> list[Link]:
        """Return a number's links."""
        return [one for one in self._held.values() if one.phone_number_id == phone_number_id]

    def get(self, phone_number_id: str, code: str) -> Link | None:
        """Return one link of a number."""
        link = self._held.get(code)
        return link if link and link.phone_number_id == phone_number_id else None

    def find(self, code: str) -> Link | None:
        """Return a link by its code alone, as whoever follows it does."""
        return self._held.get(code)

    def put(self, phone_number_id: str, body: Json) -> Link | Failure:
        """Create a link, or change the text of one whose code is given."""
        message = str(body.get("prefilled_message") or "")
        if not 1 <= len(message) <= MESSAGE_MAX:
            return Failure(
                code=100, details=f"prefilled_message has 1 to {MESSAGE_MAX} characters."
            )
        if str(body.get("generate_qr_image", "SVG")).upper() not in IMAGES:
            return Failure(code=100, details="generate_qr_image must be SVG or PNG.")
        if body.get("code"):
            link = self.get(phone_number_id, str(body["code"]))
            if link is None:
                return Failure(code=100, details="Unsupported request: the code does not exist.")
            link.message = message
            return link
        if len(self.of(phone_number_id)) >= CODES_MAX:
            return Failure(code=100, details=f"A number holds {CODES_MAX} links.")
        self._made += 1
        bits = draw("link", self._seed, phone_number_id, self._made)
        code = "".join(_ALPHABET[bits >> (at * 4) & 31] for at in range(_LENGTH))
        self._held[code] = Link(code=code, phone_number_id=phone_number_id, message=message)
        return self._held[code]

    def delete(self, phone_number_id: str, code: str) -> bool:
        """Remove a link; say whether it was there."""
        if self.get(phone_number_id, code) is None:
            return False
        del self._held[code]
        return True


def image(link: Link, kind: str) -> bytes:
    """Draw the QR code of a link."""
    out = io.BytesIO()
    segno.make(link.address, error="m").save(out, kind=kind.lower(), scale=6)
    return out.getvalue()


def shown(link: Link, host: str, kind: str = "") -> Json:
    """Return a link as the Graph API shows it, with an image's address if one is asked for."""
    row = {
        "code": link.code,
        "prefilled_message": link.message,
        "deep_link_url": link.address,
    }
    if kind.upper() in IMAGES:
        row["qr_image_url"] = f"http://{host}/_qr/{link.code}.{kind.lower()}"
    return row
