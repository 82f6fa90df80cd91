// Chromium, driven by Playwright as in the other browser tests.

import { chromium as browserType } from '@playwright/test'
import { chromium as options } from '../../../tools/web/site.js'

/** @type {import('../tab.js').Engine} */
export const chromium = {
  name: 'Chromium',
  async open() {
    const browser = await browserType.launch(options)
    const page = await browser.newPage()
    return {
      tab: {
        goto: async (url) => void (await page.goto(url)),
        reload: async () => void (await page.reload()),
        evaluate: (expression) => page.evaluate(expression),
        chooseFile: (selector, path) => page.locator(selector).setInputFiles(path),
      },
      close: () => browser.close(),
    }
  },
}
