#!/bin/sh
# Unpacks the archive into an empty folder and runs it from there, and the single jar beside it: dist/test/archive.sh
set -eu

repository=$(cd "$(dirname "$0")/../.." && pwd -P)
target=$repository/dist/target
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() {
    echo "archive: $*" >&2
    exit 1
}
[ -n "${JAVA_HOME:-}" ] || JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
export JAVA_HOME
serve() { # COMMAND..., in an environment without anything else
    env -i PATH="$PATH" JAVA_HOME="$JAVA_HOME" JAVA_OPTS="${JAVA_OPTS:-}" "$repository/dist/test/serve.sh" "$@"
}

tar -xzf "$target"/rollcall-*.tar.gz -C "$folder"
mv "$folder"/rollcall-* "$folder/a folder"
home="$folder/a folder"
version=$(basename "$target"/rollcall-*.tar.gz .tar.gz)
version=${version#rollcall-}

# What make run runs with, and a licence and an entry of the list of parts for each.
names() {
    find "$1" -name '*.jar' ! -name 'rollcall-server-*' -exec basename {} \; | sort
}
names "$home/lib" >"$folder/has"
names "$repository/server/target/lib" >"$folder/needs"
diff "$folder/needs" "$folder/has" || fail 'dist/pom.xml does not have the libraries of server/pom.xml (< missing, > too many)'
grep -v '^rollcall-' "$folder/has" | while read -r jar; do
    grep -q "^${jar%%-*} " "$home/THIRD-PARTY" || fail "THIRD-PARTY has no licence of $jar"
    grep -q "\"name\" : \"$(echo "$jar" | sed 's/-[0-9].*//')\"" "$home/rollcall.cdx.json" || fail "no entry of $jar"
done

[ "$("$home/bin/rollcall" --version)" = "rollcall $version" ] || fail 'wrong --version'
serve "$home/bin/rollcall"
ln -s "a folder/bin/rollcall" "$folder/link"
ln -s link "$folder/linked"
serve "$folder/linked" serve

# The archive of classes: used where it fits, and without a word where it does not. JVMs keep none of a path with blanks.
mv "$home" "$folder/home"
home=$folder/home
"$home/bin/rollcall-archive"
JAVA_OPTS="-Xlog:class+load:file=/$folder/loaded" serve "$home/bin/rollcall"
grep -q 'io.rollcall.server.Daemon source: shared objects file' "$folder/loaded" || fail 'the archive is not used'
if grep -E 'org\.jgroups|io\.rollcall\.cluster' "$folder/loaded"; then fail 'one node alone loads the cluster'; fi
touch "$home/lib/rollcall-server-$version.jar"
serve "$home/bin/rollcall"

# The locale that was given is the daemon's: its files and, in top, the terminal's letters go by it.
mkdir -p "$folder/shows/bin"
printf '#!/bin/sh\nprintenv LC_ALL\n' >"$folder/shows/bin/java"
chmod +x "$folder/shows/bin/java"
echo 'JAVA_VERSION="17.0.1"' >"$folder/shows/release"
[ "$(LC_ALL=C.UTF-8 JAVA_HOME="$folder/shows" "$home/bin/rollcall")" = C.UTF-8 ] || fail 'it loses the locale'

# What the script says of a runtime that it cannot use.
mkdir -p "$folder/old/bin"
printf '#!/bin/sh\nexit 9\n' >"$folder/old/bin/java"
chmod +x "$folder/old/bin/java"
echo 'JAVA_VERSION="11.0.22"' >"$folder/old/release"
said=$(JAVA_HOME="$folder/old" "$home/bin/rollcall" 2>&1) && fail 'it started with Java 11'
[ "$said" = "rollcall: Java 17 or newer was expected, $folder/old/bin/java is 11.0.22" ] || fail "it said: $said"
said=$(JAVA_HOME="$folder/none" "$home/bin/rollcall" 2>&1) && fail 'it started without Java'
[ "$said" = "rollcall: JAVA_HOME is $folder/none, where there is no bin/java" ] || fail "it said: $said"

jar=$target/rollcall.jar
[ "$("$JAVA_HOME/bin/java" -jar "$jar" --version 2>/dev/null)" = "rollcall $version" ] || fail 'wrong --version of the jar'
major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*$/\1/p' "$JAVA_HOME/release")
# A manifest cannot say what silences this one.
[ "$major" -lt 24 ] || quiet=--sun-misc-unsafe-memory-access=allow
serve "$JAVA_HOME/bin/java" ${quiet:+"$quiet"} -jar "$jar"

# Three nodes, of the archive and of the jar.
demo=$repository/examples/src/main/sh/demo-cluster.sh
"$demo" "$home/bin/rollcall" >"$folder/demo" 2>&1 || fail "three nodes: $(cat "$folder/demo")"
"$demo" "$JAVA_HOME/bin/java" ${quiet:+"$quiet"} -jar "$jar" >"$folder/demo" 2>&1 || fail "three nodes: $(cat "$folder/demo")"
"$JAVA_HOME/bin/java" "$repository/dist/test/SingleJar.java" "$jar" "$home/lib"
echo "archive and jar of $version run on Java $major"
