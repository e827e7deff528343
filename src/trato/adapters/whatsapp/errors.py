"""What each of the provider's error codes asks of us. Branch on the code, never on words. Pure."""

from trato.door.outbox.values import ErrorClass

_CODES: dict[ErrorClass, tuple[int, ...]] = {
    ErrorClass.RETRY: (1, 2, 131000, 131016, 131057, 133004),
    ErrorClass.RETRY_RECIPIENT: (131056,),
    ErrorClass.SLOW_DOWN: (4, 80007, 130429, 132069),
    ErrorClass.HOLD_TEMPLATE: (132015,),
    ErrorClass.STOP_TEMPLATE: (131064, 132001, 132007, 132016, 132068),
    ErrorClass.SWITCH_TO_TEMPLATE: (131047,),
    ErrorClass.OTHER_CHANNEL: (130472, 131049, 131063, 2040),
    ErrorClass.UNDELIVERABLE: (131026,),
    ErrorClass.SUPPRESS_MARKETING: (131050,),
    ErrorClass.BLOCKED_BY_US: (130403,),
    ErrorClass.STOP_NUMBER: (
        33, 131037, 131045, 131048, 133000, 133005, 133006, 133008, 133009, 133010, 133015, 133016,
    ),
    ErrorClass.STOP_ACCOUNT: (
        0, 3, 10, 190, *range(200, 300), 368, 130497, 131005, 131031, 131042, 134011,
    ),
    ErrorClass.BUG: (
        100, 2046, 2047, 131008, 131009, 131021, 131051, 131052, 131053,
        132000, 132005, 132012, 132018, 135000,
    ),
}  # fmt: skip
_CLASS = {code: error_class for error_class, codes in _CODES.items() for code in codes}
_TEMPLATE_AUTHORING = range(2_388_000, 2_389_000)


def class_of(code: int, *, http_status: int) -> ErrorClass:
    """Return what an error asks of us; a code nobody has listed yet is judged by the HTTP status.

    131064 (limit reached through wrongly classified templates) and 132068 (blocked flow) stop the
    template: sending it again would only make things worse.
    """
    known = _CLASS.get(code)
    if known is not None:
        return known
    if code in _TEMPLATE_AUTHORING:
        return ErrorClass.BUG
    if http_status == 429:
        return ErrorClass.SLOW_DOWN
    if http_status in (401, 403):
        return ErrorClass.STOP_ACCOUNT
    return ErrorClass.RETRY if http_status >= 500 else ErrorClass.BUG


def known_codes() -> frozenset[int]:
    """Return every code of the table."""
    return frozenset(_CLASS)
