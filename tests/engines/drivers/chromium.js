// Chromium, driven by Playwright as in the other browser tests.

import { chromium as browserType } from '@playwright/test'
import { chromium as options } from '../../../tools/web/site.js'

/**
 * @import { BrowserContext, Page } from '@playwright/test'
 * @import { OpenTab, TabbedEngine } from '../tab.js'
 */

/** @type {TabbedEngine} */
export const chromium = {
  name: 'Chromium',
  async open() {
    const browser = await browserType.launch(options)
    const context = await browser.newContext()
    const openTab = async () => new ChromiumTab(context, await context.newPage())
    return { tab: await openTab(), openTab, close: () => browser.close() }
  },
}

/** @implements {OpenTab} */
class ChromiumTab {
  #context
  #page

  /**
   * @param {BrowserContext} context
   * @param {Page} page
   */
  constructor(context, page) {
    this.#context = context
    this.#page = page
  }

  /** @param {string} url */
  async goto(url) {
    await this.#page.goto(url)
  }

  async reload() {
    await this.#page.reload()
  }

  /** @param {string} expression */
  evaluate(expression) {
    return this.#page.evaluate(expression)
  }

  /**
   * @param {string} selector
   * @param {string} path
   */
  chooseFile(selector, path) {
    return this.#page.locator(selector).setInputFiles(path)
  }

  async crash() {
    const session = await this.#context.newCDPSession(this.#page)
    const crashed = this.#page.waitForEvent('crash')
    // It cannot be answered.
    session.send('Page.crash').catch(() => {})
    await crashed
    await this.#page.close()
    this.#page = await this.#context.newPage()
  }
}
