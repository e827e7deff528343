"""Words of templates that are looked up once for each language, not each time a page is drawn.

A page of the desk has a hundred of them, and they are half of what drawing it costs.
"""

from typing import Any

from django.template.base import Node, Parser, Token
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language


class KeptWords(Node):
    """A translated text without anything of the page in it."""

    child_nodelists = ()

    def __init__(self, words: TranslateNode) -> None:
        """Know nothing yet; what they are in a language is asked when it is first drawn."""
        self._words = words
        self._known: dict[str | None, str] = {}

    def render(self, context: Any) -> str:
        """Return the words in the reader's language."""
        language = get_language()
        known = self._known.get(language)
        if known is None:
            known = self._known[language] = self._words.render(context)
        return known


def translate(parser: Parser, token: Token) -> Node:
    """Read `{% trans %}` as the framework does, and keep the words if they are always the same."""
    node: Any = do_translate(parser, token)
    expression = node.filter_expression
    is_constant = getattr(expression.var, "literal", None) is not None and not expression.filters
    if not is_constant or node.asvar or node.message_context or node.noop:
        return node  # type: ignore[no-any-return]
    return KeptWords(node)
