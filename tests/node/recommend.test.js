// Recommendations in Node: one item by its id, and lists without reasons. `./build.sh build` makes the pack.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Recommender } from 'penchant/recommend'
import { histories } from '../histories.js'

/** @type {Recommender} */
let movies

before(async () => {
  movies = await Recommender.load(fileURLToPath(new URL('../../build/packs/movies.pack', import.meta.url)))
})
after(() => movies.dispose())

test('an item is found by its id', () => {
  const items = movies.items()
  for (const about of [items[0], items[1000], items[items.length - 1]]) assert.deepEqual(movies.item(about.item), about)
  assert.equal(movies.item('no such film'), null)
})

test('without reasons a list has the same picks with the same scores', () => {
  const items = movies.items()
  for (const { events, controls } of histories(
    items.map(({ item }) => item),
    6,
  )) {
    const explained = movies.recommend(events, { n: 100, ...controls })
    const bare = movies.recommend(events, { n: 100, ...controls, reasons: false })
    assert.ok(explained.some(({ reasons }) => reasons.length > 0))
    assert.deepEqual(
      bare,
      explained.map((pick) => ({ ...pick, reasons: [] })),
    )
  }
  const all = movies.recommend([], { n: items.length, reasons: false })
  assert.equal(all.length, items.length)
})
