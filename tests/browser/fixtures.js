// A test with a page that promises, in every test: no request leaves its own origin, and nothing is thrown unseen.

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
 * Goes to another way to look at films.
 * @param {import('@playwright/test').Page} page
 * @param {'For you' | 'All films' | 'All items' | 'Your taste' | 'Catalogues'} name
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
 * How many films the disk has of the history. What the page shows may still be on its way there, and a page that is left
 * then takes it along.
 * @param {import('@playwright/test').Page} page
 * @returns {Promise<number>}
 */
export function storedCount(page) {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open('penchant-history-movies')
        request.onerror = () => reject(request.error)
        request.onsuccess = () => {
          const database = request.result
          const count = database.transaction('events').objectStore('events').count()
          count.onsuccess = () => {
            database.close()
            resolve(count.result)
          }
        }
      }),
  )
}
