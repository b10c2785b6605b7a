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
             "KW IQ SN MM NP LA GT SV HN CR DO BT KE NC PF PM WF BL MF SM VA IL XK",
    "#####-####": "US", "####": "BE CH AT LU DK NO AU NZ TN ZA HU BG SI LV CY GE PH BD VE AL MK MD AR LI PY GL LB AM BH",
    "@####@@@": "AR", "@####": "AR",
    "LV-####": "LV", "LT-#####": "LT", "L-####": "LU", "AD###": "AD", "MD-####": "MD",
    "### ##": "SE CZ SK GR", "##-###": "PL", "####-###": "PT", "###-####": "JP", "#####-###": "BR",
    "######": "IN CN RU RO SG CO KZ EC BY KG UZ",
    "#######": "CL IL", "###-##": "TW", "#####-#####": "IR", "#### ####": "LB", "@@@ ####": "MT", "###": "IS BH FO OM",
    "GY# #@@": "GG", "JE# #@@": "JE", "IM# #@@": "IM", "AZ ####": "AZ",
}  # fmt: skip
_CONFUSED = ("OQDCU", "ILJT", "Z", "E", "AHY", "S", "GB", "TYF", "BR", "PQ")  # with 0 to 9
_AS_DIGIT = {letter: str(digit) for digit, letters in enumerate(_CONFUSED) for letter in letters}
_AS_LETTER = {"0": "O", "1": "I", "2": "Z", "3": "B", "4": "A", "5": "S", "6": "G", "7": "T", "8": "B", "9": "G"}
_RARE = frozenset(["@#@ #@@", "@@#@ #@@", "@####@@@"])  # patterns of few of a country's codes
# Nats: a known confusion, a sign that cannot be, one too many, no pattern at all, a rare pattern.
_SWAP, _MISFIT, _EXTRA, _FREE, _SELDOM = 0.7, 3.0, 3.0, 4.0, 0.5
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
    known = {region.value: region.probability for region in regions}
    for pattern, countries in _PATTERNS.items():
        share = max([known.get(country, 0.0) for country in countries.split()] + [0.0 if known else 0.1])
        if share:
            share *= math.exp(-_SELDOM) if pattern in _RARE else 1.0
            for value, cost in _fitted(signs, pattern):
                scores[value] = max(scores.get(value, 0.0), share * math.exp(-cost))
    if all(value.replace(" ", "").replace("-", "") != signs for value in scores):
        scores[" ".join(kept.split())[:_LONGEST].strip()] = math.exp(-_FREE)
    return ranked(scores)


def _fitted(signs: str, pattern: str) -> Iterator[tuple[str, float]]:
    """The signs in the pattern's places, with what that costs; one sign too many may be left out."""
    places = sum(c.isalnum() or c in "#@*" for c in pattern)
    if len(signs) == places:
        yield _placed(signs, pattern)
    elif len(signs) == places + 1:
        for i in range(len(signs)):
            value, cost = _placed(signs[:i] + signs[i + 1 :], pattern)
            yield value, cost + _EXTRA


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
            fitted, fits = sign, True
        else:
            fitted, fits = place, sign == place
        cost += _MISFIT if not fits else _SWAP if fitted != sign else 0.0
        value += fitted
    return value, cost
