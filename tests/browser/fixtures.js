// A test with a page, which checks in every test that no request leaves the page's origin and no error goes uncaught; and
// what the tests of the page have in common.

import { expect, test as base } from '@playwright/test'

export { expect }

export const test = base.extend({
  page: async ({ page }, use) => {
    /** @type {Set<string>} */
    const origins = new Set()
    /** @type {Error[]} */
    const thrown = []
    page.context().on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      if (protocol.startsWith('http')) origins.add(origin)
    })
    page.on('pageerror', (error) => thrown.push(error))
    await use(page)
    expect([...origins].length, `requests went to ${[...origins].join(', ')}`).toBeLessThanOrEqual(1)
    expect(thrown).toEqual([])
  },
})

/**
 * Opens the page and waits for its first picks, and for all films.
 * @param {import('@playwright/test').Page} page
 * @param {string} [address]
 */
export async function openFilms(page, address = './') {
  await page.goto(address)
  await page.locator('#room-films[data-catalogue=complete]').waitFor({ state: 'attached' })
  await picks(page).first().waitFor()
}

/** @param {import('@playwright/test').Page} page */
export function picks(page) {
  return page.locator('#picks h3')
}

/**
 * Chooses from the menu of a card.
 * @param {import('@playwright/test').Page} page
 * @param {import('@playwright/test').Locator} card
 * @param {string} entry
 */
export async function fromMenu(page, card, entry) {
  await card.getByRole('button', { name: /^More: / }).click()
  await page.locator('#item-menu button', { hasText: entry }).click()
}

/**
 * Takes the pointer away from the picks, which then may change.
 * @param {import('@playwright/test').Page} page
 */
export async function rest(page) {
  await page.locator('.masthead').hover({ position: { x: 5, y: 5 } })
  await expect(page.locator('#view-picks[data-waiting]')).toHaveCount(0)
}

/**
 * Goes to another way to look at films.
 * @param {import('@playwright/test').Page} page
 * @param {'For you' | 'All films' | 'All games' | 'All items' | 'Lists' | 'Your taste' | 'Catalogues'} name
 */
export async function look(page, name) {
  await page.locator('#views').getByRole('link', { name }).click()
}

/**
 * A file as a visitor has it.
 * @param {string} name
 * @param {string} text
 */
export const table = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

/** @typedef {Parameters<import('@playwright/test').Locator['setInputFiles']>[0]} Files */

/**
 * Gives the form of an own catalogue its tables.
 * @param {import('@playwright/test').Page} page
 * @param {{ ratings: Files, items?: Files }} tables
 */
export async function chooseTables(page, { ratings, items = [] }) {
  await page.locator('#learn-items').setInputFiles(items)
  await page.locator('#learn-ratings').setInputFiles(ratings)
}

/**
 * Has it learn from them, and waits for its picks.
 * @param {import('@playwright/test').Page} page
 */
export async function learn(page) {
  await page.getByRole('button', { name: 'Learn it' }).click()
  await page.locator('#view-picks').waitFor()
  await picks(page).first().waitFor()
}

/** @param {import('@playwright/test').Page} page */
export function historyTitles(page) {
  return page.locator('#history .title')
}

/**
 * Shows the page a picture.
 * @param {import('@playwright/test').Page} page
 * @param {Parameters<import('@playwright/test').Locator['setInputFiles']>[0]} file
 */
export async function show(page, file) {
  await page.locator('#picture-file').setInputFiles(file)
}

/** @param {import('@playwright/test').Page} page */
export function likeliest(page) {
  return page.locator('#classes .class').first()
}

/**
 * The events of a history as the disk has them.
 * @param {import('@playwright/test').Page} page
 * @param {string} history
 * @returns {Promise<import('penchant').HistoryEvent[]>}
 */
function storedEvents(page, history) {
  return page.evaluate(
    (name) =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open(name)
        request.onerror = () => reject(request.error)
        request.onsuccess = () => {
          const database = request.result
          const all = database.transaction('events').objectStore('events').getAll()
          all.onerror = () => reject(all.error)
          all.onsuccess = () => {
            database.close()
            resolve(all.result)
          }
        }
      }),
    `penchant-history-${history}`,
  )
}

/**
 * Waits until the disk has the history that the page shows. A change is shown before it is written, and is lost if the
 * page is left in between.
 * @param {import('@playwright/test').Page} page
 * @param {string} [history] its name
 */
export async function historyStored(page, history = 'movies') {
  const shown = {
    entries: await historyTitles(page).count(),
    excluded: await page.locator('#history .excluded').count(),
  }
  await expect
    .poll(async () => {
      const events = await storedEvents(page, history)
      return { entries: events.length, excluded: events.filter(({ excluded }) => excluded).length }
    })
    .toEqual(shown)
}

/**
 * The addresses of all that the page keeps in caches.
 * @param {import('@playwright/test').Page} page
 * @returns {Promise<string[]>}
 */
export function cachedUrls(page) {
  return page.evaluate(async () => {
    const urls = []
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) urls.push(url)
    }
    return urls
  })
}

/**
 * Waits until the image engine and its model are kept: both are, a moment after they were first used.
 * @param {import('@playwright/test').Page} page
 */
export async function recognitionKept(page) {
  for (const file of [/infer.*\.wasm/, /\.onnx/]) {
    await expect.poll(async () => (await cachedUrls(page)).filter((url) => file.test(url)).length).toBe(1)
  }
}

/**
 * How many learnings are kept that are not done.
 * @param {import('@playwright/test').Page} page
 */
export function unfinished(page) {
  return page.evaluate(async () => {
    const name = (await caches.keys()).find((name) => name.includes('unfinished'))
    return name === undefined ? 0 : (await (await caches.open(name)).keys()).length
  })
}

/**
 * Holds back whatever the page wants of its caches, until what is returned is called. A catalogue that was learned is not
 * done before it is kept, and so the page stays as it is while it learns.
 * @param {import('@playwright/test').Page} page
 * @param {string} [which] of them: part of a name
 */
export async function holdCaches(page, which = '') {
  await page.evaluate((part) => {
    const { open } = CacheStorage.prototype
    const held = new Promise((resolve) => Object.assign(window, { releaseCaches: resolve }))
    CacheStorage.prototype.open = async function (/** @type {string} */ name) {
      if (name.includes(part)) await held
      return open.call(this, name)
    }
  }, which)
  return () => page.evaluate(() => /** @type {any} */ (window).releaseCaches())
}
