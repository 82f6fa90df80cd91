// Why a pick is there, in the page's words, and the rows of picks because of one item.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Recommender } from 'penchant/recommend'
import { roomTexts } from '../../www/app/room-texts.js'
import { lineCount } from '../../www/app/src/items/line-count.js'
import { rowsOf } from '../../www/app/src/items/picks-in-rows.js'
import { shorterSummaries, summarizeReasons } from '../../www/app/src/items/reason-summary.js'

/** @import { Pick } from 'penchant' */

const [en, zh] = [await roomTexts('en', 'films'), await roomTexts('zh', 'films')]

/**
 * @param {string} item
 * @param {Record<string, number>} contributions by title; `popular` is popularity
 * @returns {Pick}
 */
function pickOf(item, contributions) {
  const reasons = Object.entries(contributions)
    .map(([title, contribution]) => ({ item: title === 'popular' ? null : title, contribution }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
  return { item, score: reasons.reduce((sum, { contribution }) => sum + contribution, 0), reasons }
}

/**
 * @param {Record<string, number>} contributions
 * @param {string} [item]
 */
function sentences(contributions, item = 'Brazil') {
  const summary = summarizeReasons(pickOf(item, contributions), (id) => id)
  return [en, zh].map(({ items }) =>
    items.reasons
      .why(summary)
      .map((/** @type {string | { title: string }} */ part) => (typeof part === 'string' ? part : part.title))
      .join(''),
  )
}

test('what is personal is said first, however popular a pick is', () => {
  assert.deepEqual(sentences({ popular: 0.79, Alien: 0.06, Fargo: 0.02, Heat: 0.001 }), [
    'Because of Alien and Fargo, and popular with everybody',
    '因为您喜欢Alien和Fargo，也受大众喜爱',
  ])
  assert.deepEqual(sentences({ Alien: 0.6, popular: 0.01, Titanic: -0.2 }), [
    'Because of Alien, despite Titanic',
    '因为您喜欢Alien，尽管您不喜欢Titanic',
  ])
})

test('where only popularity speaks, little is said to be known', () => {
  const known = ['Popular with everybody; little else is known yet', '受大众喜爱，对您的口味还了解不多']
  assert.deepEqual(sentences({ popular: 0.8 }), known)
  assert.deepEqual(sentences({ popular: 0.8, Alien: 0.001 }), known)
})

test('an item is not there because of itself', () => {
  assert.equal(sentences({ Alien: 0.9, Fargo: 0.3 }, 'Alien')[0], 'Because of Fargo')
  assert.equal(sentences({ Alien: 0.9 }, 'Alien')[0], 'Nothing in your history speaks for it')
})

test('a short summary keeps the strongest title', () => {
  const summaries = shorterSummaries({ because: ['Alien', 'Fargo'], despite: ['Heat'], popular: true })
  assert.deepEqual(summaries.slice(1), [
    { because: ['Alien', 'Fargo'], despite: ['Heat'], popular: false },
    { because: ['Alien'], despite: ['Heat'], popular: false },
    { because: ['Alien'], despite: [], popular: false },
  ])
  const popular = { because: [], despite: [], popular: true }
  assert.deepEqual(shorterSummaries(popular), [popular])
})

test('lines are counted as a browser breaks them', () => {
  assert.equal(lineCount('Because of Alien', 17), 1)
  assert.equal(lineCount('Because of Terminator 2: Judgment Day and Alien', 17), 4)
  assert.equal(lineCount('因为您喜欢异形', 7), 3)
  assert.equal(lineCount('supercalifragilistic', 7), 3)
})

test('rows because of an item are in the order of what it adds, and left out where it adds nothing', () => {
  const picks = [
    pickOf('first', { popular: 0.9, Alien: 0.1, Fargo: 0.2 }),
    pickOf('second', { popular: 0.2, Alien: 0.3 }),
    pickOf('third', { popular: 0.9, Fargo: 0.1, Alien: -0.1 }),
  ]
  const recommender = /** @type {Recommender} */ (
    /** @type {unknown} */ ({
      similarItems: () => picks.map(({ item }) => ({ item, score: 1 })),
      recommend: () => picks,
    })
  )
  const find = (/** @type {string} */ id) => ({ id, title: id, genres: [] })
  const catalogue = /** @type {any} */ ({ find, findOrName: find })
  const events = ['Heat', 'Alien'].map((item) => /** @type {any} */ ({ item, action: 'like' }))
  const rows = rowsOf(recommender, catalogue, { events, picks: [], moreLike: null, seed: 1 })
  const because = rows.filter(({ kind }) => kind === 'because')
  assert.deepEqual(
    because.map(({ about, picks }) => [about, picks.map(({ item }) => item)]),
    [['Alien', ['second', 'first']]],
  )
})

const root = (/** @type {string} */ path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** @type {Recommender} */
let movies
/** @type {any} What rows need of a catalogue. */
let catalogue
before(async () => {
  movies = await Recommender.load(new Uint8Array(readFileSync(root('build/packs/movies.pack'))))
  const items = new Map(movies.items().map(({ item, title, genres }) => [item, { id: item, title, genres }]))
  const find = (/** @type {string} */ id) => items.get(id)
  catalogue = { find, findOrName: find }
})

/** The users who like each film. */
const LIKERS = new Map()
for (const line of readFileSync(root('build/data/ml-latest-small/ratings.csv'), 'utf8').split('\n').slice(1)) {
  const [user, item, rating] = line.split(',')
  if (Number(rating) > 3.5) LIKERS.set(item, (LIKERS.get(item) ?? new Set()).add(user))
}

/**
 * Whether two films have a word of the title in common, and nobody likes both.
 * @param {string} a
 * @param {string} b
 */
function shareMereWord(a, b) {
  const [words, others] = [a, b].map((id) => wordsOf(catalogue.find(id).title))
  return others.some((word) => words.includes(word)) && ![...(LIKERS.get(a) ?? [])].some((user) => LIKERS.get(b)?.has(user))
}

/** Words of a title that are features of the family `content`. */
const wordsOf = (/** @type {string} */ title) => [...title.toLowerCase().matchAll(/[\p{L}\p{N}]{4,}/gu)].map(String)

/** @param {string} title */
function idOf(title) {
  const found = movies.items().find((item) => item.title === title)
  assert.ok(found, title)
  return found.item
}

const WELL_KNOWN = [
  ...['Silence of the Lambs, The', 'Shawshank Redemption, The', 'Star Wars: Episode IV - A New Hope', 'Toy Story'],
  ...['Matrix, The', 'Forrest Gump', 'Alien', 'Titanic', 'Fargo', 'Back to the Future'],
]

test('“Something different” is not led by films that share a word of the title with what was liked', () => {
  for (const title of WELL_KNOWN) {
    for (let seed = 1; seed <= 8; seed += 1) {
      const events = [{ item: idOf(title), action: /** @type {const} */ ('like'), atMs: 0 }]
      const picks = movies.recommend(events, { n: 10 })
      const rows = rowsOf(movies, catalogue, { events: /** @type {any} */ (events), picks, moreLike: null, seed })
      const different = rows.find(({ kind }) => kind === 'different')?.picks ?? []
      assert.ok(different.length > 3)
      const alike = different.slice(0, 3).filter(({ item }) => shareMereWord(idOf(title), item))
      assert.deepEqual(alike.map(({ item }) => catalogue.find(item).title), [], `${title}, ${seed}`)
    }
  }
})

test('a liked film is not in the row that is there because of it, and speaks for every film of it', () => {
  for (const title of WELL_KNOWN) {
    const liked = idOf(title)
    const events = /** @type {any} */ ([{ item: liked, action: 'like', atMs: 0 }])
    const row = rowsOf(movies, catalogue, { events, picks: [], moreLike: null, seed: 1 }).find(({ kind }) => kind === 'because')
    assert.ok(row && row.picks.length > 3, title)
    for (const pick of row.picks) {
      assert.notEqual(pick.item, liked)
      assert.deepEqual(summarizeReasons(pick, (id) => id).because, [liked])
    }
  }
})

test('what is similar to a well-known film shares more than a word of the title', () => {
  for (const title of WELL_KNOWN) {
    const similar = movies.similarItems(idOf(title), { n: 8 })
    const alike = similar.filter(({ item }) => shareMereWord(idOf(title), item))
    assert.deepEqual(alike.map(({ item }) => catalogue.find(item).title), [], title)
  }
})
