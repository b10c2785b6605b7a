"""E-mail addresses: their grammar, the providers most people have, and the row's name as a hint."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from digitiser.columns import clean, digits_folded, fold, ranked
from digitiser.model import Candidate

# A closed list, for readings that are nearly one of these; any other domain is kept as it was read.
PROVIDERS = (
    "gmail.com", "hotmail.com", "hotmail.fr", "hotmail.co.uk", "hotmail.es", "hotmail.de", "hotmail.it", "outlook.com",
    "outlook.fr", "outlook.es", "outlook.de", "live.com", "live.fr", "live.co.uk", "msn.com", "yahoo.com", "yahoo.fr", "yahoo.es",
    "yahoo.de", "yahoo.co.uk", "yahoo.it", "yahoo.ca", "yahoo.com.ar", "yahoo.com.mx", "ymail.com", "icloud.com", "me.com",
    "mac.com", "proton.me", "protonmail.com", "pm.me", "tutanota.com", "tuta.io", "riseup.net", "mailbox.org", "posteo.de",
    "posteo.net", "gmx.com", "gmx.de", "gmx.net", "gmx.fr", "gmx.at", "gmx.ch", "web.de", "t-online.de", "freenet.de", "mail.com",
    "mail.ru", "yandex.ru", "yandex.com", "aol.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "neuf.fr",
    "bbox.fr", "numericable.fr", "skynet.be", "telenet.be", "proximus.be", "voo.be", "bluewin.ch", "sunrise.ch", "hispeed.ch",
    "pt.lu", "btinternet.com", "sky.com", "virginmedia.com", "talktalk.net", "eircom.net", "comcast.net", "verizon.net", "att.net",
    "sbcglobal.net", "cox.net", "rogers.com", "bell.net", "sympatico.ca", "videotron.ca", "shaw.ca", "telefonica.net", "libero.it",
    "tiscali.it", "virgilio.it", "alice.it", "sapo.pt", "uol.com.br", "bol.com.br", "terra.com.br", "menara.ma", "xtra.co.nz",
    "bigpond.com", "optusnet.com.au", "ziggo.nl", "kpnmail.nl", "xs4all.nl", "planet.nl", "home.nl", "wp.pl", "o2.pl", "interia.pl",
    "onet.pl", "seznam.cz", "centrum.cz", "abv.bg", "mynet.com", "example.org", "example.com",
)  # fmt: skip
_AT = re.compile(r"\s*(?:@|©|®|€|\(a\)|\[at\]|\(at\)|\barobase\b)+\s*")
_MUDDLED_AT = "agqoeucd028&$"  # what a handwritten @ is often read as
_NAME, _LABEL = r"[a-z0-9_%+-]", r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_ADDRESS = re.compile(rf"{_NAME}+(?:\.{_NAME}+)*@{_LABEL}(?:\.{_LABEL})*\.[a-z]{{2,}}")
_LOOKALIKES = str.maketrans("1lj05892quvzc", "iiiosbgzguuze")
_SPACES = (("", 0.9), ("_", 1.0), (".", 1.2), ("-", 2.0))  # nats: what a gap in the name may have been
# Nats: a sign misread; a sign of a domain that is not listed, and at most; an @ that was not seen; an address that is none of these.
_EDIT, _OWN_DOMAIN, _OWN_AT_MOST, _NO_AT, _NOISE = 1.8, 0.7, 6.0, 2.5, 6.5
_NEAR = 0.25  # of its signs may differ between a local part and the person's name for the name to explain it
_UNLIKELY, _LONGEST = 0.005, 100


def candidates(text: str, names: Sequence[Candidate] = ()) -> tuple[Candidate, ...]:
    """The addresses that a text may be, in small letters, best first; `names` are readings of the row's name, as a hint.

    A text that is no address is still given, with little probability; None only where no Latin letter was read.
    """
    text = _plain(text)
    if not re.search("[a-z]", text):
        return ()
    scores: dict[str, float] = {}
    for local, domain, cost in _halves(text):
        for end, end_cost in _domains(domain):
            for start, start_cost in _locals(local, names):
                address = f"{start}@{end}"
                if _ADDRESS.fullmatch(address):
                    scores[address] = max(scores.get(address, 0.0), math.exp(-cost - end_cost - start_cost))
    total = sum(scores.values()) + math.exp(-_NOISE)
    scores = {address: score / total for address, score in scores.items()}
    if not scores:
        scores[re.sub(r"[^a-z0-9._%+@-]", "", text)] = _UNLIKELY
    return ranked(scores)


def made_of(address: str, name: str) -> bool:
    """Whether the part before the @ is the person's name as people make addresses of it, or holds this part of a name; digits apart."""
    local = address.partition("@")[0].rstrip("0123456789")
    words = fold(name).split()
    if len(words) < 2:
        return len(name) > 2 and "".join(words) in re.split(r"[._-]", local)
    sign = next((c for c in local if c in "._-"), "")
    return local in _templates(name, sign)


