// A URL in, its bytes out, with progress on the way. A connection that breaks off is taken up again where it broke;
// every failure of the network that stays one becomes the code "network".

import { ERROR_CODES, NetworkError, PenchantError } from './errors.js'
import { argumentError } from './options.js'

/**
 * @typedef {object} Progress
 * @property {number} loaded bytes so far
 * @property {number | null} total of how many, if that is known
 * @property {'engine' | 'model'} [file] which file they are of, where several are loaded
 *
 * @typedef {object} LoadOptions
 * @property {(progress: Progress) => void} [onProgress] called for every piece that arrives
 * @property {AbortSignal} [signal]
 */

/**
 * @typedef {object} Part a piece of a file, where others may follow
 * @property {number} place of its first byte
 * @property {Uint8Array<ArrayBuffer>} bytes
 *
 * @typedef {object} BytesOptions
 * @property {number} [total] a size that is known beforehand
 * @property {Part[]} [begun] what is there already, from the file's beginning on
 * @property {(part: Part) => unknown} [onPart] called for each mebibyte, for who wants to keep it
 */

/** How long it is waited until a connection is tried again that broke, one time after the other. */
const PAUSES_MS = [250, 1000, 2000, 4000]
const PART_BYTES = 2 ** 20

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
 * @param {number} [from] the first byte that is wanted; a server may nevertheless send the whole
 * @returns {Promise<Response>}
 */
export async function fetchResponse(url, signal, from = 0) {
  const file = await readFile?.(url).catch((error) => {
    throw networkError(error, url, 'Check its path.')
  })
  if (file) return file
  const headers = /** @type {HeadersInit} */ (from > 0 ? { Range: `bytes=${from}-` } : {})
  const response = await fetch(url, { signal, headers }).catch((error) => {
    signal?.throwIfAborted()
    throw networkError(error, url, 'Check the connection and try again.')
  })
  // There is no byte beyond the end of a file that has become shorter.
  if (response.status === 416 && from > 0) return fetchResponse(url, signal)
  if (!response.ok) throw networkError(null, url, `The server answered ${response.status}; try again later.`)
  return response
}

/**
 * @param {string | URL} url
 * @param {LoadOptions & BytesOptions} [options]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function fetchBytes(url, options = {}) {
  const from = endOf(options.begun)
  return responseBytes(url, await fetchResponse(url, options.signal, from), options)
}

/**
 * @param {string | URL} url where it is from
 * @param {Response} response
 * @param {LoadOptions & BytesOptions} [options]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function responseBytes(url, response, { begun = [], onPart, ...options } = {}) {
  const from = endOf(begun)
  // Set aside once: pieces that are put together at the end lie in memory twice.
  let bytes = room(sizeOf(response, options) ?? 0)
  const set = (/** @type {Uint8Array} */ piece, /** @type {number} */ place) => {
    if (place + piece.length > bytes.length) bytes = larger(bytes, place + piece.length)
    bytes.set(piece, place)
  }
  for (const part of begun) set(part.bytes, part.place)
  let parted = from
  const loaded = await readPieces(url, response, { ...options, from }, (piece, place) => {
    set(piece, place)
    for (; onPart && parted + PART_BYTES <= place + piece.length; parted += PART_BYTES) {
      onPart({ place: parted, bytes: bytes.slice(parted, parted + PART_BYTES) })
    }
  })
  return loaded === bytes.length ? bytes : bytes.slice(0, loaded)
}

/**
 * Hands over what an address holds, as it comes: all of it, whatever becomes of the first response.
 * @param {string | URL} url where it is from
 * @param {Response} response
 * @param {LoadOptions & { total?: number, from?: number }} options `from` for the first byte that is wanted
 * @param {(piece: Uint8Array, place: number) => void} take
 * @returns {Promise<number>} where it ends
 */
export async function readPieces(url, response, { onProgress, signal, total, from = 0 }, take) {
  const size = sizeOf(response, { total })
  let loaded = from
  onProgress?.({ loaded, total: size })
  const keep = (/** @type {Uint8Array} */ piece) => {
    take(piece, loaded)
    loaded += piece.length
    onProgress?.({ loaded, total: size })
  }
  /** @type {Response | null} */
  let source = response
  for (let tries = 0; ; tries += 1) {
    const before = loaded
    try {
      source ??= await fetchResponse(url, signal, loaded)
      await drain(url, source, loaded, keep)
      return loaded
    } catch (error) {
      signal?.throwIfAborted()
      if (loaded > before) tries = 0
      const brokeOff = error instanceof PenchantError && error.code === ERROR_CODES.network && loaded > from
      if (!brokeOff || tries === PAUSES_MS.length) throw error
      await pause(PAUSES_MS[tries], signal)
      source = null
    }
  }
}

/**
 * Reads a response to its end, or until it breaks off.
 * @param {string | URL} url
 * @param {Response} response
 * @param {number} from the first byte that is wanted; those before it are passed over
 * @param {(piece: Uint8Array) => void} keep
 */
async function drain(url, response, from, keep) {
  const range = rangeOf(response)
  let skip = from - range.start
  if (skip < 0 || (response.status === 206 && response.headers.has('Content-Encoding')))
    throw networkError(null, url, 'The server sent another part of it than was asked for; try again later.')
  const reader = response.body?.getReader()
  const next = () =>
    reader?.read().catch((error) => {
      throw networkError(error, url, 'The connection broke off; try again.')
    })
  for (let read = await next(); read && !read.done; read = await next()) {
    const piece = skip > 0 ? read.value.subarray(skip) : read.value
    skip -= read.value.length - piece.length
    if (piece.length > 0) keep(piece)
  }
}

/** @param {Response} response */
function rangeOf(response) {
  const [, start, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '') ?? []
  return response.status === 206 ? { start: Number(start ?? 0), size: Number(size) || null } : { start: 0, size: null }
}

/** @param {Part[]} [parts] */
function endOf(parts) {
  const last = parts?.at(-1)
  return last ? last.place + last.bytes.length : 0
}

/**
 * @param {number} ms
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
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
  if (response.status === 206) return rangeOf(response).size
  return Number(response.headers.get('Content-Length')) || null
}

/**
 * Whether browsers compile it as it comes.
 * @param {Response} response
 */
export function isWasm(response) {
  return response.headers.get('Content-Type')?.split(';')[0].trim().toLowerCase() === 'application/wasm'
}

/**
 * @param {unknown} error
 * @param {string | URL} url
 * @param {string} advice
 */
function networkError(error, url, advice) {
  const file = String(url).split(/[?#]/)[0].split('/').pop()
  return new NetworkError(ERROR_CODES.network, `${file} could not be loaded. ${advice}`, { cause: error })
}
