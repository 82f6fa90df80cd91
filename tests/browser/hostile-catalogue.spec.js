// A hostile catalogue: its texts stay texts, stay in their places, and change nothing around them.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, historyTitles, openFilms, picks, test } from './fixtures.js'
import { root } from './site.js'

const SCRIPT = '<script>window.harmed = 1</script><img src=x onerror="window.harmed = 1">'
const REVERSED = 'Harmless \u202Egnp.exe\u202E \u2067turned'
const LONG = 'Longword'.repeat(1280)
const TITLES = [
  SCRIPT,
  REVERSED,
  LONG,
  '"><svg onload=window.harmed=1>',
  'javascript:window.harmed=1',
  '\u200B\uFEFF bells',
  'Z\u0351\u036B\u0343'.repeat(200),
]

/** A pack that `penchant train` made of such titles, each liked by all. */
function hostilePack() {
  const folder = mkdtempSync(join(tmpdir(), 'penchant-'))
  const quoted = (/** @type {string} */ text) => `"${text.replaceAll('"', '""')}"`
  const items = TITLES.map((title, item) => [item, quoted(title), 1990, quoted(`${SCRIPT}|${REVERSED}`)].join())
  writeFileSync(join(folder, 'items.csv'), `movieId,title,year,genres\n${items.join('\n')}\n`)
  const ratings = TITLES.flatMap((_, item) => Array.from({ length: 9 - item }, (_, user) => `${user},${item},5`))
  writeFileSync(join(folder, 'ratings.csv'), `userId,movieId,rating\n${ratings.join('\n')}\n`)
  writeFileSync(join(folder, 'notice.txt'), `${SCRIPT} ${REVERSED}`)
  const [pack, items_, notice] = ['out.pack', 'items.csv', 'notice.txt'].map((name) => join(folder, name))
  execFileSync(root('build/penchant'), [
    ...['train', join(folder, 'ratings.csv'), '--items', items_, '--notice', notice, '--predict', 'none'],
    ...['--model', 'ease + 4..0/5*popularity', '--output', pack],
  ])
  const bytes = readFileSync(pack)
  rmSync(folder, { recursive: true })
  return bytes
}

// Cards that are still fading in have too little contrast.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

test('titles that are scripts, turn the writing around or never end do no harm', async ({ page }) => {
  const pack = hostilePack()
  await page.route('**/packs/*', (route) => route.fulfill({ body: pack }))
  await page.setViewportSize({ width: 360, height: 780 })
  await openFilms(page)
  await expect(picks(page)).toHaveCount(TITLES.length)
  await expect(picks(page).first()).toHaveText(SCRIPT)
  await page.locator('#picks [data-action="like"]').nth(2).click()
  await page.locator('#picks [data-action="like"]').first().click()
  await expect(historyTitles(page)).toHaveCount(2)
  await page.locator('#picks .open').first().click()
  await expect(page.getByRole('dialog').locator('tfoot')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByLabel('Find a film').fill('harmless')

  await expect(page.locator('#found .title').first()).toHaveText('Harmless gnp.exe turned')
  expect(await page.evaluate(() => 'harmed' in window)).toBe(false)
  expect(await page.locator('main script, main img[onerror], main svg[onload]').count()).toBe(0)
  // What turns the writing around ends where the title ends.
  const isolated = await page
    .locator('#picks h3, #found .title, #history .title')
    .evaluateAll((titles) => titles.map((title) => getComputedStyle(title).unicodeBidi))
  expect(new Set(isolated)).toEqual(new Set(['isolate']))
  // A title of ten thousand letters takes no more than a few lines, and none sticks out.
  for (const list of ['#picks > *', '#history > *', '#found > *', '.message']) {
    const heights = await page
      .locator(list)
      .evaluateAll((items) => items.map((item) => item.getBoundingClientRect().height))
    expect(Math.max(0, ...heights), list).toBeLessThan(640)
  }
  for (const width of [320, 360, 1280]) {
    await page.setViewportSize({ width, height: 780 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  }
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
})