def _plain(text: str) -> str:
    """Small letters without accents; a comma is a point that was read with its tail."""
    text = unicodedata.normalize("NFKD", digits_folded(clean(text)[:_LONGEST]).casefold())
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(str.maketrans(",;:|‚—–~", "...l.---"))
    return re.sub(r"\s*\.[\s.]*", ".", text).strip(" .-'\"")


def _halves(text: str) -> Iterator[tuple[str, str, float]]:
    """Where the @ may be: where one was read, else in front of what looks like a provider."""
    signs = list(_AT.finditer(text))
    if signs:
        yield text[: signs[-1].start()], text[signs[-1].end() :], 0.0
        return
    found = []
    for i in range(1, len(text) - 4):
        rest = text[i:].replace(" ", "")
        edits = min(OSA.distance(rest, provider, score_cutoff=3) for provider in PROVIDERS)
        if edits <= 0.3 * len(rest):
            found.append((edits, -len(rest), text[:i], text[i:]))
    for rank, (_, _, local, domain) in enumerate(sorted(found)[:3]):
        if len(local) > 3 and local[-1] in _MUDDLED_AT:
            yield local[:-1], domain, _NO_AT + rank
        yield local, domain, _NO_AT + 1 + rank


def _domains(text: str) -> Iterator[tuple[str, float]]:
    """The domain as read, and the providers that it may be: nearly a provider is that provider."""
    text = re.sub(r"[^a-z0-9.-]", "", text).strip(".-")
    if text in PROVIDERS:
        yield text, 0.0
        return
    yield re.sub(r"\.c[o0]n$|\.c0m$|-com$", ".com", text), min(_OWN_DOMAIN * len(text), _OWN_AT_MOST)
    look = text.translate(_LOOKALIKES)
    for provider in PROVIDERS:
        edits = (OSA.distance(text, provider) + OSA.distance(look, provider.translate(_LOOKALIKES))) / 2
        if edits <= 0.5 * len(provider):
            yield provider, _EDIT * edits


def _locals(text: str, names: Sequence[Candidate]) -> Iterator[tuple[str, float]]:
    """The part before the @ as read, and as the person's name would have it where both are nearly the same."""
    words = [word for word in (re.sub(r"[^a-z0-9._%+-]", "", word).strip(".") for word in text.split()) if word]
    spellings = [("".join(words), 0.0)] if len(words) < 2 else [(sign.join(words), cost) for sign, cost in _SPACES]
    for spelling, cost in spellings:
        yield spelling, cost
        body = spelling.rstrip("0123456789")
        sign = next((c for c in body if c in "._-"), "")
        for name in names[:2]:
            for template in _templates(name.value, sign):
                for written, digits in {(spelling, ""), (body, spelling[len(body) :])}:
                    edits = OSA.distance(written.translate(_LOOKALIKES), template.translate(_LOOKALIKES))
                    if edits <= _NEAR * len(template):
                        yield template + digits, cost + _EDIT * edits - math.log(max(1e-6, 2 * name.probability))


def _templates(name: str, sign: str) -> tuple[str, ...]:
    """How people make an address of their name."""
    words = [word for word in fold(name).split() if word.isascii()]
    if len(words) < 2:
        return ()
    given, family = words[0], "".join(words[1:])
    return (given + sign + family, family + sign + given, given[0] + sign + family)
