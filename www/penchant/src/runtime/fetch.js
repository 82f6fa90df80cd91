// Fetches files, and reports progress. A broken download is resumed where it broke; if that fails too, the
// error has the code "network".

import { ERROR_CODES, NetworkError, PenchantError } from './errors.js'
import { argumentError } from './options.js'

/**
 * @typedef {object} Progress
 * @property {number} loaded bytes so far
 * @property {number | null} total bytes, if that is known
 * @property {'engine' | 'model'} [file] the file, where several are loaded
 *
 * @typedef {object} LoadOptions
 * @property {(progress: Progress) => void} [onProgress] called for each chunk that arrives
 * @property {AbortSignal} [signal]
 */

/**
 * @typedef {object} Part a range of a file
 * @property {number} offset of its first byte
 * @property {Uint8Array<ArrayBuffer>} bytes
 *
 * @typedef {object} BytesOptions
 * @property {number} [total] the file's size, if it is known beforehand
 * @property {Part[]} [begun] parts that are there already, from the file's beginning on
 * @property {(part: Part) => unknown} [onPart] called for each mebibyte, so that it can be kept
 */

/** The pauses before a broken connection is tried again. */
const RETRY_PAUSES_MS = [250, 1000, 2000, 4000]
const PART_BYTES = 2 ** 20

/** @typedef {(url: string | URL) => Promise<Response | undefined>} ReadFile gives `undefined` for an address that is not a file's */

/** @type {ReadFile | undefined} */
let readFile

/** @type {string | undefined} */
let filesBase

/**
 * Reads files where `fetch` does not, as in Node.
 * @param {ReadFile} read
 * @param {string} base of relative paths
 */
export function readFilesWith(read, base) {
  readFile = read
  filesBase = base
}

/**
 * Resolves an address in the page, for a worker, whose own base is another.
 * @param {string | URL} url
 */
export function absolute(url) {
  try {
    const { document, location } = /** @type {any} */ (globalThis)
    return new URL(url, document?.baseURI ?? location?.href ?? filesBase).href
  } catch (cause) {
    throw argumentError(`${url} is not an address.`, cause)
  }
}

/**
 * Fetches a response, and throws `network` unless it is a good one.
 * @param {string | URL} url
 * @param {AbortSignal} [signal]
 * @param {number} [from] the first byte to send; a server may nevertheless send the whole file
 * @returns {Promise<Response>}
 */
export async function fetchResponse(url, signal, from = 0) {
  const file = await readFile?.(url).catch((error) => {
    throw networkError(error, url, 'Check its path.')
  })
  if (file) return file
  const init = from > 0 ? { headers: { Range: `bytes=${from}-` } } : asPreloaded(url)
  const response = await fetch(url, { ...init, signal }).catch((error) => {
    signal?.throwIfAborted()
    throw networkError(error, url, 'Check the connection and try again.')
  })
  // The file has become shorter, and ends before this byte.
  if (response.status === 416 && from > 0) return fetchResponse(url, signal)
  if (!response.ok) throw networkError(null, url, `The server answered ${response.status}; try again later.`)
  return response
}

/**
 * The options with which a fetch takes what the page's head preloads, instead of a second download. They are those of a
 * preload without `crossorigin`, which all browsers can use for files of the page's own origin; for one that has it, the
 * usual options are right, but WebKit downloads such files again.
 * @param {string | URL} url
 * @returns {RequestInit}
 */
