#!/usr/bin/env bash
# All figures of reading, out of fold by publisher: the scorer is trained four times, each time without a quarter of
# the publishers, and reads that quarter. The rules beside the scorer have seen all pages. Takes some minutes.
#   src/article/examples/held_out.sh SCORE.py FOLDER...
# SCORE.py scores predictions against the FOLDERs, each with `gold.jsonl` and `pages/*.html.gz`.
set -euo pipefail

if (($# < 2)); then
  sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
score=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --release --locked --quiet -p sayso-article --examples
target=$(cargo metadata --locked --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
for fold in 0 1 2 3; do
  "$target/release/examples/train_scorer" "$work/$fold.trees" --without "$fold/4" "$@"
  for folder in "$@"; do
    "$target/release/examples/extract_corpus" "$folder" --weights "$work/$fold.trees" --part "$fold/4"
  done
done >"$work/held_out.jsonl"
python3 "$score" "$work/held_out.jsonl"
