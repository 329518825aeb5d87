#!/usr/bin/env bash
# Judges PDFs with veraPDF itself: PDF/A-2a and PDF/UA-1, a line a file and profile; fails where one does not conform.
# Needs Java 11, Maven and Maven Central, and is therefore not part of CI.
#
#   tests/verapdf.sh output/令和2年度          every PDF in a folder
#   tests/verapdf.sh 計画書.pdf …              these files
#
# A document with attachments is a PDF/A-3a: FLAVOURS="3a ua1" tests/verapdf.sh …
set -euo pipefail

version=${VERAPDF_VERSION:-1.28.2}
home=${VERAPDF_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/kaikaku-verapdf-$version}
flavours=${FLAVOURS:-2a ua1}
[ $# -gt 0 ] || { sed -n 2,8p "$0"; exit 2; }
for program in java mvn; do
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
  mvn -q -B -f "$home/pom.xml" dependency:copy-dependencies -DoutputDirectory="$home/lib" -DincludeScope=runtime
fi

find "$@" -name '*.pdf' -type f -print0 | sort -z | {
  failed=0
  while IFS= read -r -d '' file; do
    for flavour in $flavours; do
      report=$(java -cp "$home/lib/*" org.verapdf.apps.GreenfieldCliWrapper --flavour "$flavour" --format text -v "$file" || true)
      if grep -q '^PASS' <<<"$report"; then
        echo "適合 $flavour $file"
      else
        echo "不適合 $flavour $file"
        echo "$report"
        failed=1
      fi
    done
  done
  exit "$failed"
}
