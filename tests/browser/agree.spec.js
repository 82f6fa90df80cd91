// The page and the command line give the same answers, since they share one core.

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { readFile, writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { histories, historyFile } from '../histories.js'
import { expect, likeliest, openFilms, rest, show, test } from './fixtures.js'
import { rate, root } from './site.js'

const PENCHANT = process.env.PENCHANT_BIN ?? root('build/penchant')
const PACK = root('www/app/public/packs/movies.pack')
const MODEL = root('www/app/public/models/efficientnet-lite0.json')

const run = promisify(execFile)

/** @param {string[]} parameters */
async function penchant(...parameters) {
  const { stdout } = await run(PENCHANT, [...parameters, '--json'], { maxBuffer: 64 << 20 })
  return JSON.parse(stdout)
}

test.beforeAll(() => {
  expect(existsSync(PENCHANT), `${PENCHANT} is built, or PENCHANT_BIN says where it is`).toBe(true)
})

test('for one history: the same picks in the same order, with the same scores and reasons', async ({
  page,
}, testInfo) => {
  await openFilms(page)
  for (const [title, year, opinion] of /** @type {[string, number, 'Like' | 'Dislike' | 'Seen'][]} */ ([
    ['Alien', 1979, 'Like'],
    ['Blade Runner', 1982, 'Like'],
    ['Titanic', 1997, 'Dislike'],
    ['Fargo', 1996, 'Like'],
    ['Toy Story', 1995, 'Seen'],
    ['Amelie', 2001, 'Like'],
    ['Princess Mononoke', 1997, 'Like'],
  ])) {
    await rate(page, title, year, opinion)
    await rest(page)
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    const history = testInfo.outputPath('history.json')
    await (await downloading).saveAs(history)

    const { picks } = await penchant('recommend', PACK, '--history', history, '-n', '20')
    const cards = page.locator('#picks .card')
    const items = await cards.evaluateAll((all) => all.map((card) => card.getAttribute('data-item')))
    expect(items.slice(0, 20)).toEqual(picks.map((/** @type {{ item: string }} */ { item }) => item))
    for (const place of [0, 7, 19]) {
      const { score, reasons } = picks[place]
      await cards.nth(place).locator('.open').click()
      const table = page.getByRole('dialog').locator('[data-score]')
      expect(Math.abs(Number(await table.getAttribute('data-score')) - score)).toBeLessThan(1e-5)
      await expect(table.locator('tbody data')).toHaveCount(reasons.length)
      await page.keyboard.press('Escape')
    }
  }
})

test('for many histories and controls, the package recommends the same as the command line', async ({
  page,
}, testInfo) => {
  // The package's own files, instead of the page's bundle.
  await page.route('**/package/**', async (route) => {
    const name = new URL(route.request().url()).pathname.replace('/package/', '')
    const path = name === 'idb.js' ? root('node_modules/idb/build/index.js') : root(`www/penchant/src/${name}`)
    const body = await readFile(path)
    const contentType = extname(path) === '.wasm' ? 'application/wasm' : 'text/javascript'
    const script = () => body.toString().replace("'idb'", "'/package/idb.js'")
    await route.fulfill({ body: contentType === 'text/javascript' ? script() : body, contentType })
  })
  await openFilms(page)
  await page.evaluate(async () => {
    // @ts-expect-error: there only in the page
    const { Recommender } = await import('/package/entry/recommend.js')
    Object.assign(window, { movies: await Recommender.load('/packs/movies.pack') })
  })
  const movies = () =>
    /** @type {{ movies: import('penchant/recommend').Recommender }} */ (/** @type {any} */ (window)).movies
  const items = await page.evaluate(`(${movies})().items().map(({ item }) => item)`)
  for (const { events, controls } of histories(/** @type {string[]} */ (items), 12)) {
    const history = testInfo.outputPath('history.json')
    await writeFile(history, historyFile(events))
    const given = Object.entries(controls).flatMap(([name, value]) => [`--${name}`, String(value)])
    const { picks: expected } = await penchant('recommend', PACK, '--history', history, '-n', '50', ...given)
    const asked = JSON.stringify([events, { n: 50, ...controls }])
    /** @type {import('penchant/recommend').Pick[]} */
    const picks = await page.evaluate(`(${movies})().recommend(...${asked})`)
    expect(picks.map(({ item }) => item)).toEqual(expected.map((/** @type {{ item: string }} */ { item }) => item))
    for (const [place, { score, reasons }] of picks.entries()) {
      expect(Math.abs(score - expected[place].score)).toBeLessThan(1e-5)
      expect(reasons).toHaveLength(expected[place].reasons.length)
    }
  }
})

for (const { name, tolerance } of [
  { name: 'coffee.png', tolerance: 1e-3 },
  { name: 'motorcycle.png', tolerance: 1e-3 },
  // Decoders of JPEG differ by a little.
  { name: 'flower.jpg', tolerance: 0.02 },
]) {
  test(`${name}: the same classes with the same probabilities, to ${tolerance}`, async ({ page }) => {
    const photograph = root(`build/photographs/${name}`)
    const { classifications } = await penchant('classify', photograph, '--model', MODEL)
    await page.goto('./#pictures')
    await show(page, photograph)
    await likeliest(page).waitFor()
    const rows = await page.locator('#classes .class').all()
    const expected = new Map(classifications[0].classes.map((/** @type {any} */ one) => [one.index, one]))
    expect(Number(await rows[0].getAttribute('data-index'))).toBe(classifications[0].classes[0].index)
    for (const row of rows) {
      const index = Number(await row.getAttribute('data-index'))
      const probability = Number(await row.locator('data').getAttribute('value'))
      const one = expected.get(index)
      if (!one) {
        expect(probability, 'what only one of them has among its five is at the margin').toBeLessThan(tolerance)
        continue
      }
      expect(Math.abs(probability - one.probability)).toBeLessThan(tolerance)
    }
  })
}
