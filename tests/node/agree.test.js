// The package in Node and the command line give the same answers, since they share one core.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Recommender } from 'penchant/recommend'
import { histories, historyFile } from '../histories.js'

const root = (/** @type {string} */ path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const PENCHANT = process.env.PENCHANT_BIN ?? root('build/penchant')
const PACK = root('build/packs/movies.pack')

/** @type {Recommender} */
let movies
/** @type {string} */
let folder

before(async () => {
  movies = await Recommender.load(PACK)
  folder = mkdtempSync(join(tmpdir(), 'penchant-'))
})
after(() => rmSync(folder, { recursive: true }))

test('for many histories: the same picks in the same order, with the same scores and stars', () => {
  const items = movies.items().map(({ item }) => item)
  for (const { events, controls } of histories(items, 12)) {
    const file = join(folder, 'history.json')
    writeFileSync(file, historyFile(events))
    const given = Object.entries(controls).flatMap(([name, value]) => [`--${name}`, String(value)])
    const printed = execFileSync(PENCHANT, ['recommend', PACK, '--history', file, '-n', '50', '--json', ...given])
    const expected = JSON.parse(printed.toString()).picks
    const picks = movies.recommend(events, { n: 50, ...controls })
    assert.deepEqual(
      picks.map(({ item }) => item),
      expected.map((/** @type {{ item: string }} */ pick) => pick.item),
    )
    const stars = movies.predict(
      events,
      picks.map(({ item }) => item),
    )
    for (const [place, pick] of picks.entries()) {
      assert.ok(Math.abs(pick.score - expected[place].score) < 1e-5)
      assert.ok(Math.abs(stars[place].stars - expected[place].stars) < 1e-5)
    }
  }
})

test('missing files and files that are not packs are refused with codes', async () => {
  await assert.rejects(Recommender.load(fileURLToPath(import.meta.url)), { code: 'pack.format' })
  await assert.rejects(Recommender.load('no-such.pack'), { code: 'network' })
})
