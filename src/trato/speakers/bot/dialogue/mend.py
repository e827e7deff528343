"""Mend the slips of a hurried thumb in the words that weigh most; nothing else is touched."""

import re
from collections.abc import Iterator

_WORDS = (
    "parar parem cancela cancelar mensagem mensagens descadastra descadastrar numero atendente "
    "pessoa humano alguem advogado advogada procon justica processo errado errada engano "
    "conheco faleceu morreu falecido esposa marido dados comprovante paguei quitei quitado "
    "reconheco divida compra conta valor desempregado depressao doente internado internada "
    "hospital endividado superendividado confirmo fechado aceito proposta propostas opcoes "
    "negociar desconto juros parcelas vezes consigo posso pagar dinheiro trabalho dificil "
    "quanto vista voltar receber mandar tirar"
).split()
_LETTERS_MIN = 5


def mend(said: str) -> str:
    """Return the folded text with near misses of weighty words put right."""
    return re.sub(r"[a-z]+", lambda m: _SLIPS.get(m.group(), m.group()), said)


def _slips_of(word: str) -> Iterator[str]:
    """Yield two letters swapped, one doubled or one left out; the first letter is seldom wrong."""
    for k in range(1, len(word) - 1):
        yield word[:k] + word[k + 1] + word[k] + word[k + 2 :]
        yield word[:k] + word[k] + word[k:]
        yield word[:k] + word[k + 1 :]


_SLIPS = {
    slip: word
    for word in _WORDS
    for slip in _slips_of(word)
    if len(word) >= _LETTERS_MIN and len(slip) >= _LETTERS_MIN and slip not in _WORDS
}
