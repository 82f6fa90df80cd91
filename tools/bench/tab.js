// A browser and the address of a page in; calls into that page, and what its process has of memory, out. Playwright
// launches, and is kept from the page: nothing that it puts there shall count as the page's.

import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

/** @typedef {{ peak_mb: number, rss_mb: number, pss_mb: number }} Memory */

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} url of a page that puts `bench` into its global scope
 */
export async function openTab(browser, url) {
  const session = await browser.newBrowserCDPSession()
  const { targetId } = await session.send('Target.createTarget', { url })
  const { sessionId } = await session.send('Target.attachToTarget', { targetId })
  let last = 0

  /**
   * @param {string} expression
   * @returns {Promise<any>} its value
   */
  async function evaluate(expression) {
    const id = ++last
    /** @type {Promise<any>} */
    const answered = new Promise((resolve) => {
      session.on('Target.receivedMessageFromTarget', (event) => {
        const message = JSON.parse(event.message)
        if (event.sessionId === sessionId && message.id === id) resolve(message)
      })
    })
    const params = { expression, awaitPromise: true, returnByValue: true }
    await session.send('Target.sendMessageToTarget', {
      sessionId,
      message: JSON.stringify({ id, method: 'Runtime.evaluate', params }),
    })
    const { result, error } = await answered
    const thrown = error ?? result.exceptionDetails
    if (thrown) throw new Error(thrown.exception?.description ?? thrown.message ?? thrown.text)
    return result.result.value
  }

  // Until the page is there, there may be nothing to evaluate in.
  const ready = () => evaluate(`location.href === ${JSON.stringify(url)} && 'bench' in globalThis`).catch(() => false)
  for (let tries = 0; !(await ready()); tries += 1) {
    if (tries === 1000) throw new Error(`${url} does not open`)
    await setTimeout(10)
  }

  return {
    /**
     * @param {string} name of a function of `bench`
     * @param {...unknown} parameters as JSON
     */
    call: (name, ...parameters) => evaluate(`bench.${name}(...${JSON.stringify(parameters)})`),

    /**
     * What the page's process has in megabytes: at its peak, now, and now with a fair share of what it shares with
     * others; `null` where there is no /proc. There may be a spare process for a next tab: the larger one is ours.
     * @returns {Promise<Memory | null>}
     */
    async memory() {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo')
      const of = processInfo.filter(({ type }) => type === 'renderer').flatMap(({ id }) => memoryOf(id) ?? [])
      return of.toSorted((one, other) => other.peak_mb - one.peak_mb)[0] ?? null
    },

    async close() {
      await session.send('Target.closeTarget', { targetId })
      await session.detach()
    },
  }
}

/**
 * @param {number} id of a process
 * @returns {Memory | null}
 */
function memoryOf(id) {
  const field = (/** @type {string} */ file, /** @type {string} */ name) => {
    const line = readFileSync(`/proc/${id}/${file}`, 'utf8').match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))
    return Math.round((Number(line?.[1]) * 1024) / 1e6)
  }
  try {
    return {
      peak_mb: field('status', 'VmHWM'),
      rss_mb: field('status', 'VmRSS'),
      pss_mb: field('smaps_rollup', 'Pss'),
    }
  } catch {
    return null
  }
}
