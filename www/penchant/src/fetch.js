// A URL in, its bytes out, with progress on the way. Every failure of the network becomes the code "network".

import { ERROR_CODES, isAbort, PenchantError } from './errors.js'
import { argumentError } from './options.js'

/**
 * @typedef {{ loaded: number, total: number | null }} Progress bytes so far, and of how many if that is known
 *
 * @typedef {object} LoadOptions
 * @property {(progress: Progress) => void} [onProgress] called for every piece that arrives
 * @property {AbortSignal} [signal]
 */

/** @typedef {(url: string | URL) => Promise<Response | undefined>} ReadFile answers `undefined` for what is no file */

/** @type {ReadFile | undefined} */
let readFile

/** @type {string | undefined} */
let filesBase

/**
 * Where `fetch` reads no files, as in Node, something else has to.
 * @param {ReadFile} read
 * @param {string} base what paths are relative to
 */
export function readFilesWith(read, base) {
  readFile = read
  filesBase = base
}

/**
 * An address as the page means it, for a worker, whose own is another.
 * @param {string | URL} url
 */
export function absolute(url) {
  try {
    const { document, location } = /** @type {any} */ (globalThis)
    return new URL(url, document?.baseURI ?? location?.href ?? filesBase).href
  } catch (cause) {
    throw argumentError(`${url} is no address.`, cause)
  }
}

/**
 * A response that is known to be a good one.
 * @param {string | URL} url
 * @param {AbortSignal} [signal]
 * @returns {Promise<Response>}
 */
export async function fetchResponse(url, signal) {
  const file = await readFile?.(url).catch((error) => {
    throw networkError(error, url, 'Check its path.')
  })
  if (file) return file
  const response = await fetch(url, { signal }).catch((error) => {
    throw networkError(error, url, 'Check the connection and try again.')
  })
  if (!response.ok) throw networkError(null, url, `The server answered ${response.status}; try again later.`)
  return response
}

/**
 * @param {string | URL} url
 * @param {LoadOptions & { total?: number }} [options] `total` for a size that is known beforehand
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function fetchBytes(url, options = {}) {
  return responseBytes(url, await fetchResponse(url, options.signal), options)
}

/**
 * @param {string | URL} url where it is from
 * @param {Response} response
 * @param {LoadOptions & { total?: number }} [options] `total` for a size that is known beforehand
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function responseBytes(url, response, options = {}) {
  // Set aside once: pieces that are put together at the end lie in memory twice.
  let bytes = room(sizeOf(response, options) ?? 0)
  const loaded = await readPieces(url, response, options, (piece, place) => {
    if (place + piece.length > bytes.length) bytes = larger(bytes, place + piece.length)
    bytes.set(piece, place)
  })
  return loaded === bytes.length ? bytes : bytes.slice(0, loaded)
}

/**
 * Hands over what a response holds, as it comes.
 * @param {string | URL} url where it is from
 * @param {Response} response
 * @param {LoadOptions & { total?: number }} options
 * @param {(piece: Uint8Array, place: number) => void} take
 * @returns {Promise<number>} how many bytes it were
 */
export async function readPieces(url, response, { onProgress, total }, take) {
  const size = sizeOf(response, { total })
  let loaded = 0
  onProgress?.({ loaded, total: size })
  const reader = response.body?.getReader()
  const next = () =>
    reader?.read().catch((error) => {
      throw networkError(error, url, 'The connection broke off; try again.')
    })
  for (let read = await next(); read && !read.done; read = await next()) {
    take(read.value, loaded)
    loaded += read.value.length
    onProgress?.({ loaded, total: size })
  }
  return loaded
}

/** @param {number} size said by somebody, and so perhaps more than there can be */
function room(size) {
  try {
    return new Uint8Array(size)
  } catch {
    return new Uint8Array(0)
  }
}

/**
 * The same bytes with room for `size` at least; for twice as many, so that not every piece moves them again.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} size
 */
function larger(bytes, size) {
  const moved = new Uint8Array(Math.max(size, 2 * bytes.length))
  moved.set(bytes)
  return moved
}

/**
 * How many bytes will come, if that is known.
 * @param {Response} response
 * @param {{ total?: number }} [options]
 */
export function sizeOf(response, { total } = {}) {
  if (total !== undefined) return total
  // Of a compressed response the length is the compressed one, while what is read is not compressed any more.
  if (response.headers.has('Content-Encoding')) return null
  return Number(response.headers.get('Content-Length')) || null
}

/**
 * @param {unknown} error
 * @param {string | URL} url
 * @param {string} advice
 */
function networkError(error, url, advice) {
  if (isAbort(error)) return error
  const file = String(url).split(/[?#]/)[0].split('/').pop()
  return new PenchantError(ERROR_CODES.network, `${file} could not be loaded. ${advice}`, { cause: error })
}
