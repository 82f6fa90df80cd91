#!/usr/bin/env bash
# Every task of Penchant; `./build.sh` alone lists them. It installs the pinned Rust toolchain if need be, and hands the
# task over to `cargo xtask` (src/xtask). Results are in build/; what is fetched and compiled is in $PENCHANT_CACHE
# (by default ~/.cache/penchant), so that a fresh clone need not start from nothing.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat <<'TEXT'
usage: ./build.sh TASK [OPTION…]

  serve        build everything, and serve the page on 127.0.0.1 (PORT, by default 4173)
  test         all checks and tests, stage by stage, and how long each stage took
  build        command line, wasm modules, packs, models and the page, into build/
  assets       fetch MovieLens, the network's weights and the test photographs; export the model
  check        formatting, lints, import circles, dependencies and licences; runs no tests
  examples     the catalogues of www/examples/, into build/examples/
  npm          the package as it is published, into build/npm/, and its contents
  size         bytes of the wasm modules, raw and compressed, and their largest parts; --json for programs
  bench        measure one of
                 click (from a click to new picks, in Chromium)
                 page (a first visit over a slow link, and later ones offline)
                 scroll (from frame to frame while all films scroll past)
                 first-answer (of a model, in Chromium, Firefox and WebKit; --busy keeps the processors busy)
                 recommend (one call as catalogues grow to a million items, beside a plain loop and implicit;
                   --quick stops at 100,000)
                 infer (inference beside onnxruntime-web and TensorFlow.js; --models, --engines, --threads, --parts
                   and --quick measure less)
                 npm (npm install of the package, and a build with it; --quick measures three times)
                 controls (what each control of a list costs)
                 peers (quality, training time and memory beside implicit, Surprise and discorec; --quick measures
                   once)
               --json for programs
  operators    write docs/operators.md: the engine's operators, and the ONNX project's node tests
  differential random models beside onnxruntime, natively and as wasm; --minutes, --count, --first, --only, --wasm
  models       real models of packages (tools/models.toml) beside onnxruntime: what runs, agrees, and how fast; --only
  fuzz         fuzz the engine with models, from a corpus of all operators; -max_total_time=SECONDS limits it
  chaos        random calls and faults in two tabs with one history: nothing stored may be lost, nothing erased may come
               back; --engine, --count, --seed, --path and --replay-path
  screenshots  take the README's pictures of the page
  clean        remove build/ and what is generated below www/ (the cache stays)
TEXT
}

say() { printf '▸ %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Whether the toolchain of rust-toolchain.toml is there with all of its parts.
toolchain_is_complete() {
  local sysroot
  sysroot=$(rustc --print sysroot 2>/dev/null) &&
    [ -x "$sysroot/bin/rustfmt" ] &&
    [ -x "$sysroot/bin/cargo-clippy" ] &&
    [ -d "$sysroot/lib/rustlib/src/rust/library" ] &&
    [ -d "$sysroot/lib/rustlib/wasm32-unknown-unknown/lib" ]
}

install_toolchain() {
  command -v rustup >/dev/null || die "rustup is not installed: get it from https://rustup.rs"
  say "installing the Rust toolchain of rust-toolchain.toml"
  rustup toolchain install || die "the toolchain was not installed: rustup 1.28 or newer is needed (rustup self update)"
}

case ${1-} in
  "" | help | -h | --help) usage; exit ;;
esac
toolchain_is_complete || install_toolchain
export PENCHANT_CACHE=${PENCHANT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/penchant}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PENCHANT_CACHE/target}
[ -x "$CARGO_TARGET_DIR/debug/xtask" ] || say "compiling xtask (once)"
exec cargo xtask "$@"
