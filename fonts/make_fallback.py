#!/usr/bin/env python3
"""Makes the fallback faces of this folder: Noto Sans JP reduced to what BIZ UDGothic lacks.

Needs fonttools (PyPI) and the npm packages named in fonts/README.md, unpacked below SOURCE:

    python3 make_fallback.py SOURCE

Writes NotoSansJP-Fallback-Regular.ttf and -Bold.ttf beside this script. The program does not run it: the
faces are committed; the script is here so that anyone can make them again.
"""
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = pathlib.Path(__file__).resolve().parent


def make(source: pathlib.Path, weight: str) -> None:
    original = next(source.rglob(f"NotoSansJP_*{weight}.ttf"))
    main = TTFont(HERE / f"BIZUDGothic-{weight}.ttf", lazy=True)
    font = TTFont(original)
    wanted = set(font.getBestCmap()) - set(main.getBestCmap())
    options = subset.Options()
    options.layout_features = ["vert", "vrt2", "ccmp"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.hinting = False
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    target = HERE / f"NotoSansJP-Fallback-{weight}.ttf"
    font.save(target)
    print(f"{target.name}: {len(wanted)} characters, {target.stat().st_size} bytes")


if __name__ == "__main__":
    for name in ("Regular", "Bold"):
        make(pathlib.Path(sys.argv[1]), name)
