"""Why a whole file is turned away. A single bad row is no refusal: it goes to the report."""


class ImportRefused(Exception):
    """A file cannot be taken at all; nothing of it was kept. Texts are for the operator."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        """Make it from a stable code, what happened, and what to do about it."""
        self.code, self.message, self.remedy = code, message, remedy
        super().__init__(f"{message} {remedy}")

    def __reduce__(self) -> tuple[type["ImportRefused"], tuple[str, str, str]]:
        """Travel between processes by the three parts."""
        return ImportRefused, (self.code, self.message, self.remedy)
