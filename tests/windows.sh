#!/usr/bin/env bash
# Builds the Windows program on Debian, runs it under Wine on the sample, and compares what it writes with what the Linux program
# writes: the same bytes. Then what is Windows' own: drives, backslashes, quotes, open files.
#
#   tests/windows.sh target/release/kaikaku
#
# Debian's rustc-web, cargo-web and rust-web-src build the standard library for Windows as well. The build is the cheapest that
# serves (nothing is optimized); CARGO_TARGET_DIR (by default target/windows) keeps it for the next time.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
linux=$(realpath "${1:?the Linux program}")
target=${CARGO_TARGET_DIR:-$root/target/windows}
cd "$root"

missing=()
for package in rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64 wine wine64; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# A dependency is also built as a library of its own, from which the linker would export more than such a library can.
PATH=/usr/bin:$PATH RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$target CARGO_INCREMENTAL=0 \
  CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_DEV_OPT_LEVEL=0 \
  CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUSTFLAGS=-Clink-arg=-Wl,--exclude-all-symbols \
  CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=x86_64-w64-mingw32-gcc \
  cargo build --quiet --config 'profile.dev.package."*".opt-level=0' --bin kaikaku \
  -Zbuild-std=std,panic_unwind --target x86_64-pc-windows-gnu
echo "built in ${SECONDS}s"

work=$(mktemp -d)
export WINEPREFIX=$work/wine WINEDEBUG=-all LANG=C.UTF-8
trap 'wineserver=$(command -v wineserver || echo /usr/lib/wine/wineserver); "$wineserver" -k 2>/dev/null || true; rm -rf "$work"' EXIT
cp "$target/x86_64-pc-windows-gnu/debug/kaikaku.exe" "$work"
# Wine 8 lacks a library of which Rust's standard library needs one function.
x86_64-w64-mingw32-gcc -shared -o "$work/bcryptprimitives.dll" tests/windows/bcryptprimitives.c -ladvapi32
x86_64-w64-mingw32-gcc -o "$work/hold.exe" tests/windows/hold.c -lshell32
cp -r input "$work/input"
sed 's/広告料収入の拡大/広告料収入の確保/' input/plan.toml >"$work/new.toml"
cd "$work"
wineboot --init >/dev/null 2>&1 || true

failed=0
fail() { echo "FAILED: $1"; [ ! -f "${2:-}" ] || head -c 2000 "$2"; failed=1; }
# ends WHAT CODE PROGRAM…: runs it with its words in `said`; fails where it ends with another code.
ends() {
  local what=$1 code=$2 got=0
  shift 2
  "$@" >said 2>said.err || got=$?
  cat said.err >>said
  [ "$got" = "$code" ] || fail "$what: ended with $got, not $code" said
}
windows() { wine kaikaku.exe "$@"; }

every_command() {
  local program=$1 out=$2 name
  export_to="$out/計画原本.xlsx"
  ends "$out report" 0 "$program" report --edition all --format pdf,xlsx,html,data --output "$out" --quiet
  ends "$out report R2" 0 "$program" report --year R2 --edition public --format pdf --attach-data --output "$out" --quiet
  ends "$out check" 1 "$program" check --output "$out/check" --quiet
  ends "$out forms" 0 "$program" forms --year R4 --output "$out" --quiet
  ends "$out form" 0 "$program" forms --year R4 --department 総務部行政監理室 --period 中間 --output "$out" --quiet
  ends "$out council" 0 "$program" forms --year R3 --council --output "$out" --quiet
  ends "$out plan" 0 "$program" plan --output "$out" --quiet
  ends "$out export" 0 "$program" plan export --output "$out" --quiet
  ends "$out import" 0 "$program" plan import "$export_to" --output "$out" --quiet
  ends "$out compare" 0 "$program" compare input/plan.toml new.toml --output "$out" --quiet
  ends "$out errata" 0 "$program" errata "$out/令和2年度" --date 2021-12-01 --output "$out" --quiet
  ends "$out survey" 0 "$program" survey "$out/令和4年度/データ" --output "$out/集計" --quiet
  ends "$out new" 0 "$program" new --title 改革プラン --city 甲市 --first-year R8 --years 3 --shape 行革プラン --input "$out/新" --output "$out/新出力" --quiet
  ends "$out from data" 0 "$program" report --from "$out/令和4年度/データ" --format html --output "$out" --quiet
  for name in "trace 8-2" "trace 効果額" "man" "completions powershell"; do
    # shellcheck disable=SC2086
    "$program" $name >"$out/${name// /-}.txt" || fail "$out $name"
  done
}
every_command "$linux" linux
every_command windows windows
if diff -rq -x .kaikaku.lock linux windows; then
  echo "the same bytes on both systems: $(find windows -type f | wc -l) files"
