// A page with the package's modules only, for tests of the history with the browser's IndexedDB.

import { test as base } from './fixtures.js'
import { servePackage } from './package.js'

export { expect } from './fixtures.js'

/**
 * @import { Fixtures, JSHandle, Page, PlaywrightTestArgs } from '@playwright/test'
 *
 * @typedef {typeof import('penchant/recommend')} Package
 * @typedef {import('penchant/recommend').History} History
 */

export const test = base.extend(
  /** @type {Fixtures<{ penchant: JSHandle<Package> }, { address: string }, PlaywrightTestArgs>} */ ({
    address: [
      async ({}, use) => {
        const site = await servePackage()
        await use(site.url)
        site.close()
      },
      { scope: 'worker' },
    ],
    penchant: async ({ page, address }, use) => use(await openPackage(page, address)),
  }),
)

/**
 * @param {Page} page
 * @param {string} address
 * @returns {Promise<JSHandle<Package>>}
 */
export async function openPackage(page, address) {
  await page.goto(address)
  return page.evaluateHandle("import('/package/entry/recommend.js')")
}

/**
 * Opens a history.
 * @param {JSHandle<Package>} penchant
 * @returns {Promise<JSHandle<History>>}
 */
export function openHistory(penchant, name = 'test') {
  return penchant.evaluateHandle(({ History }, name) => History.open(name), name)
}

/** @param {JSHandle<History>} history */
export const eventsOf = (history) => history.evaluate((history) => history.events())

/** @param {JSHandle<History>} history */
export const itemsOf = (history) => history.evaluate((history) => history.events().map(({ item }) => item))

/** @param {JSHandle<History>} history */
export const storageOf = (history) =>
  history.evaluate(({ persistent, error }) => ({ persistent, code: error?.code ?? null, name: error?.name ?? null }))

/**
 * Likes an item; gives `stored`, or the code of the error.
 * @param {JSHandle<History>} history
 * @param {string} item
 */
export const like = (history, item) =>
  history.evaluate(
    (history, item) =>
      history.add({ item, action: 'like' }).then(
        () => 'stored',
        (error) => error.code,
      ),
    item,
  )
