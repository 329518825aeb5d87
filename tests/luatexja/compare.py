#!/usr/bin/env python3
"""Sets the prose of the sample's plan with LuaTeX-ja and with this program, and prints what both made of it side by side.

    python3 tests/luatexja/compare.py

Needs `lualatex` with luatexja and the class jlreq (Debian: texlive-luatex, texlive-lang-japanese) and Python 3.11. It is a
measurement that anybody can repeat, and no part of the test suite: docs/typesetting.md tells what the numbers mean.
"""

import json
import pathlib
import re
import statistics
import subprocess
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
MEASURES = (40, 25, 12)
FONTS = {"mincho": "BIZUDMincho", "gothic": "BIZUDGothic"}
NOT_AT_HEAD = "、。，．」』）】〕・：；！？ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々ゝ〜～％℃"
NOT_AT_END = "「『（【〔￥＄"


def prose():
    """The narrative's sentences, the themes' texts and 取組内容: each by itself, and six in one paragraph."""
    plan = tomllib.loads((ROOT / "input/plan.toml").read_text(encoding="utf-8"))

    def texts(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            for part in value:
                yield from texts(part)
        elif isinstance(value, dict):
            for part in value.values():
                yield from texts(part)

    narrative = [text for text in texts(plan["narrative"]) if len(text) > 30 and text.endswith("。")]
    single = narrative + [theme["text"] for theme in plan["theme"]] + [item["content"] for item in plan["initiative"]]
    single = [text.replace("**", "") for text in single]
    return single + ["".join(single[i : i + 6]) for i in range(0, len(single), 6)]


TEX = r"""
\documentclass[fontsize=10pt,jafontsize=10pt]{jlreq}
\usepackage{luatexja-fontspec}
\setmainfont{%(font)s-Regular.ttf}[Path=%(fonts)s/,BoldFont=%(font)s-Bold.ttf,Ligatures=]
\setmainjfont{%(font)s-Regular.ttf}[Path=%(fonts)s/,BoldFont=%(font)s-Bold.ttf,YokoFeatures={JFM=jlreq}]
\directlua{dofile("lines.lua")}
\begin{document}
\setlength{\parindent}{0pt}
%(body)s
\end{document}
"""

LUA = r"""
local out = io.open("lines.jsonl", "w")
local glyph, hlist, glue, kern = node.id("glyph"), node.id("hlist"), node.id("glue"), node.id("kern")
local rule, vlist, disc, math_ = node.id("rule"), node.id("vlist"), node.id("disc"), node.id("math")
local function walk(list, head, x, found, em)
  for n in node.traverse(head) do
    if n.id == glyph then
      local text = n.char
      found[#found + 1] = string.format('[%d,%.6f,%.6f]', text, x / em, n.width / em)
      x = x + n.width
    elseif n.id == hlist then
      walk(n, n.head, x, found, em)
      x = x + n.width
    elseif n.id == glue then x = x + node.effective_glue(n, list)
    elseif n.id == kern then x = x + n.kern
    elseif n.id == disc and n.replace then x = walk(list, n.replace, x, found, em)
    elseif n.id == rule or n.id == vlist then x = x + n.width
    end
  end
  return x
end
function report(box, measure, id, em)
  for line in node.traverse_id(hlist, tex.box[box].head) do
    local found = {}
    walk(line, line.head, 0, found, em)
    out:write(string.format('{"measure":%d,"id":%d,"glyphs":[%s]}\n', measure, id, table.concat(found, ",")))
  end
end
"""


def by_luatex(paragraphs, font):
    """Lines of paragraphs as LuaTeX-ja sets them at each measure: lists of (text, x, width) in ems, by measure."""
    escaped = [re.sub(r"([%#&_$])", r"\\\1", text) for text in paragraphs]
    body = "\n".join(
        f"\\setbox0=\\vbox{{\\hsize={measure}\\zw {text}\\par}}"
        f"\\directlua{{report(0, {measure}, {number}, \\number\\dimexpr 1\\zw\\relax)}}"
        for measure in MEASURES
        for number, text in enumerate(escaped)
    )
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "lines.lua").write_text(LUA)
        (folder / "set.tex").write_text(TEX % {"font": FONTS[font], "fonts": ROOT / "fonts", "body": body})
        run = subprocess.run(
            ["lualatex", "--interaction=nonstopmode", "set.tex"], cwd=folder, capture_output=True, text=True
        )
        path = folder / "lines.jsonl"
        if not path.exists():
            raise SystemExit(run.stdout[-3000:])
        lines = {measure: [[] for _ in paragraphs] for measure in MEASURES}
        for line in path.read_text().splitlines():
            read = json.loads(line)
            glyphs = [(chr(code), x, width) for code, x, width in read["glyphs"]]
            lines[read["measure"]][read["id"]].append(glyphs)
        return lines


