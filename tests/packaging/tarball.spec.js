// The published package: complete, without other files, and tools find every entry point with its types.

import { readFileSync } from 'node:fs'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { root } from '../browser/site.js'
import { expect, test } from './fixtures.js'
import { STAGED, tarball } from './project.js'

const packed = createPackageFromTarballData(new Uint8Array(readFileSync(tarball())))
const paths = packed.listFiles().map((path) => path.replace('/node_modules/penchant/', './'))
const about = JSON.parse(readFileSync(`${STAGED}/package.json`, 'utf8'))

test('publint finds nothing', async () => {
  const tarball = await publint({ pkgDir: STAGED, strict: true })
  expect(tarball.messages.map((message) => formatMessage(message, about, { color: false }))).toEqual([])
})

test('are-the-types-wrong finds nothing', async () => {
  // Files that are not scripts have no types, nor have workers, which export nothing.
  const untyped = Object.keys(about.exports).filter((entry) => /\.wasm$|\.json$|\/(worker|thread)/.test(entry))
  const checked = await checkPackage(packed, { excludeEntrypoints: untyped })
  expect(checked.types).toBeTruthy()
  // As its command line does with `--profile esm-only`: the package has no CommonJS.
  const problems = 'problems' in checked ? checked.problems : []
  const kinds = problems.map((problem) => ('resolutionKind' in problem ? problem.resolutionKind : null))
  expect(problems.filter((_, at) => kinds[at] !== 'node10' && kinds[at] !== 'node16-cjs')).toEqual([])
})

test('the files of all entry points are there, with the licences and the changes', () => {
  const named = Object.values(about.exports).flatMap((entry) =>
    typeof entry === 'string' ? entry : Object.values(entry),
  )
  for (const path of [...named, './README.md', './CHANGELOG.md', './LICENSE-MIT', './LICENSE-APACHE']) {
    expect(paths).toContain(path)
  }
  for (const entry of Object.values(about.exports)) {
    if (typeof entry !== 'string') expect(Object.keys(entry)[0]).toBe('types')
  }
})

test('scripts do not evaluate strings, contain no wasm, and name no other host', () => {
  const scripts = paths.filter((path) => path.endsWith('.js'))
  expect(scripts.length).toBeGreaterThan(50)
  const wrong = /\beval\(|\bFunction\(|base64|\bdata:[a-z]+\/|https?:\/\/|sendBeacon/
  expect(scripts.filter((path) => wrong.test(packed.readFile(path.replace('.', '/node_modules/penchant'))))).toEqual([])
})

test('the version is that of Cargo.toml', async () => {
  const [, version] = /^version = "(.+)"$/m.exec(readFileSync(root('Cargo.toml'), 'utf8')) ?? []
  expect(about.version).toBe(version)
  expect(readFileSync(`${STAGED}/src/wasm/version.js`, 'utf8')).toContain(`'${version}'`)
  expect(readFileSync(root('CHANGELOG.md'), 'utf8')).toContain(`\n## ${version}\n`)
})
