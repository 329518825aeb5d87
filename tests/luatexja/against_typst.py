#!/usr/bin/env python3
"""Sets 300 paragraphs of technical prose with Typst and with this program, and compares each line's largest gap.

    pip install typst pymupdf
    python3 tests/luatexja/against_typst.py [PROGRAM]

PROGRAM is the built example `typeset`; without it, it is built and run by cargo. Both set the same text in the same font
at the same measures; Typst breaks with `linebreaks: "optimized"`. For every line but a paragraph's last, the largest gap
between two kanji or kana is taken. The exit status is 1 where this program's 99th percentile is above Typst's at any
measure, or a line of it begins or ends against the rules or is longer than its measure.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

from compare import NOT_AT_END, NOT_AT_HEAD, ROOT, body_end, widest_gap

MEASURES = (12, 25, 40)
PARAGRAPHS = 300
SIZE = 10
# Lines are told apart by where their glyphs stand; a page of PDF is 14,400 points at most.
TYPST = """
#set page(width: {width}pt, height: auto, margin: 0pt)
#set text(font: "BIZ UDMincho", size: {size}pt, lang: "ja")
#set par(justify: true, linebreaks: "optimized", leading: 10pt)
{body}
"""


def paragraphs():
    """Paragraphs of two to five sentences; each begins elsewhere in the list and goes on from there by another step."""
    sentences = (pathlib.Path(__file__).parent / "technical-prose.txt").read_text(encoding="utf-8").splitlines()
    count = len(sentences)
    made = []
    for number in range(PARAGRAPHS):
        step = 1 + 2 * (number // count)
        length = 2 + number % 4
        made.append("".join(sentences[(number + step * i) % count] for i in range(length)))
    return made


def by_typst(texts, measure):
    """Lines of each paragraph: lists of (text, x, width) in ems."""
    import pymupdf
    import typst

    escaped = ["".join("\\" + c if c in "\\#$*_`<>@=-+/[]~'\"" else c for c in text) for text in texts]
    source = TYPST.format(width=measure * SIZE, size=SIZE, body="\n#pagebreak()\n".join(escaped))
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "set.typ"
        path.write_text(source, encoding="utf-8")
        pdf = typst.compile(str(path), font_paths=[str(ROOT / "fonts")], ignore_system_fonts=True)
    found = []
    for page in pymupdf.open(stream=pdf, filetype="pdf"):
        lines = {}
        for block in page.get_text("rawdict", flags=0)["blocks"]:
            for line in block.get("lines", []):
                for span in line["spans"]:
                    for char in span["chars"]:
                        x, y = char["origin"]
                        lines.setdefault(round(y), []).append((char["c"], x / SIZE, (char["bbox"][2] - x) / SIZE))
        found.append([sorted(lines[y], key=lambda glyph: glyph[1]) for y in sorted(lines)])
    return found


def by_kaikaku(texts, measure, program):
    requests = "".join(
        json.dumps({"id": number, "text": text, "measure_em": measure, "font": "mincho"}) + "\n"
        for number, text in enumerate(texts)
    )
    command = [program] if program else ["cargo", "run", "--quiet", "--release", "--example", "typeset"]
    run = subprocess.run(command, cwd=ROOT, input=requests, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    return [
        [[(glyph["text"], glyph["x_em"], glyph["advance_em"]) for glyph in line["glyphs"]] for line in answer["lines"]]
        for answer in answers
    ]


def measured(texts, composed, measure):
    """The sorted gaps, and how many lines begin or end against the rules or are too long."""
    gaps, against, over = [], 0, 0
    for text, lines in zip(texts, composed, strict=True):
        joined = "".join(glyph[0] for line in lines for glyph in line)
        assert joined.replace(" ", "") == text.replace(" ", ""), (joined, text)
        for number, line in enumerate(lines):
            against += number > 0 and line[0][0] in NOT_AT_HEAD
            against += number + 1 < len(lines) and line[-1][0] in NOT_AT_END
            over += body_end(line[-1]) > measure + 1e-3
            if number + 1 < len(lines):
                gaps.append(max(0.0, widest_gap(line)))
    return sorted(gaps), against, over


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else None
    texts = paragraphs()
    print(f"{len(texts)}段落、{sum(map(len, texts))}字")
    worse = False
    for measure in MEASURES:
        print(f"\n{measure}字詰め{'':8}{'Typst':>10}{'kaikaku':>10}")
        theirs = measured(texts, by_typst(texts, measure), measure)
        ours = measured(texts, by_kaikaku(texts, measure, program), measure)

        def percentile(gaps, percent):
            return gaps[min(len(gaps) * percent // 100, len(gaps) - 1)]

        print(f"  行           {len(theirs[0]):>10}{len(ours[0]):>10}")
        print(f"  禁則         {theirs[1]:>10}{ours[1]:>10}")
        print(f"  はみ出し     {theirs[2]:>10}{ours[2]:>10}")
        for percent in (50, 95, 99, 100):
            print(f"  字間 {percent:>3}％点 {percentile(theirs[0], percent):>10.3f}{percentile(ours[0], percent):>10.3f}")
        worse |= percentile(ours[0], 99) > percentile(theirs[0], 99) + 5e-4 or ours[1] > 0 or ours[2] > 0
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
