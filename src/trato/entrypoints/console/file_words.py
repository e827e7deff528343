"""Says why a file cannot be sent: which one, how large it is, and how large it may be."""

from typing import Any, Final

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.door.policy.values import Kind
from trato.speakers.desk.files import WrongFile
from trato.speakers.desk.rules import SIZES_MAX

_PROBLEMS: Final[dict[str, Any]] = {
    "empty": gettext_lazy("O arquivo está vazio."),
    "type": gettext_lazy(
        "O WhatsApp não leva este tipo de arquivo. Leva imagem JPEG ou PNG, áudio AAC, AMR, MP3, "
        "M4A ou OGG, vídeo MP4 ou 3GP, e PDF, TXT, DOCX, XLSX ou PPTX."
    ),
    "many": gettext_lazy("No máximo 10 anexos de cada vez."),
}
_TOO_LARGE: Final[dict[Kind | None, Any]] = {
    Kind.IMAGE: gettext_lazy("tem %(size)s, e uma imagem pode ter até %(limit)s."),
    Kind.AUDIO: gettext_lazy("tem %(size)s, e um áudio pode ter até %(limit)s."),
    Kind.VIDEO: gettext_lazy("tem %(size)s, e um vídeo pode ter até %(limit)s."),
    Kind.DOCUMENT: gettext_lazy("tem %(size)s, e um documento pode ter até %(limit)s."),
    None: gettext_lazy("tem %(size)s, e nenhum arquivo pode ter mais de %(limit)s."),
}


def why_not(wrong: WrongFile) -> str:
    """Return the reason, to stand after the file's name and a colon."""
    if wrong.code != "size":
        return str(_PROBLEMS[wrong.code])
    limit = SIZES_MAX[wrong.kind] if wrong.kind else max(SIZES_MAX.values())
    sizes = {"size": filesizeformat(wrong.size_bytes), "limit": filesizeformat(limit)}
    return str(_TOO_LARGE[wrong.kind]) % sizes


def named(name: str, wrong: WrongFile) -> str:
    """Return the file's name with the reason."""
    return _("%(name)s: %(why)s") % {"name": name, "why": why_not(wrong)}
