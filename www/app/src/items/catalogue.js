// The films as people read and search them: titles with their article in front, and an index that finds
// words by their beginnings, whatever the accents.

import { t } from './language.js'
import { harmless } from './text.js'

/**
 * @import { Item } from 'penchant'
 *
 * @typedef {object} Film
 * @property {string} item
 * @property {string} title
 * @property {string} otherTitles what stands in brackets after the title: other names and languages
 * @property {number | null} year
 * @property {string[]} genres
 */

/** In characters. */
const LONGEST_GENRE = 40

const ARTICLES =
  /^(.+), (The|A|An|Le|La|Les|L'|Il|Lo|Gli|I|El|Los|Las|Der|Die|Das|Den|Det|De|Het|O|Os|As|Un|Une|Ein|Eine)$/

/**
 * Takes "Matrix, The (a.k.a. …)" apart, and puts the article in front.
 * @param {string} text
 */
export function readableTitle(text) {
  const [, title, brackets] = /^(.+?)((?: \([^()]*\))*)$/.exec(text) ?? ['', text, '']
  const others = Array.from(brackets.matchAll(/\(([^()]*)\)/g), ([, other]) => articleFirst(other))
  return { title: articleFirst(title), otherTitles: others.join(', ') }
}

/** @param {string} title */
function articleFirst(title) {
  return title.replace(ARTICLES, (_, rest, article) => article + (article.endsWith("'") ? '' : ' ') + rest)
}

/**
 * Lower case, without accents, words apart by one space.
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
 * A film as the index has it: its title, and all that it is found by, in folded words.
 * @typedef {{ film: Film, title: string, text: string }} Entry
 */

/** Thousands of films are read and indexed only when they are asked for, because the first picks wait for nothing. */
export class Catalogue {
  /** @type {Map<string, Item>} */
  #items
  /** @type {Map<string, Film>} */
  #films = new Map()
  #byPopularity
  /** @type {Film[] | null} Most popular first. */
  #ordered = null
  /** @type {Entry[] | null} Most popular first. */
  #index = null

  /**
   * @param {Item[]} items
   * @param {() => string[]} byPopularity gives their ids, most popular first
   */
  constructor(items, byPopularity) {
    this.#items = new Map(items.map((item) => [item.item, item]))
    this.#byPopularity = byPopularity
  }

  /** The films in order, made when they are first searched; or before, when there is time. */
  prepare() {
    this.#index ??= this.#byPopularity().flatMap((id) => {
      const film = this.film(id)
      if (!film) return []
      const title = ` ${fold(film.title)}`
      // A genre is found in one word too: "scifi" as well as "sci-fi".
      const genres = film.genres.map((genre) => `${fold(genre)} ${fold(genre).replaceAll(' ', '')}`)
      return [{ film, title, text: [title, fold(film.otherTitles), film.year ?? '', ...genres].join(' ') }]
    })
    return this.#index
  }

  /** @type {Film[]} */
  get byPopularity() {
    this.#ordered ??= this.prepare().map(({ film }) => film)
    return this.#ordered
  }

  /** Whether genres are known of any. */
  get hasGenres() {
    return [...this.#items.values()].some(({ genres }) => genres.length > 0)
  }

  /**
   * @param {string} item
   * @returns {Film | undefined}
   */
  film(item) {
    const known = this.#films.get(item)
    if (known) return known
    const found = this.#items.get(item)
    if (!found) return undefined
    const genres = found.genres.map((genre) => harmless(genre, LONGEST_GENRE))
    const film = { ...found, genres, ...readableTitle(harmless(found.title)) }
    this.#films.set(item, film)
    return film
  }

  /**
   * A film of the catalogue, or what can be said of one that it does not have.
   * @param {string} item
   * @returns {Film}
   */
  filmOrId(item) {
    return this.film(item) ?? { item, title: t.film.unknown(item), otherTitles: '', year: null, genres: [] }
  }

  /**
   * The films that have, for each word of the query, one that begins with it in title, year or genres.
   * Those whose title begins with the query come first; among equals the more popular one.
   * @param {string} query
   * @returns {Film[]}
   */
  search(query) {
    const folded = fold(query)
    if (folded === '') return []
    const words = folded.split(' ').map((word) => ` ${word}`)
    /** @type {[Film[], Film[], Film[], Film[]]} */
    const ranks = [[], [], [], []]
    for (const { film, title, text } of this.prepare()) {
      if (!words.every((word) => text.includes(word))) continue
      const rank =
        title === ` ${folded}` ? 0 : withoutArticle(title).startsWith(folded) ? 1 : title.includes(` ${folded}`) ? 2 : 3
      ranks[rank].push(film)
    }
    return ranks.flat()
  }
}

/** @param {string} title */
function withoutArticle(title) {
  return title.trimStart().replace(/^(the|a|an) /, '')
}
