"""What is wrong with an exported chat, and what to do about it, in words."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trato.casework.chats.values import BadChat

_PROBLEMS: Final = {
    "empty": later("O arquivo está vazio. Exporte a conversa de novo."),
    "too_large": later("O arquivo passa de 32 MB. Exporte sem mídia, ou um período menor."),
    "too_large_inside": later("O ZIP abre em mais do que cabe. Exporte sem mídia."),
    "too_many_files": later("O ZIP tem arquivos demais. Exporte sem mídia."),
    "too_many_messages": later("São mais de 100.000 mensagens. Divida o texto em partes."),
    "not_a_chat": later(
        "Esta linha não começa com data e hora como o WhatsApp escreve. Envie o arquivo tal como o "
        "WhatsApp o exportou, sem abrir nem salvar em outro programa."
    ),
    "not_utf8": later("O texto não está em UTF-8. Envie o arquivo original, sem salvar de novo."),
    "no_order": later(
        "As datas não combinam: nem dia primeiro, nem mês primeiro serve até esta linha. "
        "O arquivo foi juntado de dois, ou alterado."
    ),
    "no_such_time": later("A data ou a hora desta linha não existe. Envie o arquivo original."),
    "to_come": later("Há mensagens com data no futuro. Confira o relógio de quem exportou."),
    "other_order": later("As datas do arquivo só servem na outra ordem."),
    "which_order": later("As datas servem dos dois jeitos: diga se o dia ou o mês vem primeiro."),
    "odd_name": later("O ZIP tem nomes de arquivo que não vêm do WhatsApp. Não foi aberto."),
    "locked_zip": later("O ZIP tem senha. Exporte de novo, sem senha."),
    "broken_zip": later("O ZIP está danificado. Exporte de novo."),
    "no_text": later("O ZIP não tem o texto da conversa (.txt). Exporte de novo."),
    "several_texts": later("O ZIP tem vários textos e nenhum com o nome do WhatsApp."),
}


def told(bad: BadChat) -> str:
    """Return the words for what is wrong, with the line where it is."""
    words = str(_PROBLEMS.get(bad.code, _("O arquivo não pôde ser lido.")))
    return _("Linha %(n)d: %(words)s") % {"n": bad.line, "words": words} if bad.line else words
