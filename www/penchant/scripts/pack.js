// Makes the package as it is published, build/npm/penchant-VERSION.tgz, and lists what is in it. Fails past a budget.
// `--json` prints {"file","packed","unpacked","files":{"path":bytes}}.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { VERSION } from './version.js'
import ts from 'typescript'

/**
 * The maximum bytes of the package as downloaded, as unpacked, and of its scripts. Inspecting tables, reading their
 * encodings and tensors of strings took 15 kB of scripts.
 */
const BUDGETS = { packed: 7_500_000, unpacked: 31_000_000, scripts: 295_000 }

/** The files that it may have. */
const CONTENTS = [
  /^package\.json$/,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE(-MIT|-APACHE)?$/,
  /^src\/([a-z-]+\/)*[a-z-]+\.js$/,
  /^src\/wasm\/(recommend|infer|infer-relaxed|infer-threads|train)_bg\.wasm$/,
  /^types\/([a-z-]+\/)*[a-z-]+\.d\.ts(\.map)?$/,
]

const root = fileURLToPath(new URL('../../../', import.meta.url))
const source = `${root}www/penchant`
const out = `${root}build/npm`
const staged = `${out}/package`

rmSync(out, { recursive: true, force: true })
mkdirSync(staged, { recursive: true })
for (const name of ['src', 'README.md']) cpSync(`${source}/${name}`, `${staged}/${name}`, { recursive: true })
emitTypes()
for (const name of ['CHANGELOG.md', 'LICENSE', 'LICENSE-MIT', 'LICENSE-APACHE'])
  cpSync(root + name, `${staged}/${name}`)
for (const name of ['recommend', 'infer', 'infer-threads', 'train']) {
  cpSync(`${source}/src/wasm/${name}.d.ts`, `${staged}/types/wasm/${name}.d.ts`)
  removeComments(`${staged}/src/wasm/${name}.js`)
}
writeFileSync(`${staged}/package.json`, `${JSON.stringify(published(), null, 2)}\n`)

const [packed] = JSON.parse(run('npm', 'pack', staged, '--json', '--pack-destination', out))
/** @type {Record<string, number>} */
const files = Object.fromEntries(packed.files.map((/** @type {any} */ { path, size }) => [path, size]))
const sizes = { packed: packed.size, unpacked: packed.unpackedSize, scripts: sum((path) => path.endsWith('.js')) }

if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ file: `${out}/${packed.filename}`, ...sizes, files }))
} else {
  for (const [path, size] of Object.entries(files)) console.log(`${String(size).padStart(10)}  ${path}`)
  const { length } = Object.keys(files)
  console.log(`build/npm/${packed.filename}: ${sizes.packed} bytes; unpacked ${sizes.unpacked}, in ${length} files`)
}
for (const path of Object.keys(files)) {
  if (!CONTENTS.some((expected) => expected.test(path))) fail(`${path} is not meant to be published`)
}
for (const [what, budget] of Object.entries(BUDGETS)) {
  const size = sizes[/** @type {keyof typeof sizes} */ (what)]
  if (size > budget) fail(`${what}: ${size} bytes, of at most ${budget}`)
}

/** Emitted beside the published scripts, so that the declaration maps of editors work. */
function emitTypes() {
  const config = JSON.parse(readFileSync(`${source}/tsconfig.json`, 'utf8'))
  writeFileSync(`${staged}/tsconfig.json`, JSON.stringify({ ...config, extends: `${root}tsconfig.json` }))
  run(process.execPath, `${root}node_modules/typescript/bin/tsc`, '-p', staged)
  rmSync(`${staged}/tsconfig.json`)
}

/**
 * Of bindings, which nobody reads: their types have the comments too.
 * @param {string} file
 */
function removeComments(file) {
  const compilerOptions = { removeComments: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext }
  writeFileSync(file, ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions }).outputText)
}

/** The package's own description, with the version of Cargo.toml, and without what only development needs. */
function published() {
  const about = JSON.parse(readFileSync(`${source}/package.json`, 'utf8'))
  // JSON omits undefined values.
  return { ...about, version: VERSION, private: undefined, devDependencies: undefined }
}

/** @param {(path: string) => boolean} counts */
function sum(counts) {
  return Object.entries(files).reduce((total, [path, size]) => total + (counts(path) ? size : 0), 0)
}

/**
 * @param {string} program
 * @param {string[]} parameters
 */
function run(program, ...parameters) {
  return execFileSync(program, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
}

/** @param {string} message */
function fail(message) {
  console.error(`error: ${message}`)
  process.exitCode = 1
}
