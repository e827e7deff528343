"""Meta's error codes, with the shape of its error answer."""

from dataclasses import dataclass

from trato.simulator.http import Json, Response, answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a call or a delivery failed, in Meta's terms."""

    code: int
    details: str = ""

    @property
    def title(self) -> str:
        """Return Meta's own words for the code."""
        return _KNOWN[self.code][1]

    @property
    def http_status(self) -> int:
        """Return the HTTP status that comes with the code."""
        return _KNOWN[self.code][0]


_KNOWN: dict[int, tuple[int, str]] = {
    1: (400, "API Unknown"),
    2: (503, "API Service"),
    4: (400, "API Too Many Calls"),
    10: (403, "Permission Denied"),
    33: (400, "Parameter value is not valid"),
    100: (400, "Invalid parameter"),
    190: (401, "Access token has expired"),
    368: (403, "Temporarily blocked for policies violations"),
    2040: (400, "Message type is not currently supported"),
    2046: (400, "Invalid order status transition"),
    2047: (400, "Order cancellation failed"),
    80007: (400, "Rate limit issues"),
    130403: (400, "Recipient is blocked"),
    130429: (429, "Rate limit hit"),
    130472: (400, "User's number is part of an experiment"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (503, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131031: (403, "Account has been locked"),
    131042: (400, "Business eligibility payment issue"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "Message was not delivered to maintain healthy ecosystem engagement"),
    131050: (400, "User has stopped marketing messages from this business"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131064: (400, "Messaging limit reached through template classification violations"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: (500, "Account in maintenance mode"),
    132000: (400, "Number of parameters does not match the expected number of params"),
    132001: (404, "Template name does not exist in the translation"),
    132005: (400, "Translated text too long"),
    132007: (400, "Template format character policy violated"),
    132012: (400, "Parameter format does not match format in the created template"),
    132018: (400, "Template parameter format is not valid"),
    132015: (400, "Template is paused"),
    132016: (400, "Template is disabled"),
    132068: (400, "Flow is in blocked state"),
    132069: (400, "Flow is in throttled state"),
    133000: (500, "Incomplete deregistration"),
    133005: (400, "Two-step verification PIN mismatch"),
    133006: (400, "Phone number re-verification needed"),
    133008: (400, "Too many two-step verification PIN guesses"),
    133009: (400, "Two-step verification PIN guessed too fast"),
    133015: (400, "Please wait a few minutes before registering this number"),
    133016: (400, "Account register deregister rate limit exceeded"),
    133010: (400, "Phone number not registered"),
    135000: (400, "Generic user error"),
    2388019: (400, "Message template limit exceeded"),
    2388023: (400, "Message template language is being deleted"),
    2388039: (400, "Message template status does not allow this"),
    2388040: (400, "Message template field is too long"),
    2388047: (400, "Message header format is incorrect"),
    2388072: (400, "Message body format is incorrect"),
    2388073: (400, "Message footer format is incorrect"),
    2388293: (400, "Message template has too many variables for its length"),
    2388299: (400, "Variables cannot stand at the start or end of a template"),
}


def known(code: int) -> bool:
    """Say whether the code is one of Meta's that this world can answer."""
    return code in _KNOWN


def refusal(failure: Failure, *, http_status: int | None = None) -> Response:
    """Return the error answer of the Graph API."""
    body: Json = {
        "error": {
            "message": f"(#{failure.code}) {failure.title}",
            "type": "OAuthException",
            "code": failure.code,
            "error_data": {"messaging_product": "whatsapp", "details": failure.details},
            "fbtrace_id": "Asimulated",
        }
    }
    if failure.code == 100 and failure.details.startswith("Unsupported"):
        body["error"]["error_subcode"] = 33
    return answer(body, http_status or failure.http_status)


def gateway(http_status: int) -> Response:
    """Return what stands in front of the Graph API says when it gets no answer: a page, no code."""
    page = f"<html><body><h1>{http_status} Bad Gateway</h1></body></html>"
    return Response(status=http_status, body=page.encode(), content_type="text/html")


def as_status_error(failure: Failure) -> Json:
    """Return the error as it stands inside a `failed` status."""
    return {
        "code": failure.code,
        "title": failure.title,
        "message": failure.title,
        "error_data": {"details": failure.details or failure.title},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    }
