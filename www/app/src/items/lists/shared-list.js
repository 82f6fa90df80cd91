// A list as part of an address: it is in the link itself, behind the `#`, and so never sent to a server.

import { MAX_NAME_LENGTH } from './list.js'
import { sanitizeText } from '../../shell/untrusted-text.js'

/**
 * @typedef {object} SharedList
 * @property {string} name
 * @property {readonly string[]} items ids
 */

/** Links with more would be cut by programs that send them. */
export const MAX_SHARED = 300

/** Between ids, which do not contain it once they are encoded. */
const SEPARATOR = '.'

const encode = (/** @type {string} */ id) => encodeURIComponent(id).replaceAll(SEPARATOR, '%2E')

/**
 * @param {SharedList} list
 * @returns {Record<string, string>} the params of its address
 */
export function writeSharedList({ name, items }) {
  return { name, items: items.slice(0, MAX_SHARED).map(encode).join(SEPARATOR) }
}

/**
 * @param {Record<string, string>} params
 * @returns {SharedList | null} null if they have none
 */
export function readSharedList({ name = '', items = '' }) {
  if (items === '') return null
  const ids = items.split(SEPARATOR, MAX_SHARED).flatMap(decode)
  return { name: sanitizeText(name.trim(), MAX_NAME_LENGTH), items: [...new Set(ids)] }
}

/** @param {string} text */
function decode(text) {
  try {
    return [decodeURIComponent(text)]
  } catch {
    return []
  }
}
