#!/bin/sh
# Builds ISA-L's static archive, which Debian does not ship, from Debian's own source package, so that
# the native binary carries one known gzip engine: layer bytes must not depend on what is installed.
#
#   eng/build-isal.sh artifacts/native
#
# writes artifacts/native/libisal.a, where publishing finds it (elsewhere: -p:IsalArchive=…). Needs gcc,
# make, and apt with network; nothing is installed on the system.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p parts lists/partial tool
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
cat > parts/source.sources <<EOF
Types: deb deb-src
URIs: http://deb.debian.org/debian
Suites: $suite
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
EOF
apt="apt-get -qq -o APT::Sandbox::User=root -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts=$work/parts -o Dir::State::Lists=$work/lists"
$apt update
$apt source --download-only libisal
$apt download nasm
dpkg -x nasm_*.deb tool
mkdir source
tar -xf libisal_*.orig.tar.* -C source --strip-components=1
PATH="$work/tool/usr/bin:$PATH" make -s -C source -f Makefile.unx units="crc igzip" lib >make.log 2>&1 || { cat make.log; exit 1; }
cp source/bin/isa-l.a "$out/libisal.a"
echo "$out/libisal.a"
