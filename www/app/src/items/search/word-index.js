// Finds items by the words of their titles, years and genres: by whole words and their beginnings, by the initials of a
// title, and, as guesses, by words of a similar spelling.

import { searchForms, withoutArticle } from './fold.js'
import { Vocabulary } from './vocabulary.js'

/**
 * @import { Item } from '../catalogue.js'
 * @import { Hit, Match, Source } from './searcher.js'
 *
 * @typedef {object} Reading what a word of the query may stand for
 * @property {readonly number[]} items that have it
 * @property {number} penalty
 */

/** More words than a title has say no more. */
const MAX_WORDS = 12
/** Shorter ones would find half of the catalogue. */
const MIN_INITIALS = 3
const MIN_RUN_TOGETHER = 5

// How a word of the query is found, without a guess: the sum is the penalty.
const PREFIX = 1
const DETAILS = PREFIX + MAX_WORDS
// The same in a guess, where a slip in the first letter is seldom one.
const GUESS = { edit: 8, details: 4, prefix: 2, firstLetter: 1 }

/** Items that are indexed at a time: a moment's work. */
const STEP = 500

/** @implements {Source} */
export class WordIndex {
  #items
  /** @type {string[][]} The names of each item in all forms, without articles; of those items that are indexed. */
  #names = []
  #words = new Vocabulary()
  /** Years and genres. */
  #details = new Vocabulary()
  /** Names without spaces. */
  #runTogether = new Vocabulary()
  #initials = new Vocabulary()
  /** For each item, how many words of the query were found so far, and with what penalty. */
  #foundWords
  #penalties
  #genreWords = cached((genre) => searchForms(genre).flatMap((form) => form.split(' ')))

  /** @param {readonly Item[]} items the most popular first */
  constructor(items) {
    this.#items = items
    this.#foundWords = new Uint8Array(items.length)
    this.#penalties = new Uint16Array(items.length)
  }

