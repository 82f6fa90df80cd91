#!/usr/bin/env bash
# Every task of Penchant. `./build.sh` alone says what each does. Each task first does what it needs of the
# others, and skips what is up to date. What is made lies in build/; what is fetched, and cargo's target,
# in $PENCHANT_CACHE (default: ~/.cache/penchant), so that a fresh clone need not start from nothing.
set -euo pipefail
cd "$(dirname "$0")"

CACHE=${PENCHANT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/penchant}
export PENCHANT_CACHE=$CACHE
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$CACHE/target}
WASM_OUT=www/penchant/src/wasm
PUBLIC=www/app/public
MOVIELENS=build/data/ml-latest-small
TRAINING=(training/requirements.txt training/requirements-test.txt)
PEERS=bench/peers
BENCHES=(bench/recommend bench/infer)
WASM_FLAGS=(--profile wasm --target wasm32-unknown-unknown --no-default-features)
# How the modules are built: the flags of .cargo/config.toml, and less of what nobody sees, which takes 120 kB after gzip
# of the image engine. What derived `Debug` would print, and where in the source a panic was, can be left out by nightly
# compilers, which the one there is can be when told so.
wasm_build() {
  printf 'RUSTFLAGS=-C target-feature=+simd128%s -C llvm-args=-pre-RA-sched=source -Z fmt-debug=shallow -Z location-detail=none' "$1"
}
PLAIN=(env RUSTC_BOOTSTRAP=1 "$(wasm_build "")")
RELAXED=(env RUSTC_BOOTSTRAP=1 "$(wasm_build ,+relaxed-simd)")
# Threads need a standard library with atomics, which has to be built along.
THREADS=(env RUSTC_BOOTSTRAP=1 "$(wasm_build ,+relaxed-simd,+atomics,+bulk-memory,+mutable-globals)")
THREAD_FLAGS=(-Z build-std=std,panic_abort)
# What makes a module smaller in seconds. Functions that are alike become one, and stand by their names: those of one
# generic type are much the same, which takes a tenth off after gzip.
SMALLER=(--duplicate-function-elimination --remove-unused-brs --merge-blocks --optimize-instructions --vacuum
  --duplicate-function-elimination --reorder-functions-by-name)

usage() {
  cat <<'TEXT'
usage: ./build.sh TASK [ARGUMENT…]

  serve        build everything, and serve the page on 127.0.0.1 (PORT, default 4173)
  test         all checks and tests: Rust, Python, wasm in Chromium, the page in Chromium
  build        command line, wasm modules, packs, models and the page, into build/
  assets       fetch MovieLens, the network's weights and the test photographs; export the model
  check        formatting and lints of Rust, JavaScript and Python, nothing run
  examples     the catalogues of www/examples/, into build/examples/
  npm          the package as it is published, into build/npm/, and what is in it
  size         bytes of the wasm modules, raw and compressed, and what takes the room; --json for programs
  bench        measure: click (from a click to new picks, in Chromium), page (first visit over a slow link, later
               ones offline), scroll (from frame to frame, through all films), recommend (one call as catalogues grow to a million items, beside a plain loop and
               implicit; --quick stops at 100,000), infer (inference beside onnxruntime-web and TensorFlow.js;
               --models, --engines, --threads, --parts and --quick measure less), npm (npm install of the package, and
               a build with it; --quick measures three times), or peers (quality, training time and memory beside
               implicit, Surprise and discorec; --quick measures once);
               --json for programs
  screenshots  take the README's pictures of the page
  clean        remove build/ and what is generated below www/ (the cache stays)
TEXT
}

