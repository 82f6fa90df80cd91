// The bytes of what the visitor chose on the disk, where it may have changed since.

import { argumentError } from './options.js'

/**
 * Rejects with `argument`.
 * @param {Blob} blob
 * @param {string} what it is, for people
 */
export async function blobBytes(blob, what) {
  const buffer = await blob.arrayBuffer().catch((cause) => {
    // A file on the visitor's disk may have changed, or gone.
    if (!(cause instanceof DOMException)) throw cause
    throw argumentError(`${what} cannot be read any more: choose the file again.`, cause)
  })
  return new Uint8Array(buffer)
}
