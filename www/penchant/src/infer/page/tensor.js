// Tensors: typed arrays or strings with a shape for callers, bytes or strings for the engine.

import { argumentError, shown } from '../../runtime/options.js'

/**
 * @typedef {'f16' | 'f32' | 'f64' | 'i8' | 'i16' | 'i32' | 'i64' | 'u8' | 'u16' | 'u32' | 'u64' | 'bool'} NumberType
 *
 * @typedef {NumberType | 'string'} ElementType
 *
 * @typedef {Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | BigInt64Array | Uint8Array |
 *   Uint16Array | Uint32Array | BigUint64Array} Numbers
 *
 * @typedef {object} TensorInput
 * @property {Numbers | readonly string[]} data row by row; half precision as 16 bits in a `Uint16Array`, booleans as 0
 *   and 1 in a `Uint8Array`, which both need `type`
 * @property {readonly number[]} shape
 * @property {ElementType} [type] by default that of the array
 *
 * @typedef {object} NumberTensor
 * @property {NumberType} type
 * @property {number[]} shape
 * @property {Numbers} data
 *
 * @typedef {object} StringTensor such as the labels of a classifier
 * @property {'string'} type
 * @property {number[]} shape
 * @property {string[]} data
 *
 * @typedef {NumberTensor | StringTensor} Tensor
 *
 * @typedef {[name: string, type: NumberType, shape: Uint32Array, bytes: Uint8Array<ArrayBuffer>]
 *   | [name: string, type: 'string', shape: Uint32Array, strings: string[]]} Packed
 */

const ARRAYS = {
  f16: Uint16Array,
  f32: Float32Array,
  f64: Float64Array,
  i8: Int8Array,
  i16: Int16Array,
  i32: Int32Array,
  i64: BigInt64Array,
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  u64: BigUint64Array,
  bool: Uint8Array,
}

/**
 * Copies the numbers, so that they can be transferred.
 * @param {string} name
 * @param {TensorInput} tensor
 * @returns {Packed}
 */
export function packTensor(name, tensor) {
  const { data, shape, type = typeOf(data) } = /** @type {TensorInput} */ (Object(tensor))
  if (!Array.isArray(shape) || !shape.every((length) => Number.isInteger(length) && length >= 0)) {
    throw argumentError(`The shape of the tensor ${name} is ${shown(shape)}; expected one such as [1, 3, 224, 224].`)
  }
  const lengths = Uint32Array.from(shape)
  if (type === 'string' && Array.isArray(data) && data.every((text) => typeof text === 'string')) {
    return [name, type, lengths, [...data]]
  }
  if (!type || type === 'string' || !(data instanceof ARRAYS[type])) {
    const expected = type === 'string' ? 'an array of strings' : ARRAYS[type ?? 'f32']?.name
    const types = `one of the types ${[...Object.keys(ARRAYS), 'string'].join(', ')}`
    throw argumentError(`The data of the tensor ${name} are ${shown(data)}; expected ${expected ?? types}.`)
  }
  const bytes = new Uint8Array(data.byteLength)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  return [name, type, lengths, bytes]
}

/**
 * @param {Packed} packed whose bytes are at the beginning of their buffer
 * @returns {[string, Tensor]}
 */
export function unpackTensor([name, type, lengths, data]) {
  const shape = [...lengths]
  if (type === 'string') return [name, { type, shape, data }]
  return [name, { type, shape, data: new ARRAYS[type](data.buffer) }]
}

/**
 * @param {Numbers | readonly string[]} data
 * @returns {ElementType | undefined} a type of numbers, where one of half precision or booleans has the same array
 */
function typeOf(data) {
  if (Array.isArray(data)) return 'string'
  const types = /** @type {NumberType[]} */ (Object.keys(ARRAYS)).filter((type) => data instanceof ARRAYS[type])
  return types.find((type) => type !== 'f16')
}
