// The bytes of a file that the visitor chose, which may have changed on the disk since.

import { argumentError } from './options.js'

/**
 * Rejects with `argument`.
 * @param {Blob} blob
 * @param {string} what it is, for the message
 */
export async function blobBytes(blob, what) {
  const buffer = await blob.arrayBuffer().catch((cause) => {
    // A file on the visitor's disk may have been changed or deleted.
    if (!(cause instanceof DOMException)) throw cause
    throw argumentError(`${what} can no longer be read: choose the file again.`, cause)
  })
  return new Uint8Array(buffer)
}
