// The words of many items, sorted: which items have a word, one that begins with given letters, or one of a similar
// spelling.

import { distanceToBeginning } from './edit-distance.js'

/**
 * @typedef {object} Similar
 * @property {number} word its place in the vocabulary
 * @property {number} distance
 * @property {boolean} whole whether the whole word is similar, and not just its beginning
 */

export class Vocabulary {
  /** @type {Map<string, number[]>} */
  #itemsByWord = new Map()
  /** @type {string[] | null} Sorted, once they are asked for. */
  #sorted = null
  /** @type {Uint32Array | null} Which letters a word has, a bit for each of a to z and a few for all others. */
  #letters = null

  /**
   * To be called before anything is asked.
   * @param {string} word
   * @param {number} place of an item that has it; never before the one that was added last
   */
  add(word, place) {
    const items = this.#itemsByWord.get(word)
    if (!items) this.#itemsByWord.set(word, [place])
    else if (items[items.length - 1] !== place) items.push(place)
  }

  get words() {
    return (this.#sorted ??= [...this.#itemsByWord.keys()].sort())
  }

  /**
   * @param {number} word
   * @returns {readonly number[]} in their order
   */
  itemsOf(word) {
    return this.#itemsByWord.get(this.words[word]) ?? []
  }

  /**
   * The words that begin with `beginning` are side by side; if it is a word itself, that is the first of them.
   * @param {string} beginning
   * @returns {{ from: number, to: number, whole: boolean }} the first place, the one after the last, and whether the first
   *   word is `beginning`
   */
  beginningWith(beginning) {
    const from = this.#firstWhere((word) => word >= beginning)
    const to = this.#firstWhere((word) => word > beginning && !word.startsWith(beginning))
    return { from, to, whole: this.words[from] === beginning }
  }

  /**
   * The words that `typed` may have been meant to be, or to become.
   * @param {string} typed
   * @param {number} max how many edits they may be apart
   * @returns {Similar[]}
   */
  similarTo(typed, max) {
    if (max === 0) return this.#withoutSlips(typed)
    const wanted = lettersOf(typed)
    const { words } = this
    const letters = (this.#letters ??= Uint32Array.from(words, lettersOf))
    /** @type {Similar[]} */
    const similar = []
    for (let word = 0; word < words.length; word += 1) {
      // Each letter that the word does not have is an edit: most words are out at once.
      if (words[word].length < typed.length - max || countBits(wanted & ~letters[word]) > max) continue
      const found = distanceToBeginning(typed, words[word], max)
      if (found) similar.push({ word, ...found })
    }
    return similar
  }

  /**
   * @param {string} typed
   * @returns {Similar[]}
   */
  #withoutSlips(typed) {
    const { from, to, whole } = this.beginningWith(typed)
    return Array.from({ length: to - from }, (_, place) => ({
      word: from + place,
      distance: 0,
      whole: whole && place === 0,
    }))
  }

  /**
   * @param {(word: string) => boolean} isAfter false for all words up to some place, and true from there on
   */
  #firstWhere(isAfter) {
    let [low, high] = [0, this.words.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isAfter(this.words[middle])) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** @param {string} word */
function lettersOf(word) {
  let letters = 0
  for (let place = 0; place < word.length; place += 1) {
    const code = word.charCodeAt(place)
    letters |= 1 << (code >= 97 && code <= 122 ? code - 97 : 26 + (code % 6))
  }
  return letters >>> 0
}

/** @param {number} bits */
function countBits(bits) {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1
  return count
}
