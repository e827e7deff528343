"""Writes what the page's letters do not have in words, so that nothing vanishes from paper. Pure.

The pages' letters cover Latin, Greek and Cyrillic. Emoji that people often use are named; any
other sign stands as its number. The exact text is in the lines and in its hash.
"""

import re
from typing import Final

_NAMED: Final = {
    "👍": "polegar para cima", "👎": "polegar para baixo", "🙏": "mãos postas", "👏": "palmas",
    "😀": "sorriso", "😃": "sorriso", "😄": "sorriso", "😁": "sorriso", "😊": "sorriso",
    "🙂": "sorriso leve", "😂": "choro de riso", "🤣": "gargalhada", "😅": "sorriso sem graça",
    "😉": "piscadela", "😍": "olhos de coração", "😘": "beijo", "😢": "choro", "😭": "choro forte",
    "😡": "raiva", "😠": "raiva", "😔": "tristeza", "😞": "tristeza", "😳": "vergonha",
    "🤔": "pensativo", "🙄": "olhos revirados", "😐": "rosto neutro", "🤝": "aperto de mãos",
    "❤": "coração", "💔": "coração partido", "💰": "saco de dinheiro", "✅": "feito",
    "❌": "xis vermelho", "⚠": "atenção", "🚨": "sirene", "📎": "clipe", "📄": "página",
    "📷": "câmera", "🎤": "microfone", "📞": "telefone", "👋": "aceno", "💪": "braço forte",
}  # fmt: skip
# Latin, Greek, Cyrillic, punctuation, currency, arrows; blanks.
_WRITTEN: Final = re.compile(
    r"[\t\n\u0020-\u007e\u00a0-\u024f\u0370-\u0373\u0384-\u03ff\u0400-\u045f"
    r"\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2116\u2122"
    r"\u2190-\u2193]+"
)
# Marks that only join, colour or turn the sign before them.
_SILENT: Final = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]"
)


def in_letters(text: str) -> str:
    """Return a text that the page's letters can write."""
    shown: list[str] = []
    rest = _SILENT.sub(
        "", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u202f", "\u00a0")
    )
    while rest:
        written = _WRITTEN.match(rest)
        if written:
            shown.append(written[0])
            rest = rest[written.end() :]
            continue
        sign, rest = rest[0], rest[1:]
        shown.append(f"[{_NAMED.get(sign) or f'U+{ord(sign):04X}'}]")
    return "".join(shown)
