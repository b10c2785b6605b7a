"""The fonts that handwriting is drawn with: openly licensed, fetched by npm package name into an ignored folder.

Every package is `@expo-google-fonts/NAME`: whole TTF files under the SIL Open Font License or Apache 2.0, with the licence beside them.
`uv run python -m training.fonts` fetches what is missing. The fonts of the group `held-out` are never trained on: sample sheets are
written with them, and `dev-unseen-fonts` measures with some of them.
"""

import functools
import os
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

SCOPE = "@expo-google-fonts"
CACHE = Path(os.environ.get("TRAINING_CACHE", Path(__file__).parent / "cache"))

GROUPS: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "fonts.toml").read_text(encoding="utf-8"))


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
        done = subprocess.run(
            ["npm", "pack", "--silent", f"{SCOPE}/{package}"], cwd=scratch, capture_output=True, text=True
        )
        archives = list(Path(scratch).glob("*.tgz"))
        if done.returncode or not archives:
            return False
        with tarfile.open(archives[0]) as archive:
            members = [m for m in archive.getmembers() if m.isfile()]
            fonts = sorted(m.name for m in members if m.name.endswith(".ttf") and "Italic" not in m.name)
            kept = [n for n in fonts if "Regular" in n or ("Light" in n and "ExtraLight" not in n)][:2] or fonts[:1]
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
