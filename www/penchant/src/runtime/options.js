// What callers ask for, checked before anything is done about it.

import { ArgumentError, ERROR_CODES } from './errors.js'

/**
 * @param {string} message what is wrong, and what to do
 * @param {unknown} [cause]
 */
export function argumentError(message, cause) {
  return new ArgumentError(ERROR_CODES.argument, message, { cause })
}

/**
 * A misspelt option would be a silent one.
 * @param {object | undefined} options
 * @param {readonly string[]} names those there are
 */
export function checkNames(options, names) {
  const unknown = Object.keys(options ?? {}).find((name) => !names.includes(name))
  if (unknown) throw argumentError(`There is no option ${unknown}: choose from ${names.join(', ')}.`)
}

/**
 * @param {unknown} source
 * @returns {source is string | URL}
 */
export function isAddress(source) {
  return typeof source === 'string' || source instanceof URL
}

/**
 * @template {Blob | ArrayBuffer | Uint8Array} Bytes
 * @param {Bytes} bytes
 * @param {string} what they are of
 * @returns {Bytes}
 */
export function checkedBytes(bytes, what) {
  if (bytes instanceof Blob || bytes instanceof ArrayBuffer || bytes instanceof Uint8Array) return bytes
  throw argumentError(`Give ${what} by its address, or as bytes: a Blob, an ArrayBuffer or a Uint8Array.`)
}

/** @param {number | undefined} timeout */
export function checkTimeout(timeout) {
  if (timeout === undefined || timeout > 0) return
  throw argumentError('timeout is a number of milliseconds above 0; Infinity waits for ever.')
}

/** @param {import('./stored-model.js').CacheUse} cache */
export function checkCache(cache) {
  if (cache !== 'browser' && cache !== 'none') throw argumentError('cache is "browser" or "none".')
}