say() { printf '\033[1m▸ %s\033[0m\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }
need() { command -v "$1" >/dev/null || die "$1 is not installed: $2"; }

# Runs a command unless it was run with the same inputs: once NAME FILE… -- COMMAND…
once() {
  local name=$1 inputs=() stamp digest
  shift
  while [[ $1 != -- ]]; do inputs+=("$1"); shift; done
  shift
  stamp=build/stamps/$name
  digest=$(sha256sum "${inputs[@]}" | sha256sum)
  [[ -f $stamp && $(<"$stamp") == "$digest" ]] && return
  rm -f "$stamp"
  "$@"
  mkdir -p build/stamps
  printf '%s' "$digest" >"$stamp"
}

# --- what the tasks need ---------------------------------------------------------------------------------

rust() {
  need cargo "get Rust from rustup"
  rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null | xargs -r test -d || {
    need rustup "the target wasm32-unknown-unknown is wanted"
    say "installing Rust's target wasm32-unknown-unknown"
    rustup target add wasm32-unknown-unknown
  }
}

rust_source() {
  [[ -d $(rustc --print sysroot)/lib/rustlib/src/rust/library ]] && return
  need rustup "the component rust-src is wanted"
  say "installing Rust's source"
  rustup component add rust-src
}

wasm_bindgen() {
  local version
  version=$(sed -n 's/^wasm-bindgen = "=\(.*\)"$/\1/p' Cargo.toml)
  export PATH=$CACHE/tools/bin:$PATH
  [[ $(wasm-bindgen --version 2>/dev/null) == "wasm-bindgen $version" ]] && return
  say "installing wasm-bindgen-cli $version (some minutes, once)"
  cargo install wasm-bindgen-cli --version "$version" --root "$CACHE/tools" --force
}

# Sets PYTHON to one with the packages that these files pin: python REQUIREMENTS…
python() {
  need python3 "Python 3.11 or newer is wanted"
  local digest
  digest=$({ python3 --version; cat "$@"; } | sha256sum | cut -c 1-12)
  PYTHON=$CACHE/python-$digest/bin/python
  [[ -f $CACHE/python-$digest/ready ]] && return
  say "installing the Python packages of ${1%/*}/"
  python3 -m venv --clear "$CACHE/python-$digest"
  "$PYTHON" -m pip install --quiet --disable-pip-version-check "${@/#/-r}"
  touch "$CACHE/python-$digest/ready"
}

node_modules() {
  need npm "Node 20 or newer is wanted"
  [[ -d node_modules ]] || rm -f build/stamps/node-modules
  once node-modules package-lock.json package.json www/*/package.json tests/*/package.json \
    bench/*/package.json -- npm_ci
}

npm_ci() {
  say "installing the npm packages"
  npm ci --no-audit --no-fund
}

# Sets CHROME and CHROMEDRIVER, which the environment may name.
browser() {
  find_browser && return
  say "installing Chromium and its driver"
  need apt-get "set CHROME and CHROMEDRIVER to a Chromium and its chromedriver"
  local root=()
  [[ $(id -u) == 0 ]] || root=(sudo)
  "${root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends chromium chromium-driver fonts-dejavu-core
  find_browser || die "no Chromium was found: set CHROME and CHROMEDRIVER"
}

find_browser() {
  export CHROME=${CHROME:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
  export CHROMEDRIVER=${CHROMEDRIVER:-$(command -v chromedriver || true)}
  [[ -x $CHROME && -x $CHROMEDRIVER ]]
}

# --- the tasks --------------------------------------------------------------------------------------------

movielens() {
  python "${TRAINING[@]}"
  once movielens training/*.py training/*.toml training/*.txt -- "$PYTHON" training/movielens.py "$MOVIELENS"
}

assets() {
  movielens
  once model training/*.py training/*.toml -- "$PYTHON" training/efficientnet_lite.py build/models
  once photographs training/*.py training/*.toml -- "$PYTHON" training/photographs.py build/photographs
}

command_line() {
  rust
  say "building the command line"
  cargo build --release --locked
  mkdir -p build
  # A name of its own until it is whole: the old one may be running.
  cp "$CARGO_TARGET_DIR/release/penchant" build/penchant.part
  mv build/penchant.part build/penchant
}

pack() {
  once pack build/penchant "$MOVIELENS"/* -- build/penchant train "$MOVIELENS/ratings.csv" \
    --items "$MOVIELENS/movies.csv" --notice "$MOVIELENS/NOTICE.txt" --folds "$MOVIELENS/folds.csv" \
    --output build/packs/movies.pack
  # A small one of the same films' best known, which is there long before the whole one.
  once starter build/penchant "$MOVIELENS"/* -- build/penchant train "$MOVIELENS/ratings.csv" \
    --items "$MOVIELENS/movies.csv" --notice "$MOVIELENS/NOTICE.txt" --name movies --most-liked 500 \
    --model 'ease(sources=40) + 4..0/5*popularity' --predict none --output build/packs/movies-starter.pack
}

# The examples' catalogues, which stand beside them.
examples() {
  command_line
  local name tables=www/examples/catalogues
  mkdir -p build/examples
  for name in music games; do
    once "example-$name" build/penchant "$tables/$name.csv" "$tables/$name-likes.csv" -- build/penchant train \
      "$tables/$name-likes.csv" --items "$tables/$name.csv" --name "$name" --positive-above 0 \
      --model 'ease(lambda=5) + content + 1..0/3*popularity' --output "build/examples/$name.pack"
  done
}

wasm() {
  rust
  rust_source
  wasm_bindgen
  node_modules
  wasm_module recommend "$CARGO_TARGET_DIR/plain" "${PLAIN[@]}" cargo build --features recommend
  wasm_module infer "$CARGO_TARGET_DIR/plain" "${PLAIN[@]}" cargo build --features infer
  wasm_module infer-relaxed "$CARGO_TARGET_DIR/relaxed" "${RELAXED[@]}" cargo build --features infer
  wasm_module infer-threads "$CARGO_TARGET_DIR/threads" "${THREADS[@]}" cargo build "${THREAD_FLAGS[@]}" --features threads
  wasm_module train "$CARGO_TARGET_DIR/plain" "${PLAIN[@]}" cargo build --features train
  node www/penchant/scripts/stamp.js recommend infer infer-relaxed infer-threads train
}

# Builds a module by a command, and its bindings if it is not what it was: wasm_module NAME TARGET_DIR COMMAND…
wasm_module() {
  local name=$1 target=$2 made=build/wasm/$1.wasm built=$2/wasm32-unknown-unknown/wasm/penchant.wasm
  say "building the wasm module $name"
  "${@:3}" --lib --locked "${WASM_FLAGS[@]}" --target-dir "$target"
  mkdir -p build/wasm
  cmp -s "$built" "$made" || cp "$built" "$made"
  [[ -f $WASM_OUT/${name}_bg.wasm ]] || rm -f "build/stamps/wasm-$name"
  once "wasm-$name" "$made" build.sh -- bound "$name" "$made"
}

# Into the package: bound NAME WASM
bound() {
  if [[ $1 == infer-relaxed ]]; then
    # It is run by the bindings of `infer`, whose name it has within: only its instructions are others.
    bindings infer "$2" build/wasm/relaxed
    cmp build/wasm/relaxed/infer.js "$WASM_OUT/infer.js" || die "the bindings of infer and infer-relaxed differ"
    cp build/wasm/relaxed/infer_bg.wasm "$WASM_OUT/infer-relaxed_bg.wasm"
  else
    bindings "$1" "$2" "$WASM_OUT"
  fi
}

bindings() {
  # Where the wasm is the package says itself: of what the bindings would say, bundlers made a second copy.
  wasm-bindgen --target web --omit-default-module-path --out-dir "$3" --out-name "$1" --remove-producers-section "$2"
  npx --no-install wasm-opt "${SMALLER[@]}" "$3/$1_bg.wasm" --output "$3/$1_bg.wasm"
}

npm_package() {
  wasm
  say "packing the npm package"
  node www/penchant/scripts/pack.js "$@"
}

page() {
  node_modules
  mkdir -p "$PUBLIC"/{packs,models,examples}
  cp -u build/packs/movies{,-starter}.pack "$PUBLIC/packs/"
  cp -u build/models/efficientnet-lite0.{onnx,json} "$PUBLIC/models/"
  # Of the photographs those that may be shown again: CC0 and in the public domain.
  cp -u build/photographs/{coffee.png,chelsea.png,rocket.jpg} "$PUBLIC/examples/"
  say "building the page"
  npm run --silent build
}

build() {
  assets
  command_line
  pack
  wasm
  page
}

serve() {
  build
  say "serving the page; Ctrl-C ends it"
  exec npm run --silent serve
}

check() {
  rust
  python "${TRAINING[@]}"
  node_modules
  say "checking the Rust code"
  cargo fmt --check
  cargo fmt --check --manifest-path "$PEERS/discorec/Cargo.toml"
  cargo clippy --release --locked --all-targets -- -D warnings
  local module
  for module in recommend infer threads train; do
    cargo clippy --locked --lib --tests "${WASM_FLAGS[@]}" --features "$module" -- -D warnings
  done
  RUSTDOCFLAGS="-D warnings" cargo doc --release --locked --no-deps --quiet
  say "checking the Python code"
  "$PYTHON" -m ruff format --quiet --check training "$PEERS" "${BENCHES[@]}"
  "$PYTHON" -m ruff check --quiet training "$PEERS" "${BENCHES[@]}"
  say "checking the JavaScript code"
  npm run --silent check
}

# Tests in Chromium, built in a folder by a command: wasm_test TARGET_DIR COMMAND…
wasm_test() {
  wasm_bindgen
  browser
  "${@:2}" --locked "${WASM_FLAGS[@]}" --target-dir "$1"
}

run_tests() {
  build
  check
  browser
  say "testing the Rust code"
  cargo test --release --locked
  say "testing the wasm modules in Chromium"
  wasm_test "$CARGO_TARGET_DIR/plain" "${PLAIN[@]}" cargo test --features recommend --test wasm_recommend
  wasm_test "$CARGO_TARGET_DIR/plain" "${PLAIN[@]}" cargo test --features infer --lib --test wasm_infer
  wasm_test "$CARGO_TARGET_DIR/relaxed" "${RELAXED[@]}" cargo test --features infer --lib
  say "testing the exports and the metrics against independent libraries"
  # The examples were built by `cargo test`.
  PENCHANT_BIN=$PWD/build/penchant PENCHANT_METRICS_BIN=$CARGO_TARGET_DIR/release/examples/metrics \
    PENCHANT_PREPROCESS_BIN=$CARGO_TARGET_DIR/release/examples/preprocess \
    PENCHANT_CONFORMANCE_BIN=$CARGO_TARGET_DIR/release/examples/conformance "$PYTHON" -m pytest --quiet training
  say "testing the package in Node"
  npm run --silent test:node
  say "testing the page in Chromium"
  npm run --silent test:browser
  say "testing the package as others install it"
  npm_package >&2
  examples
  npm run --silent test:packaging
  sizes
}

sizes() {
  [[ -f $WASM_OUT/infer-relaxed_bg.wasm ]] || wasm
  node www/penchant/scripts/size.js "$@"
}

size() {
  sizes "$@"
  [[ " $* " == *" --json "* ]] && return
  export PATH=$CACHE/tools/bin:$PATH
  command -v twiggy >/dev/null || {
    say "installing twiggy (a minute, once)"
    cargo install twiggy --root "$CACHE/tools" --target-dir "$CACHE/twiggy"
  }
  local module
  for module in recommend infer; do
    say "what takes the room in $module"
    twiggy top -n 15 "build/wasm/$module.wasm"
  done
}

bench() {
  case ${1-} in
    click) build >&2 && browser && npm run --silent bench:click -- "${@:2}" ;;
    page) build >&2 && browser && npm run --silent bench:page -- "${@:2}" ;;
    scroll) build >&2 && browser && npm run --silent bench:scroll -- "${@:2}" ;;
    controls) bench_controls "${@:2}" ;;
    recommend) bench_recommend "${@:2}" ;;
    infer) bench_infer "${@:2}" ;;
    npm) npm_package >&2 && npm run --silent bench:npm -- "${@:2}" ;;
    peers) bench_peers "${@:2}" ;;
    *) die "what to measure? ./build.sh bench click, page, scroll, recommend, infer, npm, controls, or peers" ;;
  esac
}

# What each control costs: docs/controls.md has what this prints.
bench_controls() {
  movielens >&2
  command_line
  local models=blend:packed control
  for control in diversity={0.2,0.5} calibration={0.2,0.5} novelty={0.1,0.3} exploration={0.1,0.3}; do
    models+=,blend:packed:$control
  done
  build/penchant evaluate "$MOVIELENS/ratings.csv" --items "$MOVIELENS/movies.csv" --folds "$MOVIELENS/folds.csv" \
    --metrics ndcg@10,diversity@10,calibration@10,novelty@10,coverage@10 --models "$models" "$@"
}

bench_recommend() {
  local sizes=(10000 30000 100000 300000 1000000) size
  [[ " $* " == *" --quick "* ]] && sizes=(10000 100000)
  { movielens && command_line && pack && wasm && browser; } >&2
  say "making catalogues"
  cargo build --release --locked --example made_pack
  for size in "${sizes[@]}"; do
    once "made-$size" "$CARGO_TARGET_DIR/release/examples/made_pack" -- made_pack "$size"
  done
  python "$PEERS/requirements.txt"
  npm run --silent bench:recommend -- --python "$PYTHON" "${sizes[@]}" "$@"
  plot recommend
}

# Draws what a bench measured.
plot() {
  python bench/requirements.txt
  "$PYTHON" "bench/$1/plot.py" "build/bench/$1.json" "build/bench/$1.svg"
  say "the plot is build/bench/$1.svg"
}

bench_infer() {
  { assets && bench_models && wasm && browser; } >&2
  npm run --silent bench:infer -- "$@"
  plot infer
}

# MobileNetV2 and MiniLM; and of the networks of pictures what TensorFlow.js runs.
bench_models() {
  local models=build/bench/models
  once bench-mobilenet training/*.py -- "$PYTHON" training/mobilenet_v2.py "$models"
  once bench-minilm training/*.py training/*.toml -- "$PYTHON" training/minilm.py "$models"
  once bench-tfjs bench/infer/to_tfjs.py build/models/efficientnet-lite0.onnx "$models/mobilenet-v2.onnx" -- for_tfjs "$models"
}

for_tfjs() {
  "$PYTHON" bench/infer/to_tfjs.py build/models/efficientnet-lite0.onnx "$1/efficientnet-lite0"
  "$PYTHON" bench/infer/to_tfjs.py "$1/mobilenet-v2.onnx" "$1/mobilenet-v2"
}

# A catalogue of so many items, its factors on their own, and a history.
made_pack() {
  mkdir -p build/bench
  "$CARGO_TARGET_DIR/release/examples/made_pack" "$1" 64 "build/bench/$1.pack" "build/bench/$1.f32" >"build/bench/$1.json"
}

bench_peers() {
  movielens >&2
  command_line
  say "building the peer in Rust"
  cargo build --release --locked --manifest-path "$PEERS/discorec/Cargo.toml" --target-dir "$CACHE/peers"
  python "$PEERS/requirements.txt"
  once peers "$PEERS/tables.py" "$MOVIELENS/ratings.csv" -- "$PYTHON" "$PEERS/tables.py" "$MOVIELENS/ratings.csv" build/peers
  "$PYTHON" "$PEERS/peers.py" --penchant build/penchant --discorec "$CACHE/peers/release/peer-discorec" \
    --movielens "$MOVIELENS" --tables build/peers "$@"
}

screenshots() {
  build
  browser
  npm run --silent screenshots
}

clean() { rm -rf build "$WASM_OUT" "$PUBLIC"/{packs,models,examples}; }

case ${1-} in
  serve | build | assets | examples | check | size | bench | screenshots | clean) "$@" ;;
  test) run_tests ;;
  npm) npm_package "${@:2}" ;;
  "" | help | -h | --help) usage ;;
  *) usage >&2; die "there is no task ${1@Q}" ;;
esac
