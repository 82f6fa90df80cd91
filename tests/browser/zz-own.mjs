import { chromium as browserType } from '@playwright/test'
import { chromium, root, serve } from './site.js'
const [, , mode = 'ml', width = '1280', scheme = 'light'] = process.argv
const site = await serve()
const browser = await browserType.launch(chromium)
const context = await browser.newContext({
  viewport: { width: +width, height: +width < 500 ? 780 : 900 },
  colorScheme: scheme,
  deviceScaleFactor: 1,
})
const page = await context.newPage()
page.on('console', (m) => console.log('console', m.type(), m.text()))
page.on('pageerror', (e) => console.log('pageerror', e.message))
const shot = (name) => page.screenshot({ path: `/tmp/own/${mode}-${name}-${width}-${scheme}.png`, fullPage: true })
await page.goto(site.url)
await page.locator('#offline[data-films=whole]').waitFor({ state: 'attached' })
await page.getByRole('link', { name: 'Catalogues' }).click()
await page.locator('#learn-form').waitFor()
await shot('1-empty')
const data = (f) => root(`build/data/ml-latest-small/${f}`)
if (mode === 'ml') {
  await page.getByLabel('Ratings', { exact: true }).setInputFiles(data('ratings.csv'))
  await page.locator('#learn-items').setInputFiles(data('movies.csv'))
} else {
  await page
    .getByLabel('Ratings', { exact: true })
    .setInputFiles({
      name: 'my_plays.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(
        'user,what,count\nu,a,5\nu,b,3\nu\nv,a,4\nv,b,5\nw,c,1\nw,d,1\nw,d,2\nw,a,5\nx,c,9\nx,d,4\ny,e,1\ny,a,2\n',
      ),
    })
  await page.waitForTimeout(1500)
  await shot('2-bad')
  await page.locator('#learn-item').selectOption('what')
  await page.waitForTimeout(1000)
}
await page.waitForTimeout(2500)
await shot('3-read')
const t = Date.now()
await page.getByRole('button', { name: 'Learn it' }).click()
await page.waitForTimeout(400)
await shot('4-learning')
await page.locator('#view-picks').waitFor()
await page.locator('#picks h3').first().waitFor()
console.log('learned ms', Date.now() - t)
await page.waitForTimeout(600)
await shot('5-open')
for (const n of [0, 1, 2]) await page.locator('#well-known button').nth(n).click()
await page.waitForTimeout(600)
await shot('6-picks')
for (const v of ['all', 'taste', 'catalogues']) {
  await page.locator(`#views [data-view=${v}]`).click()
  await page.waitForTimeout(500)
  await shot('7-' + v)
}
await page.getByRole('link', { name: 'Privacy' }).click()
await page.waitForTimeout(500)
await shot('8-privacy')
await browser.close()
await site.close()
