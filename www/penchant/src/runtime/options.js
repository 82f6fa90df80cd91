// Arguments and options, checked before anything is done about them.

import { ArgumentError, ERROR_CODES } from './errors.js'

/**
 * @param {string} message what was found, and what to do
 * @param {unknown} [cause]
 */
export function argumentError(message, cause) {
  return new ArgumentError(ERROR_CODES.argument, message, { cause })
}

/**
 * Refuses unknown names, because a misspelt option would have no effect, and `null`, which says neither yes nor no.
 * @param {unknown} options
 * @param {readonly string[]} names the known ones
 */
export function checkOptions(options, names) {
  if (options === undefined) return
  if (options === null || typeof options !== 'object') {
    throw argumentError(`The options are ${shown(options)}: give an object, or leave them out.`)
  }
  for (const [name, value] of Object.entries(options)) {
    if (!names.includes(name)) throw argumentError(`There is no option ${name}: choose from ${names.join(', ')}.`)
    if (value === null) throw argumentError(`The option ${name} is null: give a value, or leave it out.`)
  }
}

/**
 * @param {unknown} id
 * @param {string} name of the argument
 */
export function checkId(id, name) {
  if (typeof id === 'string' && id !== '') return
  throw argumentError(`${name} is ${shown(id)}; expected an item's id, which is a string that is not empty.`)
}

/**
 * @param {unknown} ids
 * @param {string} name of the argument
 */
export function checkIds(ids, name) {
  if (!Array.isArray(ids)) throw argumentError(`${name} is ${shown(ids)}; expected an array of items' ids.`)
  for (const [index, id] of ids.entries()) checkId(id, `${name}[${index}]`)
}

/**
 * A value as it can be named in a message.
 * @param {unknown} value
 */
export function shown(value) {
  if (typeof value === 'string') return value === '' ? 'an empty string' : `the string ${JSON.stringify(value)}`
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
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
  throw argumentError(`timeout is ${shown(timeout)}; expected milliseconds above 0, or Infinity to wait without end.`)
}

/** @param {import('./stored-model.js').CacheUse} cache */
export function checkCache(cache) {
  if (cache === 'browser' || cache === 'none') return
  throw argumentError(`cache is ${shown(cache)}; expected "browser" or "none".`)
}
