// Histories of other services are imported: previewed, merged and undone; and the films of a history go to Letterboxd.

import { readFile, writeFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import { strToU8, zipSync } from 'fflate'
import { expect, historyStored, historyTitles, openFilms, table, test } from './fixtures.js'
import { rate, root } from './site.js'

/** @param {string[]} paths */
const exportsOf = (...paths) => paths.map((path) => root(`tests/exports/${path}`))

/**
 * @param {import('@playwright/test').Page} page
 * @param {import('./fixtures.js').Files} files
 */
async function choose(page, files) {
  await page.locator('#import-file').setInputFiles(files)
}

/** @param {import('@playwright/test').Page} page */
const dialog = (page) => page.getByRole('dialog', { name: /^Import from/ })

test('an export of Letterboxd is previewed, merged, kept and undone', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Titanic', 1997)
  await choose(page, exportsOf('letterboxd/ratings.csv', 'letterboxd/watched.csv', 'letterboxd/watchlist.csv'))
  const preview = dialog(page)
  await expect(preview).toHaveAccessibleName('Import from Letterboxd?')
  await expect(preview).toContainText('ratings.csv: Letterboxd, ratings; 8 rows')
  await expect(preview).toContainText('watchlist.csv: Letterboxd, watchlist; not imported')
  await expect(preview).toContainText('7 films of this catalogue: 3 likes, 1 dislike, 3 seen')
  await expect(preview).toContainText('6 new in your history')
  await expect(preview).toContainText('1 already known')
  await expect(historyTitles(page)).toHaveCount(1)

  for (const [summary, row] of [
    ['2 unclear, and not imported', 'War of the Worlds (2005): 2 films of that name'],
    ['1 film found though the year differs by one', 'Fargo (1997), taken as Fargo (1996)'],
    ['1 not in this catalogue', 'Past Lives (2023)'],
  ]) {
    await preview.getByText(summary, { exact: true }).click()
    await expect(preview.getByText(row, { exact: true })).toBeVisible()
  }

  await preview.getByLabel('A rating counts as a like from').selectOption('4.5 of 5 (9 of 10)')
  await expect(preview).toContainText('7 films of this catalogue: 1 like, 1 dislike, 5 seen')
  await preview.getByLabel('A rating counts as a like from').selectOption('3.5 of 5 (7 of 10)')
  await expect(preview).toContainText('3 likes')

  await preview.getByRole('button', { name: 'Merge' }).click()
  await expect(page.getByText('Imported: 6 films added')).toBeVisible()
  await expect(historyTitles(page)).toHaveCount(7)
  await expect(page.locator('#history .row').filter({ hasText: 'The Matrix' })).toContainText('Liked, Mar 5, 2021')
  await expect(page.locator('#history .row').filter({ hasText: 'Titanic' })).toContainText('Liked')
  await historyStored(page)
  await page.reload()
  await expect(historyTitles(page)).toHaveCount(7)

  await choose(page, exportsOf('letterboxd/ratings.csv'))
  await expect(dialog(page)).toContainText('There is nothing to import.')
  await expect(dialog(page).getByRole('button', { name: 'Merge' })).toBeDisabled()
})

test('one undo takes an import back, and cancelling imports nothing', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Alien', 1979)
  await choose(page, exportsOf('imdb/ratings.csv'))
  await dialog(page).getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog(page)).toHaveCount(0)
  await expect(historyTitles(page)).toHaveText(['Alien'])
  await choose(page, exportsOf('imdb/ratings.csv'))
  await dialog(page).getByRole('button', { name: 'Merge' }).click()
  await expect(historyTitles(page)).toHaveText(['Alien', 'Titanic', 'The Matrix', 'Amelie'])
  await page.locator('#undo').click()
  await expect(historyTitles(page)).toHaveText(['Alien'])
  await historyStored(page)
  await page.reload()
  await expect(historyTitles(page)).toHaveText(['Alien'])
})

