// WebKit, as WebKitGTK's small browser, driven by WebDriver: commands are HTTP requests to its driver. The browser draws
// on a display of its own, which nobody sees.

import { freePort } from '../../../tools/web/site.js'
import { Program } from './program.js'

/** @import { Engine, Tab } from '../tab.js' */

/** By which WebDriver calls an element in its answers. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
/** For whatever is awaited in the page. */
const TIMEOUT_MS = 600_000

/** @type {Engine} */
export const webkit = {
  name: 'WebKit',
  async open() {
    const screen = ['-screen', '0', '1280x1000x24', '-nolisten', 'tcp']
    const display = new Program('Xvfb', ['-displayfd', '1', ...screen])
    const number = await display.until((lines) => lines.find((line) => /^\d+$/.test(line)))
    const port = await freePort()
    const driver = new Program(process.env.WEBKIT_DRIVER ?? 'WebKitWebDriver', ['-p', String(port)], {
      ...{ DISPLAY: `:${number}`, GDK_BACKEND: 'x11', LANG: 'C.UTF-8', LANGUAGE: 'en' },
      // Where there is no graphics hardware.
      LIBGL_ALWAYS_SOFTWARE: '1',
    })
    const address = `http://127.0.0.1:${port}`
    await driver.until(() => send('GET', `${address}/status`).catch(() => null))
    const { sessionId } = await send('POST', `${address}/session`, {
      capabilities: { alwaysMatch: { timeouts: { script: TIMEOUT_MS, pageLoad: TIMEOUT_MS } } },
    })
    return {
      tab: new WebKitTab(`${address}/session/${sessionId}`),
      async close() {
        await send('DELETE', `${address}/session/${sessionId}`)
        await driver.stop()
        await display.stop()
      },
    }
  },
}

/**
 * @param {string} method
 * @param {string} url
 * @param {Record<string, unknown>} [command]
 */
async function send(method, url, command) {
  const response = await fetch(url, { method, body: command && JSON.stringify(command) })
  const { value } = /** @type {any} */ (await response.json())
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`)
  return value
}

/** @implements {Tab} */
class WebKitTab {
  #session

  /** @param {string} session its address */
  constructor(session) {
    this.#session = session
  }

  /** @param {string} url */
  async goto(url) {
    await send('POST', `${this.#session}/url`, { url })
  }

  async reload() {
    await send('POST', `${this.#session}/refresh`, {})
  }

  /**
   * @param {string} expression
   * @returns {Promise<any>}
   */
  async evaluate(expression) {
    const script = `
      const answer = arguments[0]
      void (async () => ${expression})().then(
        (value) => answer({ value }),
        (error) => answer({ error: String(error) }),
      )`
    const { value, error } = await send('POST', `${this.#session}/execute/async`, { script, args: [] })
    if (error) throw new Error(error)
    return value
  }

  /**
   * @param {string} selector
   * @param {string} path
   */
  async chooseFile(selector, path) {
    const found = await send('POST', `${this.#session}/element`, { using: 'css selector', value: selector })
    await send('POST', `${this.#session}/element/${found[ELEMENT]}/value`, { text: path })
  }
}
