// What the page promises of the history: it is the visitor's, whole, and survives whatever is done to it.

import { readFile } from 'node:fs/promises'
import { expect, historyTitles, openFilms, picks, test } from './fixtures.js'
import { rate } from './site.js'

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} text
 */
async function importText(page, text) {
  await page
    .locator('#import-file')
    .setInputFiles({ name: 'history.json', mimeType: 'application/json', buffer: Buffer.from(text) })
}

const exported = (/** @type {{ item: string, action: string, at_ms: number }[]} */ ...events) =>
  JSON.stringify({ format: 'penchant-history', version: 1, events })

test('exported, erased and imported again it is the same', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await rate(page, 'Titanic', 1997, 'Dislike')
  await rate(page, 'Fargo', 1996, 'Seen')
  const before = await picks(page).allTextContents()

  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('penchant-history.json')
  const text = await readFile(await download.path(), 'utf8')
  expect(JSON.parse(text).events).toHaveLength(3)

  await page.getByRole('button', { name: 'Erase…' }).click()
  await page.getByRole('button', { name: 'Keep it' }).click()
  await expect(historyTitles(page)).toHaveCount(3)
  await page.getByRole('button', { name: 'Erase…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click()
  await expect(historyTitles(page)).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Popular films' })).toBeVisible()
  await expect(historyTitles(page)).toHaveCount(0)

  await importText(page, text)
  await expect(historyTitles(page)).toHaveText(['Fargo', 'Titanic', 'Alien'])
  await expect(picks(page)).toHaveText(before)
})

test('of two opinions on one film the later one stays', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  const like = page.locator('#history').getByRole('button', { name: 'Like: Alien (1979)', exact: true })
  await importText(page, exported({ item: '1214', action: 'dislike', at_ms: 1 }))
  await expect(page.getByText('Nothing to import')).toBeVisible()
  await expect(like).toHaveAttribute('aria-pressed', 'true')
  await importText(page, exported({ item: '1214', action: 'dislike', at_ms: Date.now() + 1000 }))
  await expect(page.getByText('1 replaced')).toBeVisible()
  await expect(like).toHaveAttribute('aria-pressed', 'false')
})

for (const { name, text, says } of [
  { name: 'is not JSON', text: 'Dear diary', says: /no exported history/ },
  { name: 'is some other JSON', text: '{"films":["Alien"]}', says: /no exported history/ },
  { name: 'is of another version', text: '{"format":"penchant-history","version":3,"events":[]}', says: /version 3/ },
  {
    name: 'has an opinion that does not exist',
    text: exported({ item: '1', action: 'like', at_ms: 1 }, { item: '2', action: 'adore', at_ms: 2 }),
    says: /adore/,
  },
]) {
  test(`a file that ${name} is refused in words, and the history stays whole`, async ({ page }) => {
    await openFilms(page)
    await rate(page, 'Alien', 1979)
    await importText(page, text)
    const alert = page.getByRole('alert').filter({ hasText: 'Nothing was imported, and your history is as it was' })
    await expect(alert).toContainText(says)
    await expect(historyTitles(page)).toHaveText(['Alien'])
    await alert.getByRole('button', { name: 'Dismiss' }).click()
    await expect(alert).toHaveCount(0)
    await page.reload()
    await expect(historyTitles(page)).toHaveText(['Alien'])
  })
}

test('films that the catalogue does not have are kept, and it is said that they do not count', async ({ page }) => {
  await openFilms(page)
  await importText(
    page,
    exported(
      { item: '1214', action: 'like', at_ms: 1 },
      { item: 'unheard-of', action: 'like', at_ms: 2 },
      { item: 'unseen', action: 'like', at_ms: 3 },
    ),
  )
  await expect(historyTitles(page)).toHaveText(['Film unseen', 'Film unheard-of', 'Alien'])
  await expect(page.locator('#history-note')).toContainText('2 entries are not in this catalogue; they are kept')
  await page.reload()
  await expect(historyTitles(page)).toHaveCount(3)
})

test('two tabs agree', async ({ page, context }) => {
  await openFilms(page)
  const other = await context.newPage()
  await openFilms(other)
  await rate(page, 'Alien', 1979)
  await expect(historyTitles(other)).toHaveText(['Alien'])
  await rate(other, 'Fargo', 1996)
  await expect(historyTitles(page)).toHaveText(['Fargo', 'Alien'])
  await expect(picks(page)).toHaveText(await picks(other).allTextContents())
})

test('without IndexedDB the page works, and says that it forgets', async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
  })
  await openFilms(page)
  await expect(page.getByRole('alert').filter({ hasText: 'This browser stores nothing for this page' })).toBeVisible()
  await rate(page, 'Alien', 1979)
  await expect(historyTitles(page)).toHaveText(['Alien'])
  await expect(page.getByRole('heading', { name: 'Picks for you' })).toBeVisible()
})

test('an opinion that cannot be written is taken back, and it is said', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await page.evaluate(() => {
    const transaction = IDBDatabase.prototype.transaction
    // What a full disk does: the transaction is aborted for the quota.
    IDBDatabase.prototype.transaction = function (/** @type {[any]} */ ...parameters) {
      const full = transaction.apply(this, parameters)
      if (full.mode === 'readwrite') {
        Object.defineProperty(full, 'error', { value: new DOMException('Full', 'QuotaExceededError') })
        queueMicrotask(() => full.abort())
      }
      return full
    }
  })
  await page.getByLabel('Find a film').fill('fargo')
  await page.locator('#found').getByRole('button', { name: 'Like: Fargo (1996)', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'That was not saved' })).toContainText('no room left')
  await expect(historyTitles(page)).toHaveText(['Alien'])
})
