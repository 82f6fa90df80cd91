// A catalogue as people read and search it: titles with their article in front, and an index that finds words by their
// beginnings, whatever the accents.

import { sanitizeText } from '../shell/untrusted-text.js'
import { t } from './texts.js'

/**
 * @import { Item as PackItem } from 'penchant'
 *
 * @typedef {object} Item
 * @property {string} id
 * @property {string} title
 * @property {string} otherTitles the ones in brackets after the title: other names and languages
 * @property {number | null} year
 * @property {string[]} genres
 *
 * @typedef {{ item: Item, title: string, text: string }} Entry an item in the index: its title, and all that it is found
 *   by, in folded words
 */

/** In characters. */
const MAX_GENRE_LENGTH = 40

const ARTICLES =
  /^(.+), (The|A|An|Le|La|Les|L'|Il|Lo|Gli|I|El|Los|Las|Der|Die|Das|Den|Det|De|Het|O|Os|As|Un|Une|Ein|Eine)$/

/**
 * Takes "Matrix, The (a.k.a. …)" apart, and puts the article in front.
 * @param {string} text
 */
export function readableTitle(text) {
  const [, title, brackets] = /^(.+?)((?: \([^()]*\))*)$/.exec(text) ?? ['', text, '']
  const others = Array.from(brackets.matchAll(/\(([^()]*)\)/g), ([, other]) => putArticleFirst(other))
  return { title: putArticleFirst(title), otherTitles: others.join(', ') }
}

/** @param {string} title */
function putArticleFirst(title) {
  return title.replace(ARTICLES, (_, rest, article) => article + (article.endsWith("'") ? '' : ' ') + rest)
}

/**
 * Lower case, without accents, words separated by one space.
 * @param {string} text
 */
export function fold(text) {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

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
  /** @type {Entry[] | null} Most popular first. */
  #index = null

  /**
   * @param {PackItem[]} packItems
   * @param {() => string[]} idsByPopularity gives all ids, most popular first
   */
  constructor(packItems, idsByPopularity) {
    this.#packItems = new Map(packItems.map((item) => [item.item, item]))
    this.#idsByPopularity = idsByPopularity
  }

  /** The index, made by the first search, or before when there is time. */
  prepare() {
    this.#index ??= this.#idsByPopularity().flatMap((id) => {
      const item = this.find(id)
      if (!item) return []
      const title = ` ${fold(item.title)}`
      // A genre is found as one word too: "scifi" as well as "sci-fi".
      const genres = item.genres.map((genre) => `${fold(genre)} ${fold(genre).replaceAll(' ', '')}`)
      return [{ item, title, text: [title, fold(item.otherTitles), item.year ?? '', ...genres].join(' ') }]
    })
    return this.#index
  }

  /** @type {Item[]} */
  get byPopularity() {
    this.#ordered ??= this.prepare().map(({ item }) => item)
    return this.#ordered
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
   * An item of the catalogue, or a placeholder for one that it does not have.
   * @param {string} id
   * @returns {Item}
   */
  findOrName(id) {
    return this.find(id) ?? unknownItem(id)
  }

  /**
   * The items that have, for each word of the query, one that begins with it in title, year or genres.
   * Those whose title begins with the query are first; among equals the more popular one.
   * @param {string} query
   * @returns {Item[]}
   */
  search(query) {
    const folded = fold(query)
    if (folded === '') return []
    const words = folded.split(' ').map((word) => ` ${word}`)
    /** @type {[Item[], Item[], Item[], Item[]]} */
    const ranks = [[], [], [], []]
    for (const { item, title, text } of this.prepare()) {
      if (!words.every((word) => text.includes(word))) continue
      const rank =
        title === ` ${folded}` ? 0 : withoutArticle(title).startsWith(folded) ? 1 : title.includes(` ${folded}`) ? 2 : 3
      ranks[rank].push(item)
    }
    return ranks.flat()
  }
}

/** @param {string} title */
function withoutArticle(title) {
  return title.trimStart().replace(/^(the|a|an) /, '')
}
