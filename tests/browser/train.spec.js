// Training in a page: it gives the command line's bytes for the same tables without blocking the page, and can be aborted.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './package.js'
import { root } from './site.js'
import { onlyWorker } from './workers.js'

const FILMS = { ratings: '/films/ratings.csv', items: '/films/movies.csv' }
const MODEL = 'ease + content + 4..0/5*popularity'

test('training in a page gives the command line’s pack, which recommends', async ({ page, training }) => {
  const found = await page.evaluate(
    async ({ training: { train, Recommender }, films, model }) => {
      const ratings = new File([await (await fetch(films.ratings)).blob()], 'films.csv')
      /** @type {number[]} */
      const parts = []
      const pack = await train(ratings, { items: films.items, model, onProgress: ({ done }) => parts.push(done) })
      const recommender = await Recommender.load(pack)
      const [{ item }] = recommender.recommend([{ item: '260', action: 'like', atMs: 0 }], { n: 1 })
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', pack))
      return { digest: [...digest], item, parts, name: recommender.manifest.name }
    },
    { training, films: FILMS, model: MODEL },
  )
  const folder = mkdtempSync(join(tmpdir(), 'penchant-'))
  const made = join(folder, 'films.pack')
  const data = (/** @type {string} */ file) => root(`build/data/ml-latest-small/${file}`)
  const words = ['train', data('ratings.csv'), '--items', data('movies.csv'), '--model', MODEL, '-o', made]
  execFileSync(root('build/penchant'), words, { stdio: 'pipe' })
  const expected = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(readFileSync(made))))
  rmSync(folder, { recursive: true })
  expect(found.name).toBe('films')
  expect(found.digest).toEqual([...expected])
  expect(found.item).toMatch(/^\d+$/)
  expect(found.parts.length).toBeGreaterThan(20)
  expect(found.parts).toEqual([...found.parts].sort((a, b) => a - b))
  await expect.poll(() => page.workers().length).toBe(0)
})

test('an abort ends the worker that trains', async ({ page, training }) => {
  const calls = await training.evaluateHandle(async ({ train }, films) => {
    const aborting = new AbortController()
    /** @type {(began: void) => void} */
    let begin = () => {}
    const began = new Promise((resolve) => (begin = resolve))
    const onProgress = (/** @type {{ stage: string }} */ { stage }) => stage === 'training' && begin()
    const outcome = train(films.ratings, { signal: aborting.signal, onProgress }).catch((error) => error)
    return { began, outcome, abort: () => aborting.abort('enough') }
  }, FILMS)
  const worker = await onlyWorker(page)
  await calls.evaluate(({ began }) => began)
  const closed = worker.waitForEvent('close')
  await calls.evaluate(({ abort }) => abort())
  await closed
  expect(await calls.evaluate(({ outcome }) => outcome)).toBe('enough')
})
