// Which item of the catalogue a row of an export is about: by id where ids can be compared, then by title and year. What
// is not certain is said, and what is not clear is not taken.

import { fold } from '../search/fold.js'

/**
 * @import { Item } from '../catalogue.js'
 * @import { Row } from './row.js'
 *
 * @typedef {'id' | 'title' | 'nearYear' | 'titleAlone'} By what a match rests on: `title` is with its year or artist
 *
 * @typedef {object} Matches
 * @property {{ row: Row, item: Item, by: By }[]} matched
 * @property {{ row: Row, candidates: Item[] }[]} unclear each item once
 * @property {Row[]} missing each item once
 *
 * @typedef {object} CatalogueIds
 * @property {(id: string) => Item | undefined} find
 * @property {boolean} areMovieLens whether the ids of the catalogue are those of MovieLens
 */

/** Ids that cannot be mistaken for those of anything else. */
const IMDB = /^tt\d{7,}$/
const ISBN = /^(97[89]\d{10}|\d{9}[\dX])$/

/**
 * @param {readonly Row[]} rows
 * @param {readonly Item[]} items of the catalogue
 * @param {CatalogueIds} ids
 * @returns {Matches}
 */
export function matchRows(rows, items, ids) {
  const titles = new TitleIndex(items)
  const found = rows.map((row) => {
    const item = itemById(row, ids)
    return { row, ...(item ? { candidates: [item], by: /** @type {By} */ ('id') } : titles.find(row)) }
  })
  const artists = artistsByItem(found)
  const isClear = (/** @type {(typeof found)[number]} */ { candidates: [item], by }) =>
    by !== null && (by !== 'titleAlone' || (artists.get(item)?.size ?? 0) <= 1)
  const others = found.filter((one) => !isClear(one))
  return {
    matched: found.flatMap((one) => {
      const { row, candidates, by } = one
      return by && isClear(one) ? [{ row, item: candidates[0], by }] : []
    }),
    unclear: onePerItem(others.filter(({ candidates }) => candidates.length > 0)),
    missing: onePerItem(others.filter(({ candidates }) => candidates.length === 0)).map(({ row }) => row),
  }
}

/**
 * Songs of several artists may have one title, and the catalogue that one song.
 * @param {{ row: Row, candidates: Item[], by: By | null }[]} found
 */
function artistsByItem(found) {
  /** @type {Map<Item, Set<string>>} */
  const artists = new Map()
  for (const { row, candidates, by } of found) {
    if (by !== 'titleAlone') continue
    artists.set(candidates[0], (artists.get(candidates[0]) ?? new Set()).add(fold(row.by)))
  }
  return artists
}

/**
 * An export may have an item in several tables, and in several rows of one.
 * @template {{ row: Row }} T
 * @param {T[]} about
 */
function onePerItem(about) {
  return [
    ...new Map(
      about.map((one) => [JSON.stringify([one.row.titles, one.row.by, one.row.years, one.row.ids.movielens]), one]),
    ).values(),
  ]
}

/**
 * @param {Row} row
 * @param {CatalogueIds} catalogue
 */
function itemById({ ids: { movielens, imdb, isbn } }, { find, areMovieLens }) {
  const own = areMovieLens && movielens ? find(movielens) : undefined
  return own ?? (imdb && IMDB.test(imdb) ? find(imdb) : undefined) ?? (isbn && ISBN.test(isbn) ? find(isbn) : undefined)
}

class TitleIndex {
  /** @type {Map<string, Item[]>} By their titles. */
  #main = new Map()
  /** @type {Map<string, Item[]>} By their other titles. */
  #other = new Map()
  /** @type {Map<string, Item[]>} By the beginnings of their titles, before a colon. */
  #short = new Map()

  /** @param {readonly Item[]} items */
  constructor(items) {
    for (const item of items) {
      add(this.#main, keyOf(item.title), item)
      for (const title of otherTitles(item)) add(this.#other, keyOf(title), item)
      add(this.#short, keyOf(beginningOf(item.title)), item)
    }
  }

  /**
   * The item that a row is about; several, or one without `by`, if that is not clear; none if the catalogue lacks it.
   * @param {Row} row
   * @returns {{ candidates: Item[], by: By | null }}
   */
  find({ titles, by, years }) {
    const keys = titles.map(keyOf)
    const named =
      by === ''
        ? []
        : at(
            this.#main,
            keys.flatMap((key) => [`${keyOf(by)} ${key}`, `${key} ${keyOf(by)}`]),
          )
    const [main, other] = [at(this.#main, keys), at(this.#other, keys)]
    const all = [...new Set([...main, ...other])]
    const inYear = (/** @type {Item} */ { year }) => year !== null && years.includes(year)
    const nearYear = (/** @type {Item} */ { year }) => years.some((other) => Math.abs(other - (year ?? 0)) === 1)
    const isOpen = (/** @type {Item} */ { year }) => year === null || years.length === 0
    for (const [candidates, by] of /** @type {[Item[], By][]} */ ([
      [named, 'title'],
      [main.filter(inYear), 'title'],
      [other.filter(inYear), 'title'],
      [main.filter(isOpen), 'titleAlone'],
      [other.filter(isOpen), 'titleAlone'],
      [all.filter(nearYear), 'nearYear'],
    ])) {
      if (candidates.length > 0) return { candidates, by: candidates.length === 1 ? by : null }
    }
    // As "Star Wars" and "Star Wars: Episode IV" of one year: likely, and no more.
    const beginnings = titles.map((title) => keyOf(beginningOf(title)))
    const likely = [...at(this.#short, keys), ...at(this.#main, beginnings)]
    return { candidates: [...new Set(likely)].filter(inYear), by: null }
  }
}

/**
 * @param {Map<string, Item[]>} index
 * @param {string} key
 * @param {Item} item
 */
function add(index, key, item) {
  const there = index.get(key)
  if (there) there.push(item)
  else index.set(key, [item])
}

/**
 * @param {Map<string, Item[]>} index
 * @param {string[]} keys
 */
const at = (index, keys) => [...new Set(keys.flatMap((key) => index.get(key) ?? []))]

/**
 * What titles are compared by. One of signs alone stays as it is.
 * @param {string} title
 */
const keyOf = (title) => fold(title.replaceAll('&', ' and ')) || title.trim()

/** @param {string} title */
const beginningOf = (title) => title.split(/: | - /, 1)[0]

/**
 * The other titles are in one text, with commas between them and within.
 * @param {Item} item
 */
function otherTitles({ otherTitles }) {
  const whole = otherTitles.replace(/a\.k\.a\.:? /gi, '')
  return whole === '' ? [] : [...new Set([whole, ...whole.split(', ')])]
}
