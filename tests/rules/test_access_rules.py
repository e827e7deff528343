"""What a session's list says of device and address."""

import pytest

from trato.book.access.rules import device_of, masked_address

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"  # noqa: E501
EDGE = CHROME + " Edg/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"  # noqa: E501
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 15; Pixel) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
)


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        (CHROME, "Chrome · Windows"),
        (EDGE, "Edge · Windows"),
        (IPHONE, "Safari · iPhone"),
        (FIREFOX, "Firefox · Linux"),
        (ANDROID, "Chrome · Android"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_said_in_two_words(user_agent: str, said: str) -> None:
    assert device_of(user_agent) == said


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("203.0.113.77", "203.0.113.•••"),
        ("::ffff:203.0.113.77", "203.0.113.•••"),
        ("2001:db8:aa:1::7", "2001:0db8:00aa:…"),
        ("unix", ""),
        ("", ""),
    ],
)
def test_an_address_is_said_without_its_last_part(address: str, said: str) -> None:
    assert masked_address(address) == said
