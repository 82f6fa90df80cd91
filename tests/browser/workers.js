// The page's workers, and ways to delay and to crash them.

import { expect } from '@playwright/test'

/** Runs in a worker: throws an error that nothing catches. */
export const FAULT = () => {
  setTimeout(() => {
    throw new Error('what nobody expects')
  })
}

/**
 * The page's workers, without the threads that they start.
 * @param {import('@playwright/test').Page} page
 */
export function workersOf(page) {
  return page.workers().filter((worker) => !/\/thread[-.]/.test(worker.url()))
}

/**
 * The only worker, once it exists.
 * @param {import('@playwright/test').Page} page
 */
export async function onlyWorker(page) {
  await expect.poll(() => workersOf(page).length).toBe(1)
  return workersOf(page)[0]
}

/**
 * Delays the answers to requests until `release` is called.
 * @param {import('@playwright/test').Page} page
 * @param {string} pattern
 */
export async function hold(page, pattern) {
  /** @type {(go: void) => void} */
  let release = () => {}
  const held = new Promise((resolve) => (release = resolve))
  /** @type {(requested: void) => void} */
  let ask = () => {}
  const requested = new Promise((resolve) => (ask = resolve))
  await page.route(pattern, async (route) => {
    ask()
    await held
    await route.continue().catch(() => {})
  })
  return { requested, release }
}
