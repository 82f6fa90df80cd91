// The node tests of the ONNX project against the engine as wasm: their folder in, a line of JSON for each out, as
// src/infer/examples/conformance.rs has it natively. `test_conformance.py` holds the two against each other.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { PbfReader } from 'pbf'
import { initSync, Session } from '../../www/penchant/src/wasm/infer.js'

/** What may differ, as natively: see src/infer/examples/conformance.rs. */
const TOLERANCE = JSON.parse(readFileSync(new URL('tolerance.json', import.meta.url), 'utf8'))

/** By the numbers that ONNX gives them. */
const TYPES = ['', 'f32', 'u8', 'i8', 'u16', 'i16', 'i32', 'i64', 'string', 'bool', 'f16', 'f64', 'u32', 'u64']

/** @type {Record<string, (view: DataView, place: number) => number | bigint>} */
const READ = {
  f16: (view, place) => half(view.getUint16(2 * place, true)),
  f32: (view, place) => view.getFloat32(4 * place, true),
  f64: (view, place) => view.getFloat64(8 * place, true),
  i8: (view, place) => view.getInt8(place),
  i16: (view, place) => view.getInt16(2 * place, true),
  i32: (view, place) => view.getInt32(4 * place, true),
  i64: (view, place) => view.getBigInt64(8 * place, true),
  u8: (view, place) => view.getUint8(place),
  u16: (view, place) => view.getUint16(2 * place, true),
  u32: (view, place) => view.getUint32(4 * place, true),
  u64: (view, place) => view.getBigUint64(8 * place, true),
  bool: (view, place) => view.getUint8(place),
}

/** @typedef {{ type: string, shape: number[], bytes: Uint8Array<ArrayBuffer>, strings: string[] }} Tensor */

/**
 * @param {string} file of a test
 * @returns {Tensor}
 */
function tensor(file) {
  /** @type {Tensor} */
  const read = { type: '', shape: [], bytes: new Uint8Array(), strings: [] }
  new PbfReader(readFileSync(file)).readFields((field, tensor, reader) => {
    if (field === 1) tensor.shape.push(...reader.readPackedVarint([], true))
    if (field === 2) tensor.type = TYPES[reader.readVarint()] ?? ''
    if (field === 6) tensor.strings.push(reader.readString())
    if (field === 9) tensor.bytes = Uint8Array.from(reader.readBytes())
    // One test has its numbers in this field, of two bytes each.
    if (field === 5) tensor.bytes = new Uint8Array(Int16Array.from(reader.readPackedVarint([], true)).buffer)
  }, read)
  if (!read.type)
    throw Object.assign(new Error("the test's own tensor is of another type"), { code: 'model.unsupported' })
  return read
}

/**
 * @param {string} test a folder
 * @param {number} runs how often the model runs once more, to time it
 * @returns {{ difference: string | null, ms: number | null }} what differs, and the time of the fastest further run
 */
function run(test, runs) {
  const session = new Session(readFileSync(join(test, 'model.onnx')), undefined)
  try {
    const read = (/** @type {string} */ kind, /** @type {number} */ place) =>
      tensor(join(test, 'test_data_set_0', `${kind}_${place}.pb`))
    const inputs = session.inputs().map((/** @type {{ name: string }} */ { name }, /** @type {number} */ place) => {
      const { type, shape, bytes, strings } = read('input', place)
      return [name, type, Uint32Array.from(shape), type === 'string' ? strings : bytes]
    })
    for (const [place, [name, type, shape, data]] of session.run(inputs).entries()) {
      const [bytes, strings] = type === 'string' ? [new Uint8Array(), data] : [data, []]
      const difference = differ({ type, shape: [...shape], bytes, strings }, read('output', place), test)
      if (difference) return { difference: `${name}: ${difference}`, ms: null }
    }
    let ms = null
    for (let count = 0; count < runs; count++) {
      const start = performance.now()
      session.run(inputs)
      ms = Math.min(ms ?? Infinity, performance.now() - start)
    }
    return { difference: null, ms }
  } finally {
    session.free()
  }
}

/**
 * @param {Tensor} found
 * @param {Tensor} expected
 * @param {string} test
 */
function differ(found, expected, test) {
  if (found.type !== expected.type || String(found.shape) !== String(expected.shape))
    return `${found.type} ${found.shape} instead of ${expected.type} ${expected.shape}`
  if (found.type === 'string') {
    const place = found.strings.findIndex((text, place) => text !== expected.strings[place])
    return place < 0 ? null : `${found.strings[place]} instead of ${expected.strings[place]} at ${place}`
  }
  const [ours, theirs] = [numbers(found), numbers(expected)]
  const largest = theirs.filter(Number.isFinite).reduce((most, number) => Math.max(most, Math.abs(number)), 0)
  const own = join(test, 'tolerance.json')
  const tolerance = existsSync(own) ? JSON.parse(readFileSync(own, 'utf8')) : TOLERANCE
  const { relative, ofLargest, absolute = 0, quantised, quantisedStep } = tolerance
  const step = basename(test).includes(quantised) && ['i8', 'u8'].includes(expected.type) ? quantisedStep : 0
  const least = Math.max(ofLargest * largest, absolute, step)
  // Infinities are exact.
  const close = (/** @type {number} */ a, /** @type {number} */ b) =>
    Object.is(a, b) || a === b || (Number.isFinite(b) && Math.abs(a - b) <= Math.max(least, relative * Math.abs(b)))
  const place = ours.findIndex((number, place) => !close(number, theirs[place]))
  return place < 0 ? null : `${ours[place]} instead of ${theirs[place]} at ${place}`
}

/** @param {Tensor} tensor */
function numbers({ type, shape, bytes }) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = shape.reduce((product, side) => product * side, 1)
  return Array.from({ length }, (_, place) => Number(READ[type](view, place)))
}

/** @param {number} bits */
function half(bits) {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023]
  if (exponent === 31) return fraction ? NaN : sign * Infinity
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024))
}

const [folder, filter = '', runs = '0'] = process.argv.slice(2)
if (!folder) throw new Error('usage: node wasm.js FOLDER [PART OF A NAME [RUNS TO TIME]]')
initSync({ module: readFileSync(new URL('../../www/penchant/src/wasm/infer_bg.wasm', import.meta.url)) })
for (const test of readdirSync(folder).sort()) {
  if (!test.includes(filter)) continue
  let [outcome, why, time] = ['passed', '', /** @type {number | null} */ (null)]
  try {
    const { difference, ms } = run(join(folder, test), Number(runs))
    if (difference) [outcome, why] = ['wrong', difference]
    time = ms
  } catch (error) {
    const { code, message } = /** @type {{ code?: string, message: string }} */ (error)
    // What has no code is a trap, and the engine is of no more use after it.
    ;[outcome, why] = code ? ['refused', `${code}: ${message}`] : ['panicked', message]
  }
  console.log(JSON.stringify({ test, outcome, why, ms: time }))
  if (outcome === 'panicked') break
}
