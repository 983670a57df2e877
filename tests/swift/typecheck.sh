#!/usr/bin/env bash
# Type-check the Swift of every fixture, before and after, with the stub modules beside this file.
#
#   bash tests/swift/typecheck.sh [FOLDER...]   fixture folders below fixtures/; without one, all of them
#
# Exit status: 0 everything type-checks, 1 something does not, 2 there is no swiftc on the PATH, or the stubs do not build.
# SWIFTC names another compiler; SWIFTFLAGS is given to each of its runs, as in SWIFTFLAGS="-swift-version 5".
set -uo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
swiftc="${SWIFTC:-swiftc}"
read -r -a flags <<< "${SWIFTFLAGS:-}"

if ! command -v "$swiftc" > /dev/null; then
  echo "typecheck.sh: no $swiftc on the PATH. Install a Swift toolchain of 5.9 or newer (https://www.swift.org/install)." >&2
  exit 2
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# module NAME FOLDER SOURCE...: build a stub module into $work/FOLDER.
module() {
  local name="$1" folder="$work/$2"
  shift 2
  mkdir -p "$folder"
  if ! "$swiftc" ${flags[@]+"${flags[@]}"} -suppress-warnings -parse-as-library -emit-module -module-name "$name" \
    -emit-module-path "$folder/$name.swiftmodule" -I "$work/system" "$@"; then
    echo "typecheck.sh: the stub module $name does not build" >&2
    exit 2
  fi
}

# has MODULE: whether the toolchain brings a module.
has() {
  echo "import $1" > "$work/probe.swift"
  "$swiftc" ${flags[@]+"${flags[@]}"} -typecheck "$work/probe.swift" > /dev/null 2>&1
}

if [ "$#" -eq 0 ]; then
  set -- "$root/fixtures"
fi

mkdir -p "$work/system"
has UIKit || module UIKit system "$here/stubs/uikit/UIKit.swift"
for name in SwiftUI Cocoa; do
  if grep -rqs --include='*.swift' "^import $name" "$@" && ! has "$name"; then
    module "$name" system "$here/stubs/$(echo "$name" | tr '[:upper:]' '[:lower:]')/$name.swift"
  fi
done
module Segment analytics-ios "$here/stubs/analytics-ios/Segment.swift"
module Analytics analytics-ios "$here/stubs/analytics-ios/Segment.swift" "$here/stubs/analytics-ios/Names3.swift"
module Segment analytics-swift "$here/stubs/analytics-swift/Segment.swift"
module Amplitude amplitude "$here/stubs/amplitude-ios/Amplitude.swift"
module AmplitudeSwift amplitude "$here/stubs/amplitude-swift/AmplitudeSwift.swift"

# Both SDKs of Segment are a module Segment: labels and the configuration tell which one is meant.
segment_of() {
  if cat "$@" | tr '\n' ' ' | grep -E 'track\( *name:|identify\( *(userId|traits):|screen\( *title:|group\( *groupId:|alias\( *newId:|[^s]Configuration\( *writeKey:|EnrichmentClosure|RawEvent' > /dev/null; then
    echo analytics-swift
  else
    echo analytics-ios
  fi
}

checked=0
failed=0
skipped=0

# check LABEL FILE...: type-check files as one module.
check() {
  local label="$1" segment entry=()
  shift
  if grep -qxF "${label%/*}" "$here/no-programs.txt"; then
    skipped=$((skipped + 1))
    return
  fi
  segment="$(segment_of "$@")"
  if cat "$@" | grep -E '^ *@(main|UIApplicationMain|NSApplicationMain)' > /dev/null; then
    entry=(-parse-as-library)
  fi
  checked=$((checked + 1))
  if ! "$swiftc" ${flags[@]+"${flags[@]}"} -suppress-warnings -typecheck ${entry[@]+"${entry[@]}"} -module-name Fixture \
    -I "$work/$segment" -I "$work/amplitude" -I "$work/system" "$@" > "$work/said" 2>&1; then
    failed=$((failed + 1))
    echo "FAIL $label ($segment)"
    sed -e "s|$root/||g" -e "s|$work/||g" -e 's/^/  /' "$work/said"
  fi
}

# check_folder LABEL FOLDER: the Swift files below it, without manifests, which are programs of their own.
check_folder() {
  local label="$1" files=() file
  while IFS= read -r file; do
    files+=("$file")
  done < <(find "$2" -name '*.swift' ! -name 'Package*.swift' | LC_ALL=C sort)
  [ "${#files[@]}" -eq 0 ] || check "$label" "${files[@]}"
}

while IFS= read -r folder; do
  label="${folder#"$root/fixtures/"}"
  if [ -d "$folder/before" ]; then
    check_folder "$label/before" "$folder/before"
    if [ -d "$folder/after" ]; then
      # after/ holds only the files that change.
      rm -rf "$work/merged"
      cp -R "$folder/before" "$work/merged"
      cp -R "$folder/after/." "$work/merged/"
      check_folder "$label/after" "$work/merged"
    fi
  else
    check "$label/before" "$folder/before.swift"
    [ ! -f "$folder/after.swift" ] || check "$label/after" "$folder/after.swift"
  fi
done < <(find "$@" -name '*.swift' -path '*/before*' | sed -E 's#/before(\.swift|/.*)$##' | LC_ALL=C sort -u)

echo "$checked checked, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
