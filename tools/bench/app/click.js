// How long it takes from a click on "New picks", after a like, to the new picks: until they are in the document, and until
// the frame that shows them has been drawn. A hundred likes, each of the first pick, in the built page.

import os from 'node:os'
import { chromium as browserType } from '@playwright/test'
import { chromium, serve } from '../../web/site.js'
import { summary } from '../times.js'

const CLICKS = 100
const json = process.argv.includes('--json')

const site = await serve()
const browser = await browserType.launch(chromium)
const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, serviceWorkers: 'block' })
await page.goto(site.url)
await page.locator('#picks h3').first().waitFor()
await page.locator('#end-welcome').click()
await page.evaluate(() => {
  /** @type {{ picks: number, drawn: number }[]} */
  const times = []
  addEventListener(
    'click',
    ({ timeStamp, target }) => {
      if (!(target instanceof Element && target.closest('#new-picks'))) return
      const list = /** @type {HTMLElement} */ (document.getElementById('picks'))
      const time = { picks: NaN, drawn: NaN }
      const observer = new MutationObserver(() => {
        observer.disconnect()
        void list.offsetHeight // Laid out, not just in the document.
        time.picks = performance.now() - timeStamp
      })
      observer.observe(list, { childList: true })
      requestAnimationFrame(() => {
        // The next task after a frame's callbacks comes once it is drawn.
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => {
          time.drawn = performance.now() - timeStamp
          times.push(time)
        }
        port2.postMessage(null)
      })
    },
    { capture: true },
  )
  Object.assign(window, { times })
})
for (let click = 1; click <= CLICKS; click += 1) {
  await page.locator('#picks [data-action="like"]').first().click()
  await page.locator('#new-picks').click()
  await page.waitForFunction((count) => /** @type {any} */ (window).times.length === count, click)
}
/** @type {{ picks: number, drawn: number }[]} */
const times = await page.evaluate(() => /** @type {any} */ (window).times)
const films = await page.locator('#history .row').count()
const version = browser.version()
await browser.close()
await site.close()

if (films !== CLICKS) throw new Error(`${films} of ${CLICKS} clicks were counted`)

const result = {
  clicks: CLICKS,
  click_to_picks: summary(times.map(({ picks }) => picks)),
  click_to_frame: summary(times.map(({ drawn }) => drawn)),
  chromium: version,
  processor: os.cpus()[0].model,
  cores: os.cpus().length,
}
if (json) {
  console.log(JSON.stringify(result))
} else {
  const { click_to_picks: picked, click_to_frame: drawn } = result
  console.log(
    `${CLICKS} clicks on "New picks", each after a like, the history growing from 0 to ${CLICKS} films, 24 picks each time,`,
  )
  console.log(`in Chromium ${version}, headless, on ${result.cores} cores of ${result.processor}`)
  console.log(`click to new picks, laid out:  median ${picked.median_ms} ms, 95th percentile ${picked.p95_ms} ms`)
  console.log(`click to the frame drawn:      median ${drawn.median_ms} ms, 95th percentile ${drawn.p95_ms} ms`)
}
