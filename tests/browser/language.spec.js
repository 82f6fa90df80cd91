// The page is in the browser's language or in the one that is chosen, all of it.

import { chooseTables, expect, look, openFilms, table, test } from './fixtures.js'

/** Names stay what they are in every language. */
const NAMES =
  /Penchant|MovieLens|GroupLens|ONNX|CSV|TSV|JSON|SHA-256|IMAX|EfficientNet-Lite0|TensorFlow|ImageNet|Apache-2\.0|MIT|English|GET|MB|kB|EASE|ALS|Lite0|UTF-8|Excel|Letterboxd|IMDb|Trakt|Goodreads|Last\.fm|\.zip/g

/**
 * What the page says in Latin letters, apart from what catalogues and names say.
 * @param {import('@playwright/test').Page} page
 */
async function latinTexts(page) {
  const texts = await page.evaluate(() => {
    const apart = '.name, cite, .title, .terms, #language, .open, #trained-on, [dir=auto], .message, [lang]:not(html)'
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts = []
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement
      if (!parent || parent.closest(apart) || !parent.checkVisibility()) continue
      texts.push(node.nodeValue ?? '')
    }
    return texts
  })
  return texts.filter((text) => /[A-Za-z]{2}/.test(text.replace(NAMES, ''))).map((text) => text.trim())
}

test.describe('in a Chinese browser', () => {
  test.use({ locale: 'zh-CN' })

  test('every text is in Chinese', async ({ page }) => {
    await openFilms(page)
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans')
    await expect(page.getByRole('heading', { name: '说出三部您喜欢的影片' })).toBeVisible()
    expect(await latinTexts(page)).toEqual([])
    for (const place of [0, 3, 5]) await page.locator('#well-known button').nth(place).click()
    await page.getByRole('button', { name: '看看推荐' }).click()
    await expect(page.getByRole('heading', { name: '为您推荐' })).toBeVisible()
    await page.locator('#picks .menu-button').first().click()
    expect(await latinTexts(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.locator('#picks .open').first().click()
    await expect(page.getByRole('dialog').locator('tfoot')).toBeVisible()
    expect(await latinTexts(page)).toEqual([])
    await page.keyboard.press('Escape')
    for (const view of ['all', 'taste', 'catalogues']) {
      await page.locator(`#views [data-view=${view}]`).click()
      expect(await latinTexts(page)).toEqual([])
    }
    const ratings = 'user,item,rating\nu,a,5\nv,a,4\nv,b,5\nw,c,x\n'
    await chooseTables(page, { ratings: table('我的.csv', ratings) })
    await expect(page.locator('.skipped')).toBeVisible()
    await page.locator('.how-read summary').click()
    expect(await latinTexts(page)).toEqual([])
    await page.getByRole('button', { name: '开始学习' }).click()
    await expect(page.getByRole('heading', { name: '说出三个您喜欢的条目' })).toBeVisible()
    expect(await latinTexts(page)).toEqual([])
    await page.locator('#views [data-view=catalogues]').click()
    await expect(page.locator('.catalogue')).toHaveCount(4)
    expect(await latinTexts(page)).toEqual([])
  })

  test('an error about a picture is in Chinese', async ({ page }) => {
    await page.goto('/#pictures')
    const picture = page.locator('#room-pictures input[type=file]').first()
    await picture.setInputFiles({ name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from('Dear diary') })
    await expect(page.locator('#picture-error')).toContainText('请选择 PNG')
    const tiff = { name: 'picture.tif', mimeType: 'image/tiff', buffer: Buffer.from('II*\0\b\0\0\0\0\0\0\0', 'latin1') }
    await picture.setInputFiles(tiff)
    await expect(page.locator('#picture-error')).toContainText('无法读取 TIFF 格式的图片')
  })
})

test('the language is the browser’s until another one is chosen, which is remembered', async ({ page }) => {
  await openFilms(page)
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await page.getByLabel('Language').selectOption('zh')
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans')
  await page.reload()
  await expect(page.getByRole('heading', { name: '热门影片', exact: true })).toBeVisible()
  await page.getByLabel('语言').selectOption('en')
  await expect(page.getByRole('heading', { name: 'Popular films' })).toBeVisible()
  await look(page, 'All films')
  await expect(page).toHaveTitle(/Penchant/)
})