function asPreloaded(url) {
  const { document, location } = /** @type {any} */ (globalThis)
  if (!document) return {}
  const { href, origin } = new URL(absolute(url))
  if (origin !== location.origin) return {}
  /** @type {Iterable<{ href: string }>} */
  const preloads = document.querySelectorAll('link[rel=preload][as=fetch]:not([crossorigin])')
  return [...preloads].some((preload) => preload.href === href) ? { mode: 'no-cors', credentials: 'include' } : {}
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
 * @param {string | URL} url its address
 * @param {Response} response
 * @param {LoadOptions & BytesOptions} [options]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function responseBytes(url, response, { begun = [], onPart, ...options } = {}) {
  const from = endOf(begun)
  // Allocated once: chunks that are joined at the end would need the memory twice.
  let bytes = allocate(sizeOf(response, options) ?? 0)
  const set = (/** @type {Uint8Array} */ chunk, /** @type {number} */ offset) => {
    if (offset + chunk.length > bytes.length) bytes = grow(bytes, offset + chunk.length)
    bytes.set(chunk, offset)
  }
  for (const part of begun) set(part.bytes, part.offset)
  let next = from
  const loaded = await readChunks(url, response, { ...options, from }, (chunk, offset) => {
    set(chunk, offset)
    for (; onPart && next + PART_BYTES <= offset + chunk.length; next += PART_BYTES) {
      onPart({ offset: next, bytes: bytes.slice(next, next + PART_BYTES) })
    }
  })
  return loaded === bytes.length ? bytes : bytes.slice(0, loaded)
}

/**
 * Reads a file in chunks as they arrive, to its end: a response that breaks off is followed by another one.
 * @param {string | URL} url its address
 * @param {Response} response
 * @param {LoadOptions & { total?: number, from?: number }} options `from` is the first byte to read
 * @param {(chunk: Uint8Array, offset: number) => void} onChunk
 * @returns {Promise<number>} the offset of its end
 */
export async function readChunks(url, response, { onProgress, signal, total, from = 0 }, onChunk) {
  const size = sizeOf(response, { total })
  let loaded = from
  onProgress?.({ loaded, total: size })
  const take = (/** @type {Uint8Array} */ chunk) => {
    onChunk(chunk, loaded)
    loaded += chunk.length
    onProgress?.({ loaded, total: size })
  }
  /** @type {Response | null} */
  let source = response
  for (let tries = 0; ; tries += 1) {
    const before = loaded
    try {
      source ??= await fetchResponse(url, signal, loaded)
      await drain(url, source, loaded, take)
      return loaded
    } catch (error) {
      signal?.throwIfAborted()
      if (loaded > before) tries = 0
      const brokeOff = error instanceof PenchantError && error.code === ERROR_CODES.network && loaded > from
      if (!brokeOff || tries === RETRY_PAUSES_MS.length) throw error
      await pause(RETRY_PAUSES_MS[tries], signal)
      source = null
    }
  }
}

/**
 * Reads a response to its end, or until it breaks off.
 * @param {string | URL} url
 * @param {Response} response
 * @param {number} from the first byte to read; those before it are skipped
 * @param {(chunk: Uint8Array) => void} take
 */
async function drain(url, response, from, take) {
  const range = rangeOf(response)
  let skip = from - range.start
  if (skip < 0 || (response.status === 206 && response.headers.has('Content-Encoding')))
    throw networkError(null, url, 'The server sent another range than was requested; try again later.')
  const reader = response.body?.getReader()
  const next = () =>
    reader?.read().catch((error) => {
      throw networkError(error, url, 'The connection broke off; try again.')
    })
  for (let read = await next(); read && !read.done; read = await next()) {
    const chunk = skip > 0 ? read.value.subarray(skip) : read.value
    skip -= read.value.length - chunk.length
    if (chunk.length > 0) take(chunk)
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
  return last ? last.offset + last.bytes.length : 0
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

/** @param {number} size that a server claims, which may be more than there is memory for */
function allocate(size) {
  try {
    return new Uint8Array(size)
  } catch {
    return new Uint8Array(0)
  }
}

/**
 * The same bytes in an array of at least this size, and of twice the old one, so that not every chunk copies them.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} size
 */
function grow(bytes, size) {
  const grown = new Uint8Array(Math.max(size, 2 * bytes.length))
  grown.set(bytes)
  return grown
}

/**
 * The size of the file, if that is known.
 * @param {Response} response
 * @param {{ total?: number }} [options]
 */
export function sizeOf(response, { total } = {}) {
  if (total !== undefined) return total
  // The length of a compressed response is the compressed one, while the bytes that are read are decompressed.
  if (response.headers.has('Content-Encoding')) return null
  if (response.status === 206) return rangeOf(response).size
  return Number(response.headers.get('Content-Length')) || null
}

/**
 * Whether browsers compile it while it is downloaded.
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
