// Unpacks the tables and JSON files of a .zip, within limits: what comes out is counted while it comes, whatever the file
// says of its sizes.

import { Unzip, UnzipInflate } from 'fflate'
import { ImportProblem } from './problem.js'

/** Of all files together. */
const MAX_UNPACKED_BYTES = 2 ** 26
const MAX_FILES = 500
/** So little at a time that what a bomb makes of it is small too: deflate packs a thousand bytes into one at most. */
const STEP_BYTES = 2 ** 14

const TABLE_OR_JSON = /\.(csv|json)$/i
/** What a service keeps of deleted entries, and what systems add. */
const LEFT_OUT = /(^|\/)(deleted|orphaned|__MACOSX|\.[^/]*)\//

/**
 * Throws an `ImportProblem`.
 * @param {Uint8Array} packed
 * @param {string} name of the .zip
 * @param {number} [maxBytes]
 * @returns {{ path: string, bytes: Uint8Array<ArrayBuffer> }[]}
 */
export function unzip(packed, name, maxBytes = MAX_UNPACKED_BYTES) {
  /** @type {Map<string, { chunks: Uint8Array[], complete: boolean }>} */
  const files = new Map()
  /** @type {unknown} */
  let failure = null
  let unpacked = 0
  const unzip = new Unzip((file) => {
    if (!TABLE_OR_JSON.test(file.name) || LEFT_OUT.test(file.name)) return
    const found = { chunks: /** @type {Uint8Array[]} */ ([]), complete: false }
    files.set(file.name, found)
    if (files.size > MAX_FILES) failure ??= new ImportProblem('zipTooLarge', name)
    file.ondata = (error, chunk, final) => {
      if (error || failure) return void (failure ??= error)
      unpacked += chunk.length
      if (unpacked > maxBytes) failure ??= new ImportProblem('zipTooLarge', name)
      found.chunks.push(chunk)
      found.complete = final
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  try {
    for (let at = 0; at < packed.length && !failure; at += STEP_BYTES) {
      unzip.push(packed.subarray(at, at + STEP_BYTES), at + STEP_BYTES >= packed.length)
    }
  } catch (error) {
    failure ??= error
  }
  if (failure instanceof ImportProblem) throw failure
  if (failure || [...files.values()].some(({ complete }) => !complete)) throw new ImportProblem('damagedZip', name)
  return Array.from(files, ([path, { chunks }]) => ({ path, bytes: joined(chunks) }))
}

/** @param {Uint8Array[]} chunks */
function joined(chunks) {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
