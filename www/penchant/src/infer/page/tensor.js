// Tensors: typed arrays with a shape for callers, bytes for the engine.

import { argumentError, shown } from '../../runtime/options.js'

/**
 * @typedef {'f16' | 'f32' | 'f64' | 'i8' | 'i16' | 'i32' | 'i64' | 'u8' | 'u16' | 'u32' | 'u64' | 'bool'} ElementType
 *
 * @typedef {Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | BigInt64Array | Uint8Array |
 *   Uint16Array | Uint32Array | BigUint64Array} Numbers
 *
 * @typedef {object} TensorInput
 * @property {Numbers} data row by row; half precision as 16 bits in a `Uint16Array`, booleans as 0 and 1 in a
 *   `Uint8Array`, which both need `type`
 * @property {readonly number[]} shape
 * @property {ElementType} [type] by default that of the array
 *
 * @typedef {object} Tensor
 * @property {ElementType} type
 * @property {number[]} shape
 * @property {Numbers} data
 *
 * @typedef {[name: string, type: ElementType, shape: Uint32Array, bytes: Uint8Array<ArrayBuffer>]} Packed
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
  if (!type || !(data instanceof ARRAYS[type])) {
    const expected = ARRAYS[type ?? 'f32']?.name ?? `one of the types ${Object.keys(ARRAYS).join(', ')}`
    throw argumentError(`The data of the tensor ${name} are ${shown(data)}; expected ${expected}.`)
  }
  if (!Array.isArray(shape) || !shape.every((length) => Number.isInteger(length) && length >= 0)) {
    throw argumentError(`The shape of the tensor ${name} is ${shown(shape)}; expected one such as [1, 3, 224, 224].`)
  }
  const bytes = new Uint8Array(data.byteLength)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  return [name, type, Uint32Array.from(shape), bytes]
}

/**
 * @param {Packed} packed whose bytes are at the beginning of their buffer
 * @returns {[string, Tensor]}
 */
export function unpackTensor([name, type, shape, bytes]) {
  return [name, { type, shape: [...shape], data: new ARRAYS[type](bytes.buffer) }]
}

/**
 * @param {Numbers} data
 * @returns {ElementType | undefined} a type of numbers, where one of half precision or booleans has the same array
 */
function typeOf(data) {
  const types = /** @type {ElementType[]} */ (Object.keys(ARRAYS)).filter((type) => data instanceof ARRAYS[type])
  return types.find((type) => type !== 'f16')
}
