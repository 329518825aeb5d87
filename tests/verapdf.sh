#!/usr/bin/env bash
# Judges PDFs with veraPDF: PDF/UA-1, and PDF/A-2a or, where the file claims part 3, PDF/A-3a; a line a file and profile; fails
# where one does not conform. Begins with controls: a file without its language and one without its tags must be found.
# Needs Java 11, Maven (veraPDF is fetched from Maven Central once) and qpdf. One JVM a profile.
#
#   tests/verapdf.sh output/令和2年度          every PDF in a folder
#   tests/verapdf.sh 計画書.pdf …              these files
set -euo pipefail

version=${VERAPDF_VERSION:-1.28.2}
home=${VERAPDF_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/kaikaku-verapdf-$version}
[ $# -gt 0 ] || { sed -n 2,8p "$0"; exit 2; }
for program in java mvn qpdf; do
  command -v "$program" >/dev/null || { echo "$program がありません。" >&2; exit 2; }
done

if [ ! -d "$home/lib" ]; then
  mkdir -p "$home"
  cat >"$home/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>kaikaku</groupId><artifactId>judge</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.verapdf.apps</groupId><artifactId>greenfield-apps</artifactId><version>$version</version>
    </dependency>
  </dependencies>
</project>
POM
  # Moved into its place when complete: a fetch that broke off is begun again.
  mvn -q -B -f "$home/pom.xml" dependency:copy-dependencies -DoutputDirectory="$home/fetched" -DincludeScope=runtime
  mv "$home/fetched" "$home/lib"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
find "$@" -name '*.pdf' -type f -print0 | sort -z >"$work/list"
[ -s "$work/list" ] || { echo "PDFがありません: $*" >&2; exit 1; }

# verapdf PROFILE LIST REPORT: judges the files of a list, a verdict a line in the report.
verapdf() {
  xargs -0 -n 200 java -XX:+UseSerialGC -cp "$home/lib/*" org.verapdf.apps.GreenfieldCliWrapper \
    --flavour "$1" --format text -v <"$2" >"$3" 2>"$3.err" || true
}

# The controls: the first file in a form that can be edited, as it is, without /Lang and without its tags. Names of the same length
# keep every offset right, so that nothing but what is meant is wrong.
IFS= read -r -d '' first <"$work/list"
qpdf --qdf --object-streams=disable --stream-data=preserve "$first" "$work/sound.pdf"
LC_ALL=C sed 's|/Lang |/Lanx |g' "$work/sound.pdf" >"$work/no-language.pdf"
LC_ALL=C sed 's|/StructTreeRoot |/StructTreeRoox |g' "$work/sound.pdf" >"$work/no-tags.pdf"
printf '%s\0' "$work/sound.pdf" "$work/no-language.pdf" "$work/no-tags.pdf" >"$work/controls"

part3() { LC_ALL=C grep -q '<pdfaid:part>3</pdfaid:part>' "$1"; }
while IFS= read -r -d '' file; do
  if part3 "$file"; then printf '%s\0' "$file" >>"$work/3a.list"; else printf '%s\0' "$file" >>"$work/2a.list"; fi
done <"$work/list"
cat "$work/controls" "$work/list" >"$work/ua1.list"
# PDF/A-2a wants tags, too; a language it does not.
part3 "$first" || printf '%s\0' "$work/sound.pdf" "$work/no-tags.pdf" >>"$work/2a.list"

failed=0
for profile in ua1 2a 3a; do
  [ -s "$work/$profile.list" ] || continue
  verapdf "$profile" "$work/$profile.list" "$work/$profile" &
done
wait
for profile in ua1 2a 3a; do
  [ -s "$work/$profile.list" ] || continue
  controls=()
  if [ "$profile" = ua1 ]; then
    controls=("PASS $work/sound.pdf" "FAIL $work/no-language.pdf" "FAIL $work/no-tags.pdf")
  elif [ "$profile" = 2a ] && ! part3 "$first"; then
    controls=("PASS $work/sound.pdf" "FAIL $work/no-tags.pdf")
  fi
  for control in "${controls[@]}"; do
    grep -qF "$control $profile" "$work/$profile" || {
      echo "対照の検査が外れました：「$control $profile」のはずです。" >&2
      grep -F "${control#* }" "$work/$profile" >&2 || cat "$work/$profile.err" >&2
      exit 1
    }
  done
  while IFS= read -r -d '' file; do
    case $file in "$work"/*) continue ;; esac
    # veraPDF names a file by its absolute path.
    if grep -qF "PASS $(realpath "$file") $profile" "$work/$profile"; then
      echo "適合 $profile $file"
    else
      echo "不適合 $profile $file"
      # The rules that it breaks follow its line.
      awk -v path="$(realpath "$file")" 'index($0, "PASS ") == 1 || index($0, "FAIL ") == 1 { on = index($0, path) } on' "$work/$profile"
      [ -s "$work/$profile" ] || cat "$work/$profile.err"
      failed=1
    fi
  done <"$work/$profile.list"
done
exit "$failed"
