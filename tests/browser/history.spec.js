// The history: it is the visitor's own, and survives whatever happens to the page.

import { readFile } from 'node:fs/promises'
import { expect, historyStored, historyTitles, openFilms, picks, rest, test } from './fixtures.js'
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

/**
 * @param {import('@playwright/test').Page} page
 * @param {'Merge' | 'Replace' | 'Cancel'} how
 */
async function answer(page, how) {
  await page.getByRole('dialog').getByRole('button', { name: how, exact: true }).click()
}

const exported = (/** @type {{ item: string, action: string, at_ms: number }[]} */ ...events) =>
  JSON.stringify({ format: 'penchant-history', version: 1, events })

test('a history is the same after it was exported, erased and imported', async ({ page }) => {
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
  await historyStored(page)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Popular films' })).toBeVisible()
  await expect(historyTitles(page)).toHaveCount(0)

  await importText(page, text)
  await answer(page, 'Merge')
  await expect(historyTitles(page)).toHaveText(['Fargo', 'Titanic', 'Alien'])
  await expect(picks(page)).toHaveText(before)
})

test('of two opinions on one film, the later one stays', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  const said = page.locator('#history .row .quiet')
  await importText(page, exported({ item: '1214', action: 'dislike', at_ms: 1 }))
  await expect(page.getByRole('dialog')).toContainText('1 no more recent than your opinion here')
  await answer(page, 'Merge')
  await expect(page.getByText('Nothing to import')).toBeVisible()
  await expect(said).toHaveText(/^Liked/)
  await importText(page, exported({ item: '1214', action: 'dislike', at_ms: Date.now() + 1000 }))
  await expect(page.getByRole('dialog')).toContainText('1 more recent than your opinion here')
  await answer(page, 'Merge')
  await expect(page.getByText('1 replaced')).toBeVisible()
  await expect(said).toHaveText(/^Disliked/)
})

test('an import is previewed, and can be cancelled, replace the history, and be undone', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  const text = exported({ item: '608', action: 'like', at_ms: 5 }, { item: 'unheard-of', action: 'like', at_ms: 6 })
  await importText(page, text)
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('history.json has 2 entries.')
  await expect(dialog).toContainText('2 on films that are not in your history')
  await expect(dialog).toContainText('1 on films that this catalogue does not have')
  await answer(page, 'Cancel')
  await expect(historyTitles(page)).toHaveText(['Alien'])

  await importText(page, text)
  await answer(page, 'Replace')
  await expect(historyTitles(page)).toHaveText(['Film unheard-of', 'Fargo'])
  await page.locator('#undo').click()
  await expect(historyTitles(page)).toHaveText(['Alien'])
})

test('changes are undone step by step', async ({ page }) => {
  await openFilms(page)
  const undo = page.locator('#undo')
  await expect(undo).toBeDisabled()
  await rate(page, 'Alien', 1979)
  await rate(page, 'Fargo', 1996)
  await page.getByRole('button', { name: 'Take Alien (1979) out of your history' }).click()
  for (const titles of [['Fargo', 'Alien'], ['Alien'], []]) {
    await undo.click()
    await expect(historyTitles(page)).toHaveText(titles)
  }
  await expect(undo).toBeDisabled()
})

test('an excluded film stays in the history, but does not count until it is included again', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Fargo', 1996)
  const without = await picks(page).allTextContents()
  await rate(page, 'Toy Story', 1995)
  const withIt = await picks(page).allTextContents()
  const exclude = page.locator('#history').getByRole('button', { name: 'Exclude from your taste: Toy Story (1995)' })
  await exclude.click()
  await expect(exclude).toHaveAttribute('aria-pressed', 'true')
  await expect(page.locator('#history .row').first()).toContainText('not counted')
  const excluded = await picks(page).allTextContents()
  expect(excluded.filter((title) => title !== 'Toy Story')).toEqual(
    without.filter((title) => title !== 'Toy Story').slice(0, excluded.length),
  )
  await historyStored(page)
  await page.reload()
  await expect(exclude).toHaveAttribute('aria-pressed', 'true')
  await exclude.click()
  await expect(picks(page)).toHaveText(withIt)
})

test('the details of a film in the history say what would change without it, and that is what changes', async ({
  page,
}) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await rate(page, 'Toy Story', 1995)
  await page.locator('#history').getByRole('button', { name: 'Toy Story', exact: true }).click()
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByText('If you took it out')).toBeVisible()
  const rising = sheet.locator('.changes > div').filter({ hasText: 'Would rise' }).locator('li').first()
  const title = await rising.locator('cite').innerText()
  const place = Number(/(\d+)$/.exec(await rising.innerText())?.[1])
  await sheet.getByRole('button', { name: 'Take Toy Story (1995) out of your history' }).click()
  await page.keyboard.press('Escape')
  await rest(page)
  await expect(picks(page).nth(place - 1)).toHaveText(title)
})

for (const { name, text, says } of [
  { name: 'is not JSON', text: 'Dear diary', says: /not an exported history/ },
  { name: 'is some other JSON', text: '{"films":["Alien"]}', says: /not an exported history/ },
  { name: 'is of another version', text: '{"format":"penchant-history","version":3,"events":[]}', says: /version 3/ },
  {
    name: 'has an opinion that does not exist',
    text: exported({ item: '1', action: 'like', at_ms: 1 }, { item: '2', action: 'adore', at_ms: 2 }),
    says: /adore/,
  },
]) {
  test(`a file that ${name} is refused with a reason, and the history stays as it was`, async ({ page }) => {
    await openFilms(page)
    await rate(page, 'Alien', 1979)
    await importText(page, text)
    const alert = page.getByRole('alert').filter({ hasText: 'Nothing was imported, and your history is as it was' })
    await expect(alert).toContainText(says)
    await expect(historyTitles(page)).toHaveText(['Alien'])
    await alert.getByRole('button', { name: 'Dismiss' }).click()
    await expect(alert).toHaveCount(0)
    await historyStored(page)
    await page.reload()
    await expect(historyTitles(page)).toHaveText(['Alien'])
  })
}

test('films that the catalogue does not have are kept, and the page says that they do not count', async ({ page }) => {
  await openFilms(page)
  await importText(
    page,
    exported(
      { item: '1214', action: 'like', at_ms: 1 },
      { item: 'unheard-of', action: 'like', at_ms: 2 },
      { item: 'unseen', action: 'like', at_ms: 3 },
    ),
  )
  await answer(page, 'Merge')
  await expect(historyTitles(page)).toHaveText(['Film unseen', 'Film unheard-of', 'Alien'])
  await expect(page.locator('#history-note')).toContainText('2 entries are not in this catalogue; they are kept')
  await historyStored(page)
  await page.reload()
  await expect(historyTitles(page)).toHaveCount(3)
})

test('two tabs show the same history', async ({ page, context }) => {
  await openFilms(page)
  const other = await context.newPage()
  await openFilms(other)
  await rate(page, 'Alien', 1979)
  await expect(historyTitles(other)).toHaveText(['Alien'])
  await rate(other, 'Fargo', 1996)
  await expect(historyTitles(page)).toHaveText(['Fargo', 'Alien'])
  await expect(picks(page)).toHaveText(await picks(other).allTextContents())
})

test('without IndexedDB the page works, and says that it keeps nothing', async ({ page }) => {
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

test('an opinion that cannot be stored is undone, and the page says why', async ({ page }) => {
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