test('an archive is imported whole, and what has no date has none in the history', async ({ page }) => {
  await openFilms(page)
  const site = await readFile(root('tests/exports/movielens/movielens-ratings.csv'))
  const zip = zipSync({
    'export/movielens-ratings.csv': new Uint8Array(site),
    'export/tags.csv': strToU8('a,b\n1,2\n'),
  })
  await choose(page, { name: 'export.zip', mimeType: 'application/zip', buffer: Buffer.from(zip) })
  await expect(dialog(page)).toContainText('export/movielens-ratings.csv: MovieLens, ratings; 3 rows')
  await expect(dialog(page)).toContainText('1 other file of the archive is not used')
  await dialog(page).getByRole('button', { name: 'Merge' }).click()
  await expect(historyTitles(page)).toHaveCount(2)
  await expect(page.locator('#history .row').filter({ hasText: 'The Matrix' }).locator('.quiet')).toHaveText('Liked')
})

test('the films of a history are exported for Letterboxd, and read back', async ({ page }) => {
  await openFilms(page)
  await expect(page.getByRole('button', { name: 'Letterboxd CSV' })).toBeDisabled()
  await rate(page, 'Alien', 1979)
  await rate(page, 'Fargo', 1996, 'Seen')
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Letterboxd CSV' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('penchant-letterboxd.csv')
  await expect(page.getByText('2 films for Letterboxd')).toBeVisible()
  const text = await readFile(await download.path(), 'utf8')
  expect(text).toMatch(
    /^Title,Year,Rating,WatchedDate\r\nAlien,1979,,\d{4}-\d\d-\d\d\r\nFargo,1996,,\d{4}-\d\d-\d\d\r\n$/,
  )
  await choose(page, table('films for letterboxd.csv', text))
  await expect(dialog(page)).toContainText('films for letterboxd.csv: Letterboxd, watched; 2 rows')
  await expect(dialog(page)).toContainText('2 films of this catalogue: 0 likes, 0 dislikes, 2 seen')
})

for (const { name, file, says } of [
  { name: 'is empty', file: table('ratings.csv', ''), says: 'ratings.csv is empty' },
  {
    name: 'is in another encoding',
    file: {
      ...table('ratings.csv', ''),
      buffer: Buffer.from('Date,Name,Year,Letterboxd URI\n,Amélie,2001,\n', 'latin1'),
    },
    says: 'ratings.csv is not in UTF-8',
  },
  {
    name: 'is a web page',
    file: table('ratings.csv', '<!doctype html><p>Sign in'),
    says: 'is a web page, not an export',
  },
  {
    name: 'no service exports',
    file: table('a.csv', 'film,stars\nAlien,5\n'),
    says: 'Letterboxd, IMDb, Trakt, Goodreads',
  },
]) {
  test(`a file that ${name} is refused, and the page says why`, async ({ page }) => {
    await openFilms(page)
    await rate(page, 'Alien', 1979)
    await choose(page, file)
    const alert = page.getByRole('alert').filter({ hasText: 'Nothing was imported, and your history is as it was' })
    await expect(alert).toContainText(says)
    await expect(dialog(page)).toHaveCount(0)
    await expect(historyTitles(page)).toHaveText(['Alien'])
  })
}

test('a file of 50 MB is refused before it is read, and the page says why', async ({ page }, testInfo) => {
  await openFilms(page)
  const file = testInfo.outputPath('ratings.csv')
  await writeFile(file, 'a,b\n'.repeat(12.5e6))
  await choose(page, file)
  const alert = page.getByRole('alert').filter({ hasText: 'Nothing was imported' })
  await expect(alert).toContainText('ratings.csv is larger than 33.6 MB')
})

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds no violation in the preview of an import, in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openFilms(page)
    await choose(page, exportsOf('letterboxd/ratings.csv', 'letterboxd/likes/films.csv'))
    await expect(dialog(page)).toContainText('of this catalogue:')
    await expect(dialog(page).getByRole('heading')).toBeFocused()
    for (const summary of await dialog(page).locator('summary').all()) await summary.press('Enter')
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  })
}
