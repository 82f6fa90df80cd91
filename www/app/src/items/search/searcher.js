// Search in a catalogue: a query goes in, ranked hits come out, each with what matched. Hits and guesses are apart, so that
// a guess is never shown as if it were what was asked for.

/**
 * @import { Item } from '../catalogue.js'
 *
 * @typedef {(typeof MATCHES)[number]} Match
 * @typedef {{ item: Item, match: Match }} Hit
 *
 * @typedef {object} Found
 * @property {readonly Hit[]} hits what has what was typed
 * @property {readonly Hit[]} guesses what may have been meant; looked for if there are few hits
 *
 * @typedef {object} Source a way to find items, with an index that it makes once
 * @property {() => boolean} [prepare] does a part of what is to be done before the first search; whether that was all
 * @property {(query: string) => Hit[]} search by match, and among equals the more popular first
 * @property {(query: string) => Hit[]} [guess] the more likely first
 */

/** What matched, from the best on. */
export const MATCHES = /** @type {const} */ ([
  'title',
  'beginning',
  'words',
  'prefixes',
  'details',
  'initials',
  'spelling',
])

/** With so many hits nobody needs guesses, nor where a title begins with what was typed. */
const ENOUGH = 5

/** @type {Found} */
export const NOTHING = { hits: [], guesses: [] }

export class Searcher {
  #sources

  /** @param {Source[]} sources */
  constructor(sources) {
    this.#sources = sources
  }

  /**
   * Makes a part of the indexes, so that a large catalogue can be prepared while the page answers.
   * @returns {boolean} whether all is done
   */
  prepare() {
    return this.#sources.every((source) => source.prepare?.() ?? true)
  }

  /**
   * @param {string} query
   * @returns {Found}
   */
  search(query) {
    // The page opens with an empty query: that is no time for indexes.
    if (query.trim() === '') return NOTHING
    while (!this.prepare()) continue
    const hits = fuse(this.#sources.map((source) => source.search(query)))
    if (hits.length >= ENOUGH || ['title', 'beginning'].includes(hits[0]?.match)) return { hits, guesses: [] }
    const guesses = fuse(this.#sources.map((source) => source.guess?.(query) ?? []))
    const known = new Set(hits.map(({ item }) => item))
    return { hits, guesses: guesses.filter(({ item }) => !known.has(item)) }
  }
}

/**
 * One list of several: by match, then in the order of the sources. An item is in it once, with its best match.
 * @param {Hit[][]} lists
 * @returns {Hit[]}
 */
function fuse(lists) {
  if (lists.length === 1) return lists[0]
  const ranked = MATCHES.flatMap((match) => lists.flatMap((list) => list.filter((hit) => hit.match === match)))
  const items = new Set()
  return ranked.filter(({ item }) => !items.has(item) && items.add(item))
}
