// Addresses within the page: a room, a view of it, and what they are looked at with.

/**
 * @typedef {Record<string, string>} Params what follows the `?`; an empty text is not written
 *
 * @typedef {object} Address
 * @property {string} room
 * @property {string} view a part of the room; empty for the first one
 * @property {Params} params
 */

/**
 * @param {string} hash such as `#films/all?genre=Horror`
 * @returns {Address}
 */
export function readAddress(hash) {
  const [path, query = ''] = hash.slice(1).split('?')
  const [room, view = ''] = path.split('/')
  return { room, view, params: Object.fromEntries(new URLSearchParams(query)) }
}

/** @param {Address} address */
export function writeAddress({ room, view, params }) {
  const path = `#${[room, view].filter(Boolean).join('/')}`
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== '')).toString()
  return query === '' ? path : `${path}?${query}`
}

/**
 * @param {Address} address
 * @param {readonly string[]} names of params
 * @returns {Address} without them
 */
export function withoutParams({ params, ...others }, names) {
  return { ...others, params: Object.fromEntries(Object.entries(params).filter(([name]) => !names.includes(name))) }
}
