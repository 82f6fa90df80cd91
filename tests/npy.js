// Reproducible input for tests of models, and NumPy's file of it.

/** @param {number[]} shape */
export function picture(shape) {
  const length = shape.reduce((product, side) => product * side, 1)
  return Float32Array.from({ length }, (_, place) => Math.fround(((place * 7919) % 1009) / 504.5 - 1))
}

/**
 * @param {Float32Array} data
 * @param {number[]} shape
 */
export function npy(data, shape) {
  const described = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`
  const header = described.padEnd(Math.ceil((described.length + 11) / 64) * 64 - 11) + '\n'
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length % 256, header.length >> 8])
  return Buffer.concat([start, Buffer.from(header), Buffer.from(data.buffer)])
}
