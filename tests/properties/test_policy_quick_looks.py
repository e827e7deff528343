"""Every quick look at a text finds what the long way finds: whole patterns, whole text."""

import re
import unicodedata
from itertools import pairwise

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from trato.door.policy import amounts, asking, folding, lines, money, sentences, signs, vocabulary
from trato.door.policy.findings import Findings
from trato.door.policy.forbidden import FORBIDDEN_FAMILIES, Phrase
from trato.door.policy.money import PixKey
from trato.door.policy.stems import (
    PATTERNS,
    STEMS,
    SURELY_DEBT,
    SURELY_PAYS,
    families_of,
    stands_alone,
)
from trato.door.policy.words import offers_human, offers_stop, says_automated

quick = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])

WORDS = (
    "dívida débito valor total voce deve pague pix chave cpf cnpj seu o completo informe nunca os "
    "ultimos digitos do 11 numeros senha reais mil brl de caloteiro vergonha processo judicial "
    "ultima chance so hoje em 2 horas sera familia contar para sua mae desista da acao credito "
    "aprovado na hora doenca desconto sem juros 50% off boleto em aberto acordo com a lei "
    "assistente virtual pare uma pessoa nao quero receber"
).split()
PIECES = (
    "1.234,56 R$ 1.000,00 R$10 $7 150 2 5,5 10% 26/11/2026 14:20 000201 br.gov.bcb br.gov.bcb.pix "
    "11987654321 (11) 98765-4321 +55 111.444.777-35 39.580.525/0001-89 12.ABC.345/01DE-35 "
    "123e4567-e12b-12d1-a456-426655440000 ana@exemplo.com dpo@ 6304ab12 3333-4444 d1v1d4 b0l3to "
    "U$idiota R$calote 34191.09123 34567.800056 71234.570001 16560000123456 div.ida x"
).split()
JOINERS = st.sampled_from([" ", " ", " ", "  ", ".", "-", "*", "/", "\n", ", ", ". ", "? ", "$"])
DISGUISES = st.sampled_from(
    [str, str, str, str.upper, " ".join, ".".join, "-".join, lambda w: w.replace("a", "4")]
)
SAID = st.builds(
    lambda word, disguise: disguise(word),
    st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from(PIECES),
        st.text(alphabet="abcdef0123456789", min_size=8, max_size=32),
        st.text(max_size=4),
    ),
    DISGUISES,
)
TEXTS = st.lists(st.tuples(SAID, JOINERS), min_size=1, max_size=12).map(
    lambda parts: "".join(word + joiner for word, joiner in parts)
)


@quick
@given(st.one_of(TEXTS, st.text(), st.text(alphabet=st.characters(max_codepoint=255))))
@example("«»")
@example("a\xa0b\xadc½ªº\xb4\xa8")
def test_the_table_folds_as_the_long_way_does(text: str) -> None:
    plain = unicodedata.normalize("NFKD", text.translate(folding._LOOKALIKES))
    plain = folding._FOREIGN.sub(" ", folding._INVISIBLE.sub("", plain))
    assert folding.fold(text) == plain.lower()
    assert folding.fold_line(text) == folding._BLANKS.sub(" ", plain.lower())


@quick
@given(TEXTS)
def test_words_in_disguise_are_all_read(text: str) -> None:
    folded = folding.fold_line(text)
    found = [folding._JOINERS.sub("", m.group()) for m in folding._SPLIT_WORD.finditer(folded)]
    if folding._BROKEN_WORD.search(folded):
        found.append(folding._BROKEN_WORD.sub(lambda m: m.group()[0], folded))
    both = " ".join([folded, *found]) if "".join(found) else folded
    if any(_leet_hint(both)):
        found += [m.group().translate(folding._LEET) for m in folding._LEET_WORD.finditer(both)]
    assert folding.unmasked(folded) == " ".join(found)
    spaced_or_broken = folding._SPLIT_WORD.search(folded) or folding._BROKEN_WORD.search(folded)
    assert folding.is_masked(folded) == (spaced_or_broken is not None)
    assert folding.may_hold_leet(folded) == (folding._LEET_WORD.search(folded) is not None)


@quick
@given(TEXTS)
def test_words_of_sending_money_are_all_seen(text: str) -> None:
    folded = folding.fold_line(text)
    assert money.speaks_of_pay(folded) == (money._TRANSFER.search(folded) is not None)


def _leet_hint(text: str) -> list[bool]:
    signs = "0134578@!"
    letters = "abcdefghijklmnopqrstuvwxyz"
    pairs = pairwise(text)
    beside = [(a in letters and b in signs) or (a in signs and b in letters) for a, b in pairs]
    inside = [
        a in letters and b == "$" and c in letters
        for a, b, c in zip(text, text[1:], text[2:], strict=False)
    ]
    return beside + inside


