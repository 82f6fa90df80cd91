// A browser's tab with the page, and what a visitor does in it. Each driver offers the first part, and nothing more.

/**
 * @typedef {object} Tab
 * @property {(url: string) => Promise<void>} goto resolves once the page is loaded, as `reload` does
 * @property {() => Promise<void>} reload
 * @property {(expression: string) => Promise<any>} evaluate what it gives in the page, as JSON; a promise is awaited
 * @property {(selector: string, path: string) => Promise<void>} chooseFile for an input, as a visitor does
 *
 * @typedef {object} Engine
 * @property {string} name
 * @property {() => Promise<{ tab: Tab, close: () => Promise<void> }>} open starts the browser, with nothing stored
 *
 * @typedef {Tab & { crash: () => Promise<void> }} OpenTab that can be ended at once, and is then a new one, with nothing
 *   loaded
 *
 * @typedef {object} TabbedEngine whose driver opens several tabs
 * @property {string} name
 * @property {() => Promise<{ tab: OpenTab, openTab: () => Promise<OpenTab>, close: () => Promise<void> }>} open
 */

const POLL_MS = 100
/** Far more than anything takes: only what hangs is to fail, however slow the machine is. */
const MAX_WAIT_MS = 240_000

/**
 * Runs a function in the page.
 * @template {unknown[]} Parameters
 * @template Result
 * @param {Tab} tab
 * @param {(...parameters: Parameters) => Result} run which knows its parameters and the page, and nothing of its file
 * @param {Parameters} parameters
 * @returns {Promise<Awaited<Result>>}
 */
export function inPage(tab, run, ...parameters) {
  return tab.evaluate(`(${run})(${parameters.map((parameter) => JSON.stringify(parameter)).join(', ')})`)
}

/**
 * Asks until the answer is a true one, and gives that.
 * @template T
 * @param {Tab} tab
 * @param {string} what is awaited
 * @param {() => Promise<T>} ask
 * @returns {Promise<Exclude<T, false | null | undefined | '' | 0>>}
 */
export async function until(tab, what, ask) {
  for (const end = Date.now() + MAX_WAIT_MS; ; ) {
    const answer = await ask()
    if (answer) return /** @type {any} */ (answer)
    if (Date.now() > end) {
      const page = await inPage(tab, () => document.body.innerText)
      throw new Error(`waited in vain for ${what}. The page says:\n${page.slice(0, 4000)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

/**
 * The texts of the elements that are shown.
 * @param {Tab} tab
 * @param {string} selector
 */
export function texts(tab, selector) {
  return inPage(
    tab,
    (selector) =>
      [...document.querySelectorAll(selector)]
        .filter((element) => element.getClientRects().length > 0)
        .map((element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim()),
    selector,
  )
}

/**
 * Clicks the first of the elements that are shown, once there is one.
 * @param {Tab} tab
 * @param {string} selector
 */
export async function click(tab, selector) {
  await until(tab, `${selector} to click`, async () => (await texts(tab, selector)).length > 0)
  await inPage(
    tab,
    (selector) => {
      const shown = [...document.querySelectorAll(selector)].find((element) => element.getClientRects().length > 0)
      if (shown instanceof HTMLElement) shown.click()
    },
    selector,
  )
}

/**
 * The addresses of all that the page keeps in caches.
 * @param {Tab} tab
 * @returns {Promise<string[]>}
 */
export function cachedUrls(tab) {
  return inPage(tab, async () => {
    const urls = []
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) urls.push(url)
    }
    return urls
  })
}

/**
 * The number of events of a history on the disk.
 * @param {Tab} tab
 * @param {string} history
 * @returns {Promise<number>}
 */
export function storedEvents(tab, history) {
  return inPage(
    tab,
    (name) =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open(name)
        request.onerror = () => reject(request.error)
        request.onsuccess = () => {
          const database = request.result
          const counted = database.transaction('events').objectStore('events').count()
          counted.onerror = () => reject(counted.error)
          counted.onsuccess = () => {
            database.close()
            resolve(counted.result)
          }
        }
      }),
    `penchant-history-${history}`,
  )
}
