// Random sequences of steps in a browser: fast-check makes them, shrinks one that fails, and prints its seed.

import fc from 'fast-check'
import { servePackage } from '../../browser/package.js'
import { sequences } from './commands.js'
import { HistoryTab } from './history-tab.js'
import { Model } from './model.js'

/** @import { TabbedEngine } from '../tab.js' */

/**
 * Rejects with the shortest sequence that fails, and its seed.
 * @param {TabbedEngine} engine
 * @param {object} options
 * @param {number} options.count
 * @param {number} [options.seed]
 * @param {string} [options.path] of a sequence that failed, as it was printed
 * @param {string} [options.replayPath] of what it was shrunk to, as it was printed
 * @param {(done: number) => void} [options.onProgress]
 * @returns {Promise<{ sequences: number, steps: number, seed: number }>}
 */
export async function runSequences(engine, { count, seed = Date.now() | 0, path, replayPath, onProgress }) {
  const site = await servePackage()
  const browser = await engine.open()
  let done = 0
  try {
    const observer = browser.tab
    const tabs = [new HistoryTab(await browser.openTab()), new HistoryTab(await browser.openTab())]
    const real = { url: site.url, tabs, observer, outsider: new HistoryTab(observer), steps: 0 }
    const property = fc.asyncProperty(
      fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      sequences(replayPath),
      async (isHeld, sequence) => {
        const model = new Model()
        await begin(real, model, isHeld)
        await fc.asyncModelRun(() => ({ model, real }), sequence)
        done += 1
        onProgress?.(done)
      },
    )
    await fc.assert(property, { numRuns: count, seed, path })
    return { sequences: done, steps: real.steps, seed }
  } finally {
    await browser.close()
    site.close()
  }
}

/**
 * Two tabs with an empty history; or with one that cannot be stored, because a page of an older version holds the database.
 * @param {import('./commands.js').Real} real
 * @param {Model} model
 * @param {boolean} isHeld
 */
async function begin({ url, tabs, observer, outsider }, model, isHeld) {
  for (const tab of tabs) await tab.leave(url)
  await observer.goto(url)
  await outsider.deleteDatabase()
  if (isHeld) await outsider.holdDatabase(1)
  model.isHeld = isHeld
  for (const [at, tab] of tabs.entries()) {
    await tab.load(url)
    model.tabs[at].error = isHeld ? 'storage.blocked' : null
  }
}
