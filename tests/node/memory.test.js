// The memory that loading a model needs in wasm, where memory never shrinks: weights pass through four forms, of which at
// most three may exist at a time.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { initSync, Session } from '../../www/penchant/src/wasm/infer.js'

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url))

test('loading a model needs little more than three times its bytes', () => {
  const { memory } = initSync({ module: readFileSync(path('www/penchant/src/wasm/infer_bg.wasm')) })
  const empty = memory.buffer.byteLength
  const model = readFileSync(path('build/models/efficientnet-lite0.onnx'))
  new Session(model, undefined).free()
  assert.ok(memory.buffer.byteLength - empty < 3.2 * model.length)
})
