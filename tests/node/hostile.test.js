// Models made to crash an engine, as `cargo test --test hostile_models` leaves them, against the engine as wasm,
// whose numbers are of 32 bits: each is refused with a code, and none traps.

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { initSync, Session } from '../../www/penchant/src/wasm/infer.js'

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const folder = path('build/hostile')

/** @param {string} file */
function tryOut(file) {
  const session = new Session(readFileSync(join(folder, file)), undefined)
  try {
    const inputs = session.inputs().map((/** @type {{ name: string, dims: number[] }} */ { name, dims }) => {
      const length = dims.reduce((product, side) => product * side, 1)
      return [name, 'f32', Uint32Array.from(dims), new Uint8Array(4 * length)]
    })
    session.run(inputs)
  } finally {
    session.free()
  }
}

test('each hostile model is refused with a code', () => {
  assert.ok(existsSync(folder), 'run cargo test --release --test hostile_models first')
  initSync({ module: readFileSync(path('www/penchant/src/wasm/infer_bg.wasm')) })
  const files = readdirSync(folder)
  assert.ok(files.length > 60)
  for (const file of files) {
    assert.throws(() => tryOut(file), (error) => /^(model\.|argument)/.test(/** @type {any} */ (error).code), file)
  }
})
