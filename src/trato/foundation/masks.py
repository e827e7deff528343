"""Shows enough of a document or an address to recognise it, never enough to use it. Pure."""


def mask_document(document: str) -> str:
    """Show the middle of a CPF or the root's end of a CNPJ, never enough to use it."""
    if len(document) == 11:
        return f"***.{document[3:6]}.{document[6:9]}-**"
    return f"**.***.{document[5:8]}/****-**"


def mask_address(kind: str, value: str) -> str:
    """Show area code and last digits of a phone, first letter and domain of an e-mail."""
    if kind == "email" or "@" in value:
        local, _, domain = value.partition("@")
        return f"{local[:1]}***@{domain}"
    digits = value.removeprefix("+").removeprefix("55")
    return f"({digits[:2]}) *****-{digits[-4:]}"


def mask_name(name: str) -> str:
    """Show the first letter of every part of a name."""
    return " ".join(f"{part[0]}***" for part in name.split())
