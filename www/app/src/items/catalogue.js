// A catalogue as people read and search it: items by their ids and by popularity, with readable titles, and a search.

import { detailsOf } from './item-details.js'
import { readableTitle } from './readable-title.js'
import { Searcher } from './search/searcher.js'
import { WordIndex } from './search/word-index.js'
import { sanitizeText } from '../shell/untrusted-text.js'
import { t } from './texts.js'

/**
 * @import { Item as PackItem } from 'penchant'
 * @import { Found } from './search/searcher.js'
 *
 * @typedef {object} Item
 * @property {string} id
 * @property {string} title
 * @property {string} otherTitles the ones in brackets after the title: other names and languages
 * @property {number | null} year
 * @property {string[]} genres
 */

/** In characters. */
const MAX_GENRE_LENGTH = 40

/**
 * An item in words as far as they are known without a catalogue.
 * @param {string} id
 * @returns {Item}
 */
export function unknownItem(id) {
  return { id, title: t.item.unknown(id), otherTitles: '', year: null, genres: [] }
}

/** Thousands of items are read and indexed only when they are needed, because the first picks need few of them. */
export class Catalogue {
  /** @type {Map<string, PackItem>} */
  #packItems
  /** @type {Map<string, Item>} */
  #items = new Map()
  #idsByPopularity
  /** @type {Item[] | null} Most popular first. */
  #ordered = null
  /** @type {Searcher | null} */
  #searcher = null

  /**
   * @param {PackItem[]} packItems
   * @param {() => string[]} idsByPopularity gives all ids, most popular first
   */
  constructor(packItems, idsByPopularity) {
    this.#packItems = new Map(packItems.map((item) => [item.item, item]))
    this.#idsByPopularity = idsByPopularity
  }

  /** @type {readonly Item[]} */
  get byPopularity() {
    return (this.#ordered ??= this.#idsByPopularity().flatMap((id) => this.find(id) ?? []))
  }

  get #search() {
    return (this.#searcher ??= new Searcher([new WordIndex(this.byPopularity)]))
  }

  /**
   * Does a part of what the first search needs; the first search itself would do all of it.
   * @returns {boolean} whether all is done
   */
  prepare() {
    return this.#search.prepare()
  }

  /** Whether the genres of any item are known. */
  get hasGenres() {
    return [...this.#packItems.values()].some(({ genres }) => genres.length > 0)
  }

  /**
   * @param {string} id
   * @returns {Item | undefined}
   */
  find(id) {
    const known = this.#items.get(id)
    if (known) return known
    const packItem = this.#packItems.get(id)
    if (!packItem) return undefined
    const item = {
      ...{ id, year: packItem.year, ...readableTitle(sanitizeText(packItem.title)) },
      genres: packItem.genres.map((genre) => sanitizeText(genre, MAX_GENRE_LENGTH)),
    }
    this.#items.set(id, item)
    return item
  }

  /**
   * What is known of an item besides.
   * @param {string} id
   */
  details(id) {
    const packItem = this.#packItems.get(id)
    return packItem ? detailsOf(packItem) : null
  }

  /**
   * An item of the catalogue, or a placeholder for one that it does not have.
   * @param {string} id
   * @returns {Item}
   */
  findOrName(id) {
    return this.find(id) ?? unknownItem(id)
  }

  /**
   * @param {string} query
   * @returns {Found}
   */
  search(query) {
    return this.#search.search(query)
  }
}
