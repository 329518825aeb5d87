#!/usr/bin/env bash
# Judges PDFs with veraPDF: PDF/UA-1, and PDF/A-2a or, where the file claims part 3, PDF/A-3a; a line a file and profile, and how many
# files each profile was asked about; fails where one does not conform. Of each profile there are controls, too: a file without its
# language and one without its tags must be found.
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

part3() { LC_ALL=C grep -q '<pdfaid:part>3</pdfaid:part>' "$1"; }
cp "$work/list" "$work/ua1.list"
: >"$work/2a.list" >"$work/3a.list"
while IFS= read -r -d '' file; do
  if part3 "$file"; then printf '%s\0' "$file" >>"$work/3a.list"; else printf '%s\0' "$file" >>"$work/2a.list"; fi
done <"$work/list"

# The controls of a profile: its first file in a form that can be edited, as it is, without its tags and, for PDF/UA alone (PDF/A does
# not ask for one), without /Lang. Names of the same length keep every offset right, so that nothing but what is meant is wrong.
for profile in ua1 2a 3a; do
  [ -s "$work/$profile.list" ] || continue
  IFS= read -r -d '' first <"$work/$profile.list"
  control=$work/control-$profile
  qpdf --qdf --object-streams=disable --stream-data=preserve "$first" "$control-sound.pdf"
  LC_ALL=C sed 's|/StructTreeRoot |/StructTreeRoox |g' "$control-sound.pdf" >"$control-no-tags.pdf"
  controls=("$control-sound.pdf" "$control-no-tags.pdf")
  if [ "$profile" = ua1 ]; then
    LC_ALL=C sed 's|/Lang |/Lanx |g' "$control-sound.pdf" >"$control-no-language.pdf"
    controls+=("$control-no-language.pdf")
  fi
  printf '%s\0' "${controls[@]}" >>"$work/$profile.list"
done

failed=0
for profile in ua1 2a 3a; do
  [ -s "$work/$profile.list" ] || continue
  verapdf "$profile" "$work/$profile.list" "$work/$profile" &
done
wait
for profile in ua1 2a 3a; do
  [ -s "$work/$profile.list" ] || { echo "検査 $profile 0件"; continue; }
  controls=("PASS $work/control-$profile-sound.pdf" "FAIL $work/control-$profile-no-tags.pdf")
  [ "$profile" != ua1 ] || controls+=("FAIL $work/control-$profile-no-language.pdf")
  for control in "${controls[@]}"; do
    grep -qF "$control $profile" "$work/$profile" || {
      echo "対照の検査が外れました：「$control $profile」のはずです。" >&2
      grep -F "${control#* }" "$work/$profile" >&2 || cat "$work/$profile.err" >&2
      exit 1
    }
  done
  asked=0
  while IFS= read -r -d '' file; do
    case $file in "$work"/*) continue ;; esac
    asked=$((asked + 1))
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
  echo "検査 $profile ${asked}件"
done
exit "$failed"
