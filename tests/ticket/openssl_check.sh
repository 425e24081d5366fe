#!/bin/bash
# openssl_check.sh TEXT PUBHEX: is this ticket's Ed25519 signature good?
# Uses shell arithmetic, printf and the openssl command only, none of our code, so that anyone may check us.
# Prints "accepted" (exit 0) or the first failure (exit 1).
set -u
LC_ALL=C
text=$1
pub=$2

refuse() { echo "$1"; exit 1; }

[[ ${#text} -eq 246 && $text =~ ^1[0-9]*$ ]] || refuse "shape"

# ISO 7064 MOD 97-10: the whole number leaves 1, and the two digits are 02..98.
rest=0
for ((at = 0; at < 246; at++)); do rest=$(((rest * 10 + ${text:at:1}) % 97)); done
check=$((10#${text:244:2}))
[[ $rest -eq 1 && $check -ge 2 && $check -le 98 ]] || refuse "check digits"

hex=
for ((group = 0; group < 14; group++)); do
    value=$((10#${text:1 + group * 17:17}))
    ((value < 1 << 56)) || refuse "group $group"
    hex+=$(printf '%014x' "$value")
done
value=$((10#${text:239:5}))
((value < 65536)) || refuse "last group"
hex+=$(printf '%04x' "$value")

field() { echo $((16#${hex:$1 * 2:$2 * 2})); }
[[ ${hex:0:2} == 11 ]] || refuse "format"
(((16#${hex:26:2} & 0xf0) == 0)) || refuse "reserved flags"
[[ ${hex:2:16} != 0000000000000000 && $(field 9 2) -ne 0 && $(field 14 4) -ne 0 ]] || refuse "zero id"
span=$(($(field 28 4) - $(field 24 4)))
((span > 0 && span <= 400 * 86400)) || refuse "validity"

# Writes hexadecimal digits as bytes.
as_bytes() { local h=$1 out=; while [[ -n $h ]]; do out+="\\x${h:0:2}"; h=${h:2}; done; printf "$out"; }

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
kid=$({ printf 'krug-key/1'; as_bytes "$pub"; } | openssl dgst -sha256 -r)
[[ ${kid:0:8} == "${hex:36:8}" ]] || refuse "key id"

{ printf 'krug-ticket/1\0'; as_bytes "${hex:0:72}"; } >"$work/message"
as_bytes "${hex:72:128}" >"$work/signature"
# SubjectPublicKeyInfo of RFC 8410: a fixed head of twelve bytes, then the key.
as_bytes "302a300506032b6570032100$pub" >"$work/key"
openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey "$work/key" -in "$work/message" \
    -sigfile "$work/signature" >/dev/null 2>&1 || refuse "signature"
echo "accepted"
