// The build of the image engine is one that the browser can run, whatever it lacks. What browsers lack is simulated.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { afterEach, test } from 'node:test'
import { engineWasm, threadCount } from '../../www/penchant/src/infer/page/choose-build.js'
import { provideWasm } from '../../www/penchant/src/runtime/wasm-sources.js'

/**
 * @typedef {object} Browser
 * @property {boolean} isolated
 * @property {boolean} sharedMemory
 * @property {boolean} relaxedSimd
 */

/** @type {Record<string, (browser: Browser) => boolean>} */
const RUNS = {
  infer: () => true,
  inferRelaxed: ({ relaxedSimd }) => relaxedSimd,
  inferThreads: ({ isolated, sharedMemory, relaxedSimd }) => isolated && sharedMemory && relaxedSimd,
}
/** The first of these that runs is the fastest. */
const FASTEST_FIRST = ['inferThreads', 'inferRelaxed', 'infer']

const address = (/** @type {string} */ name) => `https://example.com/${name}.wasm`
const bytes = (/** @type {string} */ file) => readFileSync(new URL(`../../www/penchant/src/wasm/${file}_bg.wasm`, import.meta.url))

const original = { validate: WebAssembly.validate, navigator: globalThis.navigator, SharedArrayBuffer }

/** @param {Browser} browser */
function simulate({ isolated, sharedMemory, relaxedSimd }) {
  set('crossOriginIsolated', isolated)
  set('navigator', { hardwareConcurrency: 8 })
  set('SharedArrayBuffer', sharedMemory ? original.SharedArrayBuffer : undefined)
  WebAssembly.validate = () => relaxedSimd
}

afterEach(() => {
  set('crossOriginIsolated', undefined)
  set('navigator', original.navigator)
  set('SharedArrayBuffer', original.SharedArrayBuffer)
  WebAssembly.validate = original.validate
  provideWasm({ infer: undefined, inferRelaxed: undefined, inferThreads: undefined })
})

/**
 * @param {string} name
 * @param {unknown} value
 */
function set(name, value) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}

const BOTH = [false, true]
for (const isolated of BOTH) {
  for (const sharedMemory of BOTH) {
    for (const relaxedSimd of BOTH) {
      const browser = { isolated, sharedMemory, relaxedSimd }
      const has = Object.entries(browser).flatMap(([feature, there]) => (there ? [feature] : []))
      test(`with ${has.join(', ') || 'nothing'}: the fastest build that runs, of those that are published`, () => {
        for (const published of [['infer'], ['infer', 'inferRelaxed'], ['infer', 'inferThreads'], FASTEST_FIRST]) {
          provideWasm({ infer: undefined, inferRelaxed: undefined, inferThreads: undefined })
          provideWasm(Object.fromEntries(published.map((name) => [name, address(name)])))
          simulate(browser)
          const threads = threadCount(4)
          const expected = FASTEST_FIRST.find((name) => published.includes(name) && RUNS[name](browser))
          assert.equal(engineWasm(threads).name, expected, published.join())
          assert.equal(threads, expected === 'inferThreads' ? 4 : 1)
        }
      })
    }
  }
}

test('what is said of relaxed SIMD is true of the builds: in this Node, the chosen one compiles', () => {
  provideWasm(Object.fromEntries(FASTEST_FIRST.map((name) => [name, address(name)])))
  assert.ok(WebAssembly.validate(bytes('infer')))
  assert.equal(engineWasm(1).name, WebAssembly.validate(bytes('infer-relaxed')) ? 'inferRelaxed' : 'infer')
})
