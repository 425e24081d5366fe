#!/bin/bash
# openssl_check_vectors.sh FILE: every row of the vector file through openssl_check.sh.
# If this fails, our tickets cannot be checked by outsiders with common tools, or our own reader is alone in its view.
set -u
LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
failed=0
rows=0
while IFS=$'\t' read -r verdict reason text pub note; do
    [[ $verdict == \#* ]] && continue
    want=$reason
    [[ $verdict == accepted ]] && want=accepted
    got=$("$here/openssl_check.sh" "$text" "$pub")
    rows=$((rows + 1))
    if [[ $got != "$want" ]]; then
        echo "row $rows ($note): wanted '$want', got '$got'"
        failed=1
    fi
done <"$1"
echo "$rows rows"
[[ $rows -gt 0 && $failed -eq 0 ]]
