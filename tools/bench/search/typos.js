// Catalogues to search in, and titles as people type them: with one slip in a random word, from fixed seeds.

import { Recommender } from 'penchant/recommend'
import { readableTitle } from '../../../www/app/src/items/readable-title.js'
import { root } from '../../web/site.js'

/**
 * @import { Item } from '../../../www/app/src/items/catalogue.js'
 *
 * @typedef {{ item: Item, query: string }} Typo
 */

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const SYLLABLES = 'ba ce di fo gu ka le mi no pu ra se ti vo zan mer lin tor sha qui dre'.split(' ')

/** @returns {Promise<Item[]>} the demo's items, the most popular first */
export async function demoItems() {
  const recommender = await Recommender.load(root('build/packs/movies.pack'))
  const byId = new Map(recommender.items().map((item) => [item.item, item]))
  const ranked = recommender.recommend([], { n: byId.size, reasons: false })
  recommender.dispose()
  return ranked.map(({ item: id }) => {
    const { title, year, genres } = /** @type {import('penchant').Item} */ (byId.get(id))
    return { id, year, genres, ...readableTitle(title) }
  })
}

/**
 * A larger catalogue of the same kind: titles of words that the real ones have, and in a third of them one that none has.
 * @param {Item[]} items
 * @param {number} count
 * @returns {Item[]}
 */
export function madeItems(items, count) {
  const random = randomOf(7)
  const words = items.flatMap(({ title }) => title.split(' '))
  return Array.from({ length: count }, (_, place) => {
    const like = random.of(items)
    const title = like.title.split(' ').map(() => random.of(words))
    if (random.below(3) === 0) {
      title[random.below(title.length)] = Array.from({ length: 2 + random.below(3) }, () => random.of(SYLLABLES)).join(
        '',
      )
    }
    return { ...like, id: String(place), title: title.join(' '), otherTitles: '' }
  })
}

/**
 * Random titles, each with one letter left out, added, replaced or swapped with the next one.
 * @param {Item[]} items
 * @param {object} options
 * @param {number} options.count
 * @param {number} options.seed
 * @param {boolean} [options.unfinished] whether the title ends with the word that has the slip
 * @returns {Typo[]}
 */
export function typos(items, { count, seed, unfinished = false }) {
  const random = randomOf(seed)
  /** @type {Typo[]} */
  const made = []
  while (made.length < count) {
    const item = random.of(items)
    const words = item.title.toLowerCase().split(' ')
    const candidates = words.flatMap((word, place) => (/^[a-z]{4,}$/.test(word) ? [place] : []))
    if (candidates.length === 0) continue
    const place = random.of(candidates)
    words[place] = withSlip(words[place], random)
    made.push({ item, query: words.slice(0, unfinished ? place + 1 : undefined).join(' ') })
  }
  return made
}

/**
 * @param {string} word
 * @param {ReturnType<typeof randomOf>} random
 * @returns {string} another one
 */
function withSlip(word, random) {
  const place = random.below(word.length)
  const [before, letter, after] = [word.slice(0, place), word[place], word.slice(place + 1)]
  const typed = [
    before + after,
    before + random.of(LETTERS) + letter + after,
    before + random.of(LETTERS) + after,
    before + after.slice(0, 1) + letter + after.slice(1),
  ][random.below(4)]
  return typed === word ? withSlip(word, random) : typed
}

/**
 * Numbers that are the same for the same seed (mulberry32).
 * @param {number} seed
 */
function randomOf(seed) {
  let state = seed
  const below = (/** @type {number} */ limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  /**
   * @template T
   * @param {ArrayLike<T>} list
   */
  const of = (list) => list[below(list.length)]
  return { below, of }
}
