// The page's workers, and the ways to hold them up and to bring them down.

import { expect } from '@playwright/test'

/** Run in a worker: an error that nobody expects and nobody catches. */
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
 * The only worker there is, once there is one.
 * @param {import('@playwright/test').Page} page
 */
export async function onlyWorker(page) {
  await expect.poll(() => workersOf(page).length).toBe(1)
  return workersOf(page)[0]
}

/**
 * Holds back the answers to requests until they are let go.
 * @param {import('@playwright/test').Page} page
 * @param {string} pattern
 */
export async function hold(page, pattern) {
  /** @type {(go: void) => void} */
  let letGo = () => {}
  const held = new Promise((resolve) => (letGo = resolve))
  /** @type {(asked: void) => void} */
  let ask = () => {}
  const asked = new Promise((resolve) => (ask = resolve))
  await page.route(pattern, async (route) => {
    ask()
    await held
    await route.continue().catch(() => {})
  })
  return { asked, letGo }
}
