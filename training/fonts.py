"""The fonts that handwriting is drawn with: openly licensed, fetched by npm package name into an ignored folder.

Every package is `@expo-google-fonts/NAME`: whole TTF files under the SIL Open Font License or Apache 2.0, with the licence beside them.
`uv run python -m training.fonts` fetches what is missing. The fonts of HELD_OUT are never trained on: sample sheets are written with them,
and `dev-unseen-fonts` measures with some of them.
"""

import functools
import os
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

SCOPE = "@expo-google-fonts"
CACHE = Path(os.environ.get("TRAINING_CACHE", Path(__file__).parent / "cache"))

PRINTED_HANDS = """annie-use-your-telescope chilanka coming-soon covered-by-your-grace crafty-girls dekko delius delius-swash-caps
edu-au-vic-wa-nt-hand edu-nsw-act-foundation edu-qld-beginner edu-sa-beginner edu-tas-beginner edu-vic-wa-nt-beginner fuzzy-bubbles
gaegu give-you-glory gloria-hallelujah grandstander grape-nuts handlee itim just-another-hand just-me-again-down-here kavivanar
loved-by-the-king mali mansalva mynerve neucha over-the-rainbow pangolin permanent-marker rancho rock-salt ruge-boogie schoolbell
sedgwick-ave shantell-sans short-stack sour-gummy sriracha sue-ellen-francisco sunshiney swanky-and-moo-moo the-girl-next-door
twinkle-star waiting-for-the-sunrise walter-turncoat amatic-sc comic-neue nerko-one mirza nanum-pen-script gamja-flower hi-melody
poor-story cute-font single-day east-sea-dokdo dokdo delicious-handrawn comic-relief balsamiq-sans sedgwick-ave-display""".split()

JOINED_HANDS = """alex-brush allison allura arizonia bad-script beth-ellen bilbo caramel cedarville-cursive cherish clicker-script
condiment cookie courgette damion dawning-of-a-new-day ephesis estonia euphoria-script fuggles grand-hotel great-vibes herr-von-muellerhoff
hurricane inspiration italianno kaushan-script kolker-brush kristi la-belle-aurore league-script licorice marck-script
meddon meow-script merienda miss-fajardose montez mr-bedfort mr-dafoe mr-de-haviland mrs-saint-delafield niconne norican
nothing-you-could-do ole oooh-baby parisienne petemoss pinyon-script playwrite-de-grund playwrite-es playwrite-fr-moderne
playwrite-fr-trad playwrite-it-moderna playwrite-us-trad puppies-play qwigley qwitcher-grypen rouge-script ruthie sacramento
satisfy square-peg stalemate tangerine vibur vujahday-script whisper yellowtail zeyada""".split()

ARABIC_HANDS = """alkalami amiri changa el-messiri gulzar harmattan jomhuria katibeh lalezar lateef lemonada marhey markazi-text mirza
noto-naskh-arabic noto-nastaliq-urdu rakkas reem-kufi ruwudu scheherazade-new tajawal vazirmatn vibes qahiri baloo-bhaijaan-2
cairo ibm-plex-sans-arabic""".split()

PRINT = "inter roboto open-sans lato pt-serif noto-sans-arabic roboto-condensed source-serif-4 arimo".split()
"""What labels and headings of forms are printed with, drawn beside the writing as what must not be read."""

HELD_OUT = """caveat patrick-hand kalam gochi-hand dancing-script reenie-beanie indie-flower architects-daughter shadows-into-light
homemade-apple aref-ruqaa playpen-sans-arabic""".split()

GROUPS = {"printed": PRINTED_HANDS, "joined": JOINED_HANDS, "arabic": ARABIC_HANDS, "print": PRINT, "held-out": HELD_OUT}


@dataclass(frozen=True)
class Font:
    """One TTF file on disk and the characters it can draw."""

    package: str
    path: Path
    characters: frozenset[str]


def fetch(package: str) -> bool:
    """Fetches one package into the cache and keeps its lightest upright TTFs (two weights at most). False where it cannot be had."""
    folder = CACHE / "fonts" / package
    if folder.is_dir():
        return True
    with tempfile.TemporaryDirectory() as scratch:
        done = subprocess.run(["npm", "pack", "--silent", f"{SCOPE}/{package}"], cwd=scratch, capture_output=True, text=True)
        archives = list(Path(scratch).glob("*.tgz"))
        if done.returncode or not archives:
            return False
        with tarfile.open(archives[0]) as archive:
            members = [m for m in archive.getmembers() if m.isfile()]
            fonts = sorted(m.name for m in members if m.name.endswith(".ttf") and "Italic" not in m.name)
            kept = [n for n in fonts if "Regular" in n or "Light" in n and "ExtraLight" not in n][:2] or fonts[:1]
            folder.mkdir(parents=True)
            for member in members:
                if member.name in kept or Path(member.name).name.upper().startswith(("LICENSE", "OFL", "COPYING")):
                    extracted = archive.extractfile(member)
                    if extracted is not None:
                        (folder / Path(member.name).name).write_bytes(extracted.read())
    return True


@functools.cache
def fonts(group: str) -> tuple[Font, ...]:
    """The fonts of one group that lie in the cache, in a fixed order."""
    from fontTools.ttLib import TTFont

    found = []
    for package in GROUPS[group]:
        for path in sorted((CACHE / "fonts" / package).glob("*.ttf")):
            with TTFont(path, lazy=True) as file:
                characters = frozenset(chr(code) for code in file.getBestCmap())
            found.append(Font(package, path, characters))
    return tuple(found)


def main() -> None:
    """Fetches all that is missing and says what could not be had."""
    missing = [p for group in GROUPS.values() for p in dict.fromkeys(group) if not fetch(p)]
    print(f"{sum(len(fonts(g)) for g in GROUPS)} font files in {CACHE / 'fonts'}")
    if missing:
        sys.exit(f"not to be had: {' '.join(missing)}")


if __name__ == "__main__":
    main()