  prepare() {
    const next = this.#names.length
    if (next < this.#items.length) {
      for (const item of this.#items.slice(next, next + STEP)) this.#names.push(this.#index(item, this.#names.length))
      return false
    }
    for (const vocabulary of [this.#words, this.#details, this.#runTogether, this.#initials]) void vocabulary.words
    return true
  }

  /**
   * @param {Item} item
   * @param {number} place
   * @returns {string[]} its names
   */
  #index({ title, otherTitles, year, genres }, place) {
    /** @type {Set<string>} */
    const bareForms = new Set()
    for (const name of otherTitles === '' ? [title] : [title, ...otherTitles.split(', ')]) {
      const forms = searchForms(name)
      for (const form of forms) {
        for (const word of form.split(' ')) this.#words.add(word, place)
        bareForms.add(withoutArticle(form))
      }
      const [joined] = forms.slice(-1)
      this.#runTogether.add(withoutArticle(joined).replaceAll(' ', ''), place)
      for (const abbreviation of initialsOf(name, joined)) this.#initials.add(abbreviation, place)
    }
    if (year !== null) this.#details.add(String(year), place)
    for (const genre of genres) for (const word of this.#genreWords(genre)) this.#details.add(word, place)
    return [...bareForms]
  }

  /**
   * @param {string} query
   * @returns {Hit[]}
   */
  search(query) {
    const [folded] = searchForms(query)
    if (folded === '') return []
    /** @type {Record<Exclude<Match, 'spelling'>, number[]>} */
    const places = { title: [], beginning: [], words: [], prefixes: [], details: [], initials: [] }
    const bare = withoutArticle(folded)
    const words = wordsOf(folded)
    for (const place of this.#find(words, (word) => [
      ...readingsByBeginning(this.#words, word),
      ...readingsByBeginning(this.#details, word, DETAILS),
    ])) {
      places[this.#matchOf(place, bare)].push(place)
    }
    /** @param {number[]} list */
    const addUnfound = (list, /** @type {Vocabulary} */ vocabulary, /** @type {string} */ beginning) => {
      for (const place of readingsByBeginning(vocabulary, beginning).flatMap(({ items }) => [...items])) {
        if (this.#foundWords[place] === words.length) continue
        this.#foundWords[place] = words.length
        list.push(place)
      }
      list.sort((a, b) => a - b)
    }
    const together = bare.replaceAll(' ', '')
    if (together.length >= MIN_RUN_TOGETHER) addUnfound(places.beginning, this.#runTogether, together)
    if (words.length === 1 && folded.length >= MIN_INITIALS) addUnfound(places.initials, this.#initials, folded)
    return Object.entries(places).flatMap(([match, all]) =>
      all.map((place) => ({ item: this.#items[place], match: /** @type {Match} */ (match) })),
    )
  }

  /**
   * The items with words that are spelt like those of the query: the fewer edits, the more likely; among equals, whole
   * words before beginnings, titles that have no more words than the query before others, and then the more popular.
   * @param {string} query
   * @returns {Hit[]}
   */
  guess(query) {
    const words = wordsOf(withoutArticle(searchForms(query)[0]))
    const places = this.#find(words, (word) => [
      ...readingsBySpelling(this.#words, word),
      ...readingsBySpelling(this.#details, word, GUESS.details),
    ])
    const isLonger = (/** @type {number} */ place) =>
      Number(this.#names[place].every((name) => name.split(' ').length > words.length))
    return places
      .map((place) => ({ place, penalty: this.#penalties[place] * 2 + isLonger(place) }))
      .sort((a, b) => a.penalty - b.penalty || a.place - b.place)
      .map(({ place }) => ({ item: this.#items[place], match: 'spelling' }))
  }

  /**
   * The items that have all words, whose penalties are then in `#penalties`.
   * @param {string[]} words
   * @param {(word: string) => Reading[]} readingsOf
   * @returns {number[]} in their order
   */
  #find(words, readingsOf) {
    const [foundWords, penalties] = [this.#foundWords.fill(0), this.#penalties.fill(0)]
    words.forEach((word, count) => {
      // The first reading of an item is the one with the lowest penalty.
      for (const { items, penalty } of readingsOf(word).sort((a, b) => a.penalty - b.penalty)) {
        for (const item of items) {
          if (foundWords[item] !== count) continue
          foundWords[item] = count + 1
          penalties[item] += penalty
        }
      }
    })
    /** @type {number[]} */
    const found = []
    if (words.length > 0) foundWords.forEach((count, item) => count === words.length && found.push(item))
    return found
  }

  /**
   * @param {number} place of an item that has all words of the query
   * @param {string} bare the query, without an article
   */
  #matchOf(place, bare) {
    let begins = false
    for (const name of this.#names[place]) {
      if (name === bare) return 'title'
      begins ||= name.startsWith(bare)
    }
    if (begins) return 'beginning'
    const penalty = this.#penalties[place]
    return penalty === 0 ? 'words' : penalty < DETAILS ? 'prefixes' : 'details'
  }
}

/**
 * @param {Vocabulary} vocabulary
 * @param {string} word
 * @param {number} [base]
 * @returns {Reading[]}
 */
function readingsByBeginning(vocabulary, word, base = 0) {
  const { from, to, whole } = vocabulary.beginningWith(word)
  return Array.from({ length: to - from }, (_, place) => ({
    items: vocabulary.itemsOf(from + place),
    penalty: base + (whole && place === 0 ? 0 : PREFIX),
  }))
}

/**
 * @param {Vocabulary} vocabulary
 * @param {string} word
 * @param {number} [base]
 * @returns {Reading[]}
 */
function readingsBySpelling(vocabulary, word, base = 0) {
  const similar = vocabulary.similarTo(word, tolerance(word))
  // Of a few letters, too many words have a similar beginning.
  return (word.length < 4 ? similar.filter(({ distance, whole }) => whole || distance === 0) : similar).map(
    ({ word: meant, distance, whole }) => ({
      items: vocabulary.itemsOf(meant),
      penalty:
        base +
        distance * GUESS.edit +
        (whole ? 0 : GUESS.prefix) +
        (vocabulary.words[meant][0] === word[0] ? 0 : GUESS.firstLetter),
    }),
  )
}

/** @param {string} folded */
function wordsOf(folded) {
  return folded.split(' ').filter(Boolean).slice(0, MAX_WORDS)
}

/**
 * How many slips a word may have. A year is never another one.
 * @param {string} word
 */
function tolerance(word) {
  if (word.length < 3 || /^\p{N}+$/u.test(word)) return 0
  return word.length < 7 ? 1 : 2
}

/**
 * The initials of a name and of what follows a colon or a dash in it, with an article in front and without: "The Lord of
 * the Rings: The Two Towers" is `tlotrttt`, `lotrttt`, `ttt` and `tt`.
 * @param {string} name
 * @param {string} folded the same
 */
function initialsOf(name, folded) {
  const parts = name
    .split(/: | - /)
    .map((part, _, { length }) => (length === 1 ? folded : searchForms(part).slice(-1)[0]))
  return parts.flatMap((_, first) => {
    const rest = parts.slice(first).join(' ')
    const bare = withoutArticle(rest)
    return (bare === rest ? [rest] : [rest, bare]).map(firstLetters)
  })
}

/** @param {string} folded */
function firstLetters(folded) {
  let letters = folded.slice(0, 1)
  for (let place = folded.indexOf(' '); place >= 0; place = folded.indexOf(' ', place + 1)) letters += folded[place + 1]
  return letters
}

/**
 * @template T
 * @param {(text: string) => T} compute
 */
function cached(compute) {
  /** @type {Map<string, T>} */
  const known = new Map()
  return (/** @type {string} */ text) => {
    const value = known.get(text) ?? compute(text)
    known.set(text, value)
    return value
  }
}