@quick
@given(
    st.sampled_from(
        [stem.rstrip("|") for name in ("debt", "pays") for stem in STEMS[name].split()]
    ),
    st.sampled_from(["", "s", "os", "r", "x", "ndo"]),
    st.text(alphabet=" 1_.,-'de com a lei\n", max_size=12),
    st.text(alphabet=" 1_.,-'de com a lei\n", max_size=12),
)
@example("acordo", "", "de ", " com a lei")
@example("pix", "", "1", "")
@example("pix", "", "", "_")
def test_a_sure_word_is_found_by_its_pattern(
    stem: str, ending: str, before: str, after: str
) -> None:
    folded = f"{before}{stem}{ending}{after}"
    raw = folded.encode()
    sure = families_of(raw) if stands_alone(raw) else 0
    assert not sure & SURELY_DEBT or vocabulary.DEBT.search(folded)
    assert not sure & SURELY_PAYS or money._TRANSFER.search(folded)


@quick
@given(TEXTS)
def test_amounts_are_those_of_the_whole_pattern(text: str) -> None:
    folded = folding.fold_line(text)
    found = [
        amounts._cents(m["marked"] or m["plain"] or m["spoken"]) * (1000 if m["mil"] else 1)
        for m in amounts._AMOUNT.finditer(folded)
    ]
    assert amounts.amounts_in(folded) == tuple(found)


CNPJ_SHAPE = re.compile(r"[0-9a-z]{2}\.[0-9a-z]{3}\.[0-9a-z]{3}/|\d{8}/?\d{4}")


def _keys_the_long_way(folded: str) -> tuple[PixKey, ...]:
    def plain(raw: str) -> str:
        return "".join(c for c in raw if c.isalnum())

    rest = money._DIGITABLE_LINE.sub(" ", money._BR_CODE.sub(" ", folded))
    found = [PixKey("evp", plain(m.group())) for m in money._EVP.finditer(rest)]
    rest = money._EVP.sub(" ", rest)
    if CNPJ_SHAPE.search(rest):
        found += [PixKey("cnpj", plain(m.group())) for m in money._CNPJ.finditer(rest)]
        rest = money._CNPJ.sub(" ", rest)
    spoken_of = money._TRANSFER.search(rest) is not None
    found += [
        PixKey("cpf", plain(m.group()))
        for m in money._CPF.finditer(rest)
        if spoken_of or not m.group().isdigit()
    ]
    if spoken_of:
        rest = money._CPF.sub(" ", rest)
        found += [PixKey("email", m.group()) for m in money._EMAIL.finditer(rest)]
        found += [PixKey("phone", plain(m.group())) for m in money._PHONE.finditer(rest)]
    return tuple(dict.fromkeys(found))


@quick
@given(TEXTS)
@example("chave 11br.gov.bcb.pix98765-4321")
@example("pix 123456 34191.09123 34567.800056 71234.570001 1 16560000123456 7890")
def test_keys_and_codes_are_those_of_the_whole_patterns(text: str) -> None:
    folded = folding.fold_line(text)
    pix, code, keys = money.codes_and_keys(folded)
    assert keys == _keys_the_long_way(folded)
    if any(c.isdigit() or c == "@" for c in folded):
        assert pix == (money._BR_CODE.search(folded) is not None)
        assert code == (pix or money._DIGITABLE_LINE.search(folded) is not None)
    else:
        assert (pix, code) == ("br.gov.bcb" in folded, False)


@quick
@given(TEXTS)
def test_no_question_for_an_identifier_is_overlooked(text: str) -> None:
    folded = folding.fold_line(text)
    bare = [
        "cpf"
        for m in asking._BARE_ASK.finditer(folded)
        if not (asking._PARTIAL.search(m["before"]) or asking._NEVER.search(m["before"]))
    ]
    found = asking.identifiers_asked_in(folded)
    assert found.count("cpf") <= 1
    assert not bare or "cpf" in found
    assert Findings(text).asked == found


ASKED = st.lists(
    st.sampled_from(
        [
            "cpf",
            "cpf?",
            "seu",
            "o",
            "completo",
            "11 numeros",
            "do",
            "nunca",
            "ultimos",
            ".",
            "x" * 45,
        ]
    ),
    max_size=30,
).map(" ".join)


@quick
@given(ASKED)
def test_bare_questions_for_a_cpf_are_those_of_the_whole_pattern(folded: str) -> None:
    bare = any(
        not (asking._PARTIAL.search(m["before"]) or asking._NEVER.search(m["before"]))
        for m in asking._BARE_ASK.finditer(folded)
    )
    asked = any(m["what"] == "cpf" for m in asking._ASKING.finditer(folded))
    assert asked or ("cpf" in asking.identifiers_asked_in(folded)) == bare


