import { chromium as t } from '@playwright/test'
import { chromium, serve, root } from './site.js'
const site = await serve()
const b = await t.launch(chromium)
for (const [w, h, scheme] of [
  [360, 780, 'light'],
  [1280, 860, 'dark'],
]) {
  const c = await b.newContext({ viewport: { width: w, height: h }, colorScheme: scheme })
  const p = await c.newPage()
  await p.goto(site.url)
  await p.getByText('Ready to work offline').waitFor()
  await p.screenshot({ path: `/tmp/pen/shellwork/films-${w}.png` })
  await p.getByRole('link', { name: 'Pictures' }).click()
  await p.locator('#live').click()
  await p.waitForTimeout(3500)
  await p.screenshot({ path: `/tmp/pen/shellwork/live-${w}.png`, fullPage: true })
  await p.locator('#picture-file').setInputFiles(root('build/photographs/coffee.png'))
  await p.getByText('Most likely').waitFor()
  await p.screenshot({ path: `/tmp/pen/shellwork/pictures-${w}.png`, fullPage: true })
  await p.locator('#model-bring').click()
  await p.waitForTimeout(300)
  await p.screenshot({ path: `/tmp/pen/shellwork/model-${w}.png` })
  await p.locator('#model-cancel').click()
  await p.getByRole('link', { name: 'Privacy' }).click()
  await p.waitForTimeout(500)
  await p.getByText('Every request').click()
  await p.waitForTimeout(700)
  await p.screenshot({ path: `/tmp/pen/shellwork/privacy-${w}.png`, fullPage: true })
}
await b.close()
await site.close()