else
  fail "other bytes"
fi

# A drive, backslashes, Japanese names with spaces.
place="$WINEPREFIX/drive_c/資料 共有/改革"
mkdir -p "$place"
cp -r input "$place/入力"
ends "drive paths" 0 windows plan --input 'C:\資料 共有\改革\入力' --output 'C:\資料 共有\改革\出力'
cmp -s linux/計画書.pdf "$place/出力/計画書.pdf" || fail "drive paths: other bytes"
grep -qF 'C:\資料 共有\改革\出力\計画書.pdf' said || fail "drive paths: the path is not told" said
ends "slashes" 1 windows check --input 'C:/資料 共有/改革/入力' --output 'C:/資料 共有/改革/出力'
if grep -E 'C:[^（）。：]*\\[^（）。：]*/|C:[^（）。：]*/[^（）。：]*\\' said; then fail "two kinds of separator"; fi
# As Explorer copies a folder and cmd hands it over in quotes: the last quotation mark is a part of the word.
ends "a backslash before a quote" 0 windows plan --input 'C:\資料 共有\改革\入力"' --output 'C:\資料 共有\改革\出力"'
ends "what follows the quote" 0 windows plan --input 'C:\資料 共有\改革\入力" --output C:\出力3'
[ -f "$WINEPREFIX/drive_c/出力3/計画書.pdf" ] || fail "what follows the quote is lost" said
# The input by another spelling of its name.
ends "output in the input" 2 windows report --input 'C:\資料 共有\改革\入力' --output 'c:\資料 共有\改革\入力\令和3年度'
grep -q 'ここには書き出せません' said || fail "output in the input is not told" said

# Files that another program holds open.
hold() {
  rm -f held
  wine hold.exe "$1" "$2" >held &
  holder=$!
  for _ in $(seq 50); do grep -q held held 2>/dev/null && return; sleep 0.2; done
  fail "could not hold $1"
}
# sed reads to the end: sort would die of a pipe that is closed early, and with it, now and then, the whole script.
form=$(cd "$place" && find 入力/令和3年度 -name '*.xlsx' | sort | sed -n 1p)
hold "C:\\資料 共有\\改革\\${form//\//\\}" 40
ends "a locked input" 1 windows check --input 'C:\資料 共有\改革\入力' --output 'C:\資料 共有\改革\出力'
told=${form#入力/}
grep -qF "${told//\//\\}" said || fail "a locked input is not named" said
kill "$holder" 2>/dev/null || true
wait "$holder" 2>/dev/null || true
hold 'C:\資料 共有\改革\出力\計画書.pdf' 40
ends "a locked output" 2 windows plan --input 'C:\資料 共有\改革\入力' --output 'C:\資料 共有\改革\出力'
grep -q '計画書.pdf が開かれています' said || fail "a locked output is not named" said
kill "$holder" 2>/dev/null || true
wait "$holder" 2>/dev/null || true
cmp -s linux/計画書.pdf "$place/出力/計画書.pdf" || fail "a locked output: the old one is not whole"

# A file that wants more memory than the child that reads it may take.
mkdir -p "$place/大/令和3年度"
{ cat input/plan.toml; printf '\n[limits]\nchild_mib = 64\nfile_mib = 150\n'; } >"$place/大/plan.toml"
{ cat "$root/tests/data/retyped.xls"; head -c 100000000 /dev/zero; } >"$place/大/令和3年度/古い.xls"
ends "a large file" 1 windows check --input 'C:\資料 共有\改革\大' --output 'C:\資料 共有\改革\出力2'
grep -q 'MBより多くのメモリ' said || fail "a large file is not told" said

[ "$failed" = 0 ] && echo "Windows: all as on Linux (${SECONDS}s)"
exit "$failed"
