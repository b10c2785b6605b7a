"""Postcodes: the pattern of the row's country, and what a reader confuses put right towards it."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence

from digitiser.columns import clean, digits_folded, ranked
from digitiser.model import Candidate

# `#` a digit, `@` a letter, `*` either, everything else itself; usual spacing. Codes of the Universal Postal Union's addressing sheets.
_PATTERNS = {
    "@@## #@@": "GB", "@# #@@": "GB", "@## #@@": "GB", "@@# #@@": "GB", "@#@ #@@": "GB", "@@#@ #@@": "GB",
    "@#@ #@#": "CA",
    "#### @@": "NL",
    "@## ****": "IE", "D6W ****": "IE",
    "#####": "FR DE ES IT US MA DZ TR MX EG SA KR UA FI EE HR RS BA ME MY TH ID PK VN LK PE UY JO CU MC RE GP MQ GF YT GU PR VI "
             "KW IQ SN MM NP TW LA GT SV HN CR DO BT KE NC PF PM WF BL MF SM VA IL XK ZM TZ SD MU NI MV PS",
    "#####-####": "US", "####": "BE CH AT LU DK NO AU NZ TN ZA HU BG SI LV CY GE PH BD VE AL MK MD AR LI PY GL LB AM BH "
            "MZ HT NE ET LR CV AF SV",
    "@####@@@": "AR", "@####": "AR",
    "LV-####": "LV", "LT-#####": "LT", "L-####": "LU", "AD###": "AD", "MD-####": "MD",
    "### ##": "SE CZ SK GR", "##-###": "PL", "####-###": "PT", "###-####": "JP", "#####-###": "BR",
    "######": "IN CN RU RO SG CO KZ EC BY KG UZ NG TJ KH VN",
    "#######": "CL IL", "##########": "IR", "#### ####": "LB", "@@@ ####": "MT", "###": "IS BH FO OM MG LS PG",
    "GY# #@@": "GG", "JE# #@@": "JE", "IM# #@@": "IM", "AZ ####": "AZ",
}  # fmt: skip
_CONFUSED = ("OQDCU", "ILJT", "Z", "E", "AHY", "S", "GB", "TYF", "BR", "PQ")  # with 0 to 9
_AS_DIGIT = {letter: str(digit) for digit, letters in enumerate(_CONFUSED) for letter in letters}
_ALIKE = frozenset(["0O", "1I", "1L", "2Z", "5S", "6G", "8B"])  # digits and letters that many hands write alike
_AS_LETTER = {"0": "O", "1": "I", "2": "Z", "3": "B", "4": "A", "5": "S", "6": "G", "7": "T", "8": "B", "9": "G"}
_RARE = {"@#@ #@@": 0.5, "@@#@ #@@": 0.8, "@####@@@": 0.5}  # nats: patterns of few of a country's codes
# Nats: signs written alike, another known confusion, a sign that cannot be, a sign too many at an end that may be a rule or a
# neighbour's letter, another one too many; the pattern of another country, none at all.
_SWAP, _CONFUSION, _MISFIT, _EXTRA, _EXTRA_OTHER, _ELSEWHERE, _FREE = 0.6, 2.0, 3.0, 2.5, 4.5, 3.0, 4.0
_NONE = 0.08  # against the scores of all values: that a text means none of them
_UPRIGHT = "1ILJ"
_NO_LETTERS = "IOQZ"  # that Irish codes never hold: where letters and digits are mixed they are digits
_LONGEST = 24


def candidates(text: str, regions: Sequence[Candidate] = ()) -> tuple[Candidate, ...]:
    """The postcodes that a text may be, in capitals and usual spacing, best first; `regions` are the countries of the row.

    A text that fits no pattern is still given; None only where neither a Latin letter nor a digit was read.
    """
    plain = unicodedata.normalize("NFKD", digits_folded(clean(text))).upper()
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    signs = "".join(kept.split())[:_LONGEST]
    if not signs:
        return ()
    scores: dict[str, float] = {}
    elsewhere = {" ".join(kept.split())[:_LONGEST].strip(): math.exp(-_FREE)}
    known = {region.value: region.probability for region in regions}
    for pattern, countries in _PATTERNS.items():
        share = max([known.get(country, 0.0) for country in countries.split()] + [0.0 if known else 0.1])
        seldom = _RARE.get(pattern, 0.0)
        for value, cost in _fitted(signs, pattern):
            if share:
                scores[value] = max(scores.get(value, 0.0), share * math.exp(-cost - seldom))
            if cost <= 2 * _SWAP:
                shown = value if cost else next(iter(elsewhere))
                elsewhere[shown] = max(elsewhere.get(shown, 0.0), math.exp(-_ELSEWHERE - cost))
    spaced = {_bare(value): value for value in sorted(scores, key=lambda value: scores[value])}
    for value, score in elsewhere.items():  # in the spacing of the row's country where that has such codes
        shown = spaced.get(_bare(value), value)
        scores[shown] = max(scores.get(shown, 0.0), score)
    whole = sum(scores.values()) + _NONE if known else 1.0
    return ranked({value: score / whole for value, score in scores.items()})


def _fitted(signs: str, pattern: str) -> Iterator[tuple[str, float]]:
    """The signs in the pattern's places, with what that costs; one sign too many may be left out."""
    places = sum(c.isalnum() or c in "#@*" for c in pattern)
    if len(signs) == places:
        yield _placed(signs, pattern)
    elif len(signs) == places + 1:
        for i in range(len(signs)):
            value, cost = _placed(signs[:i] + signs[i + 1 :], pattern)
            foreign = signs[i] in _UPRIGHT or (signs[i].isalpha() and not {"@", "*"} & set(pattern))
            yield value, cost + (_EXTRA if foreign and i in (0, len(signs) - 1) else _EXTRA_OTHER)


def _placed(signs: str, pattern: str) -> tuple[str, float]:
    value, cost, left = "", 0.0, iter(signs)
    for place in pattern:
        if place in " -":
            value += place
            continue
        sign = next(left)
        if place == "#":
            fitted, fits = (sign, True) if sign.isdigit() else (_AS_DIGIT.get(sign, sign), sign in _AS_DIGIT)
        elif place == "@":
            fitted, fits = (sign, True) if sign.isalpha() else (_AS_LETTER[sign], True)
        elif place == "*":
            fitted, fits = _AS_DIGIT[sign] if sign in _NO_LETTERS else sign, True
        else:
            fitted, fits = place, sign == place
        if not fits:
            cost += _MISFIT
        elif fitted != sign:
            cost += _SWAP if _alike(fitted, sign) else _CONFUSION
        value += fitted
    return value, cost


def _bare(value: str) -> str:
    return value.replace(" ", "").replace("-", "")


def _alike(one: str, other: str) -> bool:
    return one + other in _ALIKE or other + one in _ALIKE
