// The whole page in the other engines: every room works there, without a server too, and gives what it gives in Chromium.

import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { root, serve } from '../../tools/web/site.js'
import { requireBuilt } from '../built.js'
import { chromium } from './drivers/chromium.js'
import { firefox } from './drivers/firefox.js'
import { webkit } from './drivers/webkit.js'
import { visit } from './visit.js'

/** @import { Engine } from './tab.js' */

requireBuilt({ './build.sh build': ['build/app/index.html', 'build/photographs/coffee.png'] })

/** Six listeners of four songs. */
const PLAYS = ['a,north', 'a,south', 'b,north', 'b,south', 'c,north', 'c,east', 'd,south', 'd,north', 'e,east', 'f,west']

/** @type {string} */
let folder
/** @type {Awaited<ReturnType<typeof visit>>} */
let expected

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penchant-engines-'))
  await writeFile(join(folder, 'plays.csv'), `user,song\n${PLAYS.join('\n')}\n`)
  expected = await visitIn(chromium)
})
after(() => rm(folder, { recursive: true }))

/** @param {Engine} engine */
async function visitIn({ open }) {
  const site = await serve()
  const { tab, close } = await open()
  try {
    return await visit(tab, site, {
      picture: root('build/photographs/coffee.png'),
      plays: join(folder, 'plays.csv'),
    })
  } finally {
    await close()
    await site.close()
  }
}

test('Chromium recognises the picture, and a like changes the picks', () => {
  assert.match(expected.answer, /^espresso/)
  assert.equal(expected.answerOffline, expected.answer)
  assert.equal(expected.picks.length, 24)
  assert.ok(!expected.picksAfterLike.includes(expected.picks[0]))
  assert.equal(expected.films, '9,066 films')
  assert.match(expected.verdict, /^Nothing was sent/)
})

for (const engine of [firefox, webkit]) {
  test(`${engine.name} shows in every room what Chromium shows, also without a server`, async () => {
    assert.deepEqual(await visitIn(engine), expected)
  })
}