@quick
@given(st.lists(TEXTS, min_size=1, max_size=4).map("\n".join))
@example("chave ab1cdefghijk12\n12.345.678/0001-95")
@example("mande para\n12345678909")
@example("pix\nbr.gov.bcb\n1")
def test_the_findings_are_those_of_every_pattern_over_the_whole_text(text: str) -> None:
    found = Findings(text)
    whole = found._whole
    debt_words = tuple(dict.fromkeys(m.group().strip() for m in vocabulary.DEBT.finditer(whole)))
    assert found.debt_words == debt_words
    assert found.reveals_debt == bool(debt_words or found.amounts or found.has_payment_code)
    assert found.has_discount == (vocabulary.DISCOUNT.search(whole) is not None)
    pix, code, keys = money.codes_and_keys(found.folded)
    assert (found.has_payment_code, found.keys) == (pix or code, keys)
    assert found.says_automated == says_automated(found.folded)
    assert found.offers_stop == offers_stop(found.folded)
    assert found.offers_human == offers_human(found.folded)
    assert found.alphanumeric == "".join(c for c in found.folded if c.isalnum())
    assert found.demands_payment == (pix or vocabulary.DEMAND.search(whole) is not None)
    assert found.sensitive == tuple(
        dict.fromkeys(m.group().strip() for m in vocabulary.SENSITIVE.finditer(whole))
    )
    assert found.forbidden == tuple(
        Phrase(name, m.group().strip())
        for name, pattern in FORBIDDEN_FAMILIES.items()
        for m in pattern.finditer(whole)
    )


PHRASES = st.sampled_from([pattern for found in PATTERNS.values() for pattern in found]).flatmap(
    st.from_regex
)
STOPS = st.sampled_from([". ", "? ", "! ", ".", " ", ".. ", ". . ", " - "])
PARTED = st.lists(
    st.one_of(
        SAID,
        # A stop amid a phrase: what stands before it and after it must not be read together.
        st.builds(lambda phrase, stop: phrase.replace(" ", stop, 1), PHRASES, STOPS),
    ),
    min_size=1,
    max_size=5,
)


ADDRESSED = st.one_of(
    st.sampled_from(
        ["ana", "ana maria", "o", "conte para", "informe", "sua mae", "a vista", "f a"]
    ),
    st.from_regex(r"[a-f ]{1,30}", fullmatch=True),
)
FILLER = " e tudo mais que se diz a quem se fala"


@quick
@given(st.one_of(PHRASES, SAID, st.just("pix")), ADDRESSED, st.booleans())
@example("avisar a familia", "maria", True)
def test_whom_a_sentence_addresses_adds_nothing(phrase: str, name: str, parted: bool) -> None:
    said = phrase.replace(" ", ", ", 1) if parted else f"{name}, {phrase}"
    text = (said + FILLER).replace("\n", " ")
    line = lines.Line(text)
    whole = sentences.Sentence(line.folded)
    assert line.says == whole.says
    assert line.amounts == whole.amounts
    keys = money.codes_and_keys(line.folded)
    assert not line.bearing or money.codes_and_keys(line.bearing) == keys


@quick
@given(PARTED, STOPS)
@example(["responsabilidade", "ao 12 ok"], ". ")
@example(["d. i. v. i", "da 1. reais"], ". ")
@example(["sim. 12", "345", "678", "9012"], ". ")
def test_a_line_says_what_it_says_with_its_sentences_unparted(parts: list[str], stop: str) -> None:
    line = lines.Line(stop.join(parts).replace("\n", " "))
    whole, folded = sentences.Sentence(line.folded), line.folded
    by_family = {name: place for place, name in enumerate(FORBIDDEN_FAMILIES)}
    assert line.says == whole.says
    assert (line.amounts, line.sensitive) == (whole.amounts, whole.sensitive)
    assert sorted(line.forbidden, key=lambda p: by_family[p.family]) == list(whole.forbidden)
    assert bool(line.bearing) == (money.may_hold_keys(folded) or money.may_be_cnpj(folded))
    assert bool(whole.says & signs.HOLDS_KEYS) == money.may_hold_keys(folded)
    assert bool(whole.says & signs.COUNTS) == money.holds_digit(folded)
    assert bool(whole.says & signs.PAYS) == (money._TRANSFER.search(folded) is not None)
    assert bool(whole.says & signs.MASKED) == folding.is_masked(folded)
    assert bool(whole.says & signs.NEAR_LEET) == folding.may_be_leet(folded)
    assert bool(whole.says & signs.LEET) == folding.may_hold_leet(folded)
    assert whole.amounts == amounts.amounts_in(folded)
    asks = asking._ASKING.search(folded) or asking._CPF_ASK.search(folded)
    assert bool(whole.says & signs.ASKS) == (asks is not None)
