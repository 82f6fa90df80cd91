// Any ONNX model in Node, with the same answers as on the command line.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Session } from 'penchant/infer'
import { npy, picture } from '../npy.js'

const root = (/** @type {string} */ path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const PENCHANT = process.env.PENCHANT_BIN ?? root('build/penchant')
const MODEL = root('build/models/efficientnet-lite0.onnx')

/** @type {string} */
let folder
/** @type {Session} */
let session

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'penchant-'))
  session = await Session.load(MODEL)
})
after(() => {
  session.dispose()
  rmSync(folder, { recursive: true })
})

test('the same numbers as the command line gives', async () => {
  const [{ name, dims }] = session.inputs
  const shape = /** @type {number[]} */ (dims)
  const data = picture(shape)
  const { nodes, outputs } = await session.profile({ [name]: { data, shape } })
  assert.ok(nodes.length > 10 && nodes[0].time >= nodes[1].time)
  writeFileSync(join(folder, 'x.npy'), npy(data, shape))
  const said = JSON.parse(
    execFileSync(PENCHANT, ['run', MODEL, '--input', join(folder, 'x.npy'), '--json'], { encoding: 'utf8' }),
  )
  const [{ name: output, numbers }] = said.outputs
  const found = outputs[output].data
  assert.equal(found.length, numbers.length)
  for (const [place, number] of numbers.entries()) assert.ok(Math.abs(Number(found[place]) - number) < 1e-3)
})

test('models from bytes, and errors with codes', async () => {
  const bytes = new Uint8Array(readFileSync(MODEL))
  const rejects = (/** @type {Promise<unknown>} */ promise, /** @type {string} */ code) => assert.rejects(promise, { code })
  const other = await Session.load(bytes, { sha256: '0'.repeat(64) }).catch((error) => error)
  assert.equal(other.code, 'model.checksum')
  await rejects(Session.load(bytes.slice(0, 1000)), 'model.format')
  await rejects(Session.load('no-such-file.onnx'), 'network')
  await rejects(Session.load(MODEL, { outputs: ['no-such-output'] }), 'argument')
  const [{ name }] = session.inputs
  await rejects(session.run({}), 'argument')
  await rejects(session.run({ [name]: { data: new Float32Array(4), shape: [2, 2] } }), 'model.shape')
  await rejects(session.run({ [name]: { data: new Float32Array(3), shape: [2, 2] } }), 'model.shape')
  await rejects(session.run({ [name]: { data: new Int32Array(4), shape: [2, 2] } }), 'model.shape')
})

/** Words to numbers, and numbers to labels: two nodes `LabelEncoder`. */
const LABELS = Buffer.from(
  'CAg6hgIKXwoEd29yZBIGbnVtYmVyIgxMYWJlbEVuY29kZXIqHQoMa2V5c19zdHJpbmdzSgVhIGNhdEoD54uXoAEIKhYKDXZhbHVlc19pbnQ2NH' +
    'NAA0AHoAEHOgphaS5vbm54Lm1sCl4KBm51bWJlchIFbGFiZWwiDExhYmVsRW5jb2RlcioUCgtrZXlzX2ludDY0c0ADQAegAQcqHQoOdmFsdWVz' +
    'X3N0cmluZ3NKA2NhdEoDZG9noAEIOgphaS5vbm54Lm1sEgFnWhMKBHdvcmQSCwoJCAgSBQoDEgFuYhUKBm51bWJlchILCgkIBxIFCgMSAW5iFA' +
    'oFbGFiZWwSCwoJCAgSBQoDEgFuQgQKABARQg4KCmFpLm9ubngubWwQAw==',
  'base64',
)

test('strings go in and come out', async () => {
  const labels = await Session.load(new Uint8Array(LABELS))
  assert.deepEqual(labels.inputs, [{ name: 'word', elementType: 'string', dims: ['n'] }])
  const words = { data: ['狗', 'a cat', 'a bird'], shape: [3] }
  const { number, label } = await labels.run({ word: words })
  assert.deepEqual(number, { type: 'i64', shape: [3], data: new BigInt64Array([7n, 3n, -1n]) })
  assert.deepEqual(label, { type: 'string', shape: [3], data: ['dog', 'cat', '_Unused'] })
  await assert.rejects(labels.run({ word: { data: ['a cat'], shape: [2] } }), { code: 'model.shape' })
  await assert.rejects(labels.run({ word: { data: new Float32Array(1), shape: [1] } }), { code: 'model.shape' })
  const numbers = /** @type {any} */ ({ data: [1, 2], shape: [2] })
  await assert.rejects(labels.run({ word: numbers }), { code: 'argument', message: /expected an array of strings/ })
  labels.dispose()
})