def by_kaikaku(paragraphs, measure, font):
    """The same as this program sets them."""
    requests = "".join(
        json.dumps({"id": number, "text": text, "measure_em": measure, "font": font}) + "\n"
        for number, text in enumerate(paragraphs)
    )
    run = subprocess.run(
        ["cargo", "run", "--quiet", "--release", "--example", "typeset"],
        cwd=ROOT, input=requests, capture_output=True, text=True, check=True,
    )
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    return [
        [[(glyph["text"], glyph["x_em"], glyph["advance_em"]) for glyph in line["glyphs"]] for line in answer["lines"]]
        for answer in answers
    ]


def ideographic(text):
    return "\u4e00" <= text <= "\u9fff" or ("\u3041" <= text <= "\u30ff" and text != "・")


def widest_gap(line):
    pairs = zip(line, line[1:])
    gaps = [b[1] - a[1] - 1.0 for a, b in pairs if ideographic(a[0]) and ideographic(b[0])]
    return max(gaps, default=0.0)


def body_end(glyph):
    """Where the body of a line's last glyph ends: of 、。」 half an em after its beginning, of ・ a quarter before its end."""
    text, x, width = glyph
    if text == "・" and width == 1.0:
        return x + 0.75
    return x + (min(width, 0.5) if text in "、。，．」』）】〕" else width)


def measures(paragraphs, lines, measure):
    gaps, starts, ends, over, alone, count = [], 0, 0, 0, 0, 0
    for text, composed in zip(paragraphs, lines):
        composed = [line for line in composed if line]
        joined = "".join(glyph[0] for line in composed for glyph in line)
        assert joined.replace(" ", "") == text.replace(" ", ""), (joined, text)
        count += len(composed)
        for number, line in enumerate(composed):
            starts += number > 0 and line[0][0] in NOT_AT_HEAD
            ends += number + 1 < len(composed) and line[-1][0] in NOT_AT_END
            over += body_end(line[-1]) > measure + 1e-3
            if number + 1 < len(composed):
                gaps.append(widest_gap(line))
        alone += len(composed) > 1 and len(composed[-1]) <= 2
    gaps.sort()
    return {
        "行": count,
        "行頭禁則": starts,
        "行末禁則": ends,
        "はみ出し": over,
        "1字の末行": alone,
        "べた組の行 %": 100 * sum(gap < 1e-4 for gap in gaps) / len(gaps),
        "字間 中央値": statistics.median(gaps),
        "字間 p95": gaps[len(gaps) * 95 // 100],
        "字間 最大": gaps[-1],
    }


def main():
    paragraphs = prose()
    print(f"{len(paragraphs)}段落、{sum(map(len, paragraphs))}字")
    for font in FONTS:
        set_by_luatex = by_luatex(paragraphs, font)
        for measure in MEASURES:
            theirs = measures(paragraphs, set_by_luatex[measure], measure)
            ours = measures(paragraphs, by_kaikaku(paragraphs, measure, font), measure)
            print(f"\n{font} {measure}字詰め{'':12}LuaTeX-ja   kaikaku")
            for name, value in theirs.items():
                shown = [f"{v:.4f}" if "字間" in name else f"{v:.1f}" if "%" in name else str(v) for v in (value, ours[name])]
                print(f"  {name:<14}\t{shown[0]:>10}{shown[1]:>10}")


if __name__ == "__main__":
    main()
