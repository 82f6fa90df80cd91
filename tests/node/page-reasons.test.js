// Why a pick is there, in the page's words, and the rows of picks because of one item.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roomTexts } from '../../www/app/room-texts.js'
import { lineCount } from '../../www/app/src/items/line-count.js'
import { rowsOf } from '../../www/app/src/items/picks-in-rows.js'
import { shorterSummaries, summarizeReasons } from '../../www/app/src/items/reason-summary.js'

/** @import { Pick, Recommender } from 'penchant' */

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
