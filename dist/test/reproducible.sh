#!/bin/sh
# Builds all packages twice, in other folders, with other surroundings, one after the other, and compares each byte.
set -eu

repository=$(cd "$(dirname "$0")/../.." && pwd -P)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
build() { # FOLDER UMASK ZONE NUMBER
    mkdir -p "$folder/$1"
    (cd "$repository" && git ls-files -z | xargs -0 cp --parents -t "$folder/$1")
    (cd "$folder/$1" && umask "$2" && TZ=$3 make dist MVN='mvn --batch-mode -Prelease') >"$folder/log" 2>&1 \
        || { tail -n 40 "$folder/log" >&2; exit 1; }
    (cd "$folder/$1" && find . -path '*/target/*' \( -name '*.jar' -o -name '*.tar.gz' -o -name '*.deb' -o -name '*.cdx.json' \) \
        ! -path '*/lib/*' ! -name '*-tests.jar' -exec sha256sum {} + | sort -k 2) >"$folder/sums.$4"
}
build one 022 UTC 1
build another/place 077 Asia/Tokyo 2
cat "$folder/sums.1"
[ "$(grep -c . "$folder/sums.1")" -ge 8 ] || { echo 'reproducible: too few were built' >&2; exit 1; }
diff "$folder/sums.1" "$folder/sums.2" || { echo 'reproducible: these differ' >&2; exit 1; }
echo 'built twice, the same bytes'
