// Catalogues of the visitor's own: learned in the page from tables, kept, switched between, and deleted.

import { readFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import {
  cachedUrls,
  chooseTables,
  expect,
  historyStored,
  historyTitles,
  holdCaches,
  learn,
  look,
  openFilms,
  rest,
  picks,
  table,
  test,
  unfinished,
} from './fixtures.js'
import { rate, root } from './site.js'

/** @import { Page } from '@playwright/test' */

const MOVIELENS = {
  ratings: root('build/data/ml-latest-small/ratings.csv'),
  items: root('build/data/ml-latest-small/movies.csv'),
}

/** Six listeners of four songs, without ratings, titles or genres. */
const plays = (name = 'plays.csv') =>
  table(
    name,
    'user,song_id\n' +
      ['a,north', 'a,south', 'b,north', 'b,south', 'c,north', 'c,east', 'd,south', 'd,north', 'e,east', 'f,west']
        .map((row) => `${row}\n`)
        .join(''),
  )

const BUILT_IN = ['Films of MovieLens', 'Songs, invented', 'Games, invented']

/** @param {Page} page */
async function openCatalogues(page, address = './') {
  await openFilms(page, address)
  await look(page, 'Catalogues')
}

const found = (/** @type {Page} */ page) => page.locator('.read-note')
const warnings = (/** @type {Page} */ page) => page.locator('.warnings li')
/** What a column is, as it can be chosen above it. */
const roleOf = (/** @type {Page} */ page, /** @type {string} */ column) =>
  page.getByRole('combobox', { name: `What “${column}” is` })
/** @param {Page} page */
async function openReading(page) {
  const details = page.locator('.how-read')
  // It may open by itself, too; a click would close it then.
  await details.evaluate((element) => element.setAttribute('open', ''))
}
const row = (/** @type {Page} */ page, /** @type {string} */ name) =>
  page.locator('.catalogue').filter({ has: page.getByText(name, { exact: true }) })
const likeFirst = (/** @type {Page} */ page) => page.locator('#picks [data-action=like]').first().click()

test('MovieLens is learned in the page with progress, and recommends in this visit and in later ones', async ({
  page,
}) => {
  await openCatalogues(page)
  await chooseTables(page, MOVIELENS)
  await expect(found(page)).toHaveText('100,004 ratings by 671 people of 9,066 items. 51,568 of them count as likes.')
  await page.getByLabel('Name', { exact: true }).fill('My films')
  await page.evaluate(() => {
    const bar = /** @type {HTMLProgressElement} */ (document.querySelector('#learn-form progress'))
    const shown = /** @type {number[]} */ ([])
    new MutationObserver(() => {
      if (bar.hasAttribute('value') && bar.checkVisibility()) shown.push(bar.value)
    }).observe(bar, { attributes: true })
    Object.assign(window, { shown })
  })
  const began = Date.now()
  await page.getByRole('button', { name: 'Learn it' }).click()
  await expect(picks(page).first()).toBeVisible()
  console.log(`MovieLens ml-latest-small was learned in the page, and its picks shown, in ${Date.now() - began} ms.`)
  const shown = await page.evaluate(() => /** @type {any} */ (window).shown)
  expect(shown.length).toBeGreaterThan(10)
  expect(shown).toEqual(shown.toSorted((/** @type {number} */ a, /** @type {number} */ b) => a - b))

  await expect(page.getByText('My films is learned, and kept on this device.')).toBeVisible()
  await expect(page.locator('#own-name')).toHaveText('My films')
  await expect(page).toHaveTitle('Items · Penchant')
  await expect(page.locator('#notice')).toContainText('“My films” was brought by you')
  await page.getByLabel('Find an item').fill('alien 1979')
  await page.locator('#found').getByRole('button', { name: 'Like: Alien (1979)', exact: true }).click()
  await expect(historyTitles(page)).toHaveText(['Alien'])
  await expect(page.getByRole('heading', { name: 'Because you liked Alien' })).toBeVisible()
  await look(page, 'Your taste')
  await expect(page.locator('#taste svg')).toHaveAttribute('aria-label', /^Genres of 1 item: /)
  const before = await picks(page).allTextContents()

  await historyStored(page, 'own my-films')
  await page.goto('./')
  await expect(picks(page)).toHaveText(before)
  await expect(historyTitles(page)).toHaveText(['Alien'])
  await expect(page.getByLabel('Find an item')).toBeVisible()
})

/** Films with details, of which some are missing and some are hostile. */
const FILMS = table(
  'films.csv',
  'item,title,year,genres,director,actors,overview,runtime,url\n' +
    'north,North,1979,Drama,Ana Sol|Bo Lind,"Ida, Jo, Kim","First.\n\nSecond <b>line</b>.",123,https://www.example.org/n?a=1\n' +
    'south,South,1981,Drama,Ana Sol,,\u202Ereversed,two hours,javascript:alert(1)\n' +
    'east,East,,,,,,,\n' +
    'west,West,,,,,,60,http://example.com/\n',
)
const detail = (/** @type {Page} */ page, /** @type {string} */ name) =>
  page
    .locator('.item-details dl > div')
    .filter({ has: page.locator('dt', { hasText: name }) })
    .locator('dd')

test('details of items are shown where the table has them', async ({ page }) => {
  await openCatalogues(page)
  await chooseTables(page, { ratings: plays(), items: FILMS })
  await expect(warnings(page)).toContainText([
    '1 cell of “runtime” is left out, in line 5: “two hours” is not a number of minutes.',
    '1 cell of “url” is left out, in line 5: “javascript:alert(1)” is not an address',
  ])
  const summary = page.locator('.item-columns summary')
  await expect(summary).toContainText('directors, authors or artists in “director” · cast in “actors”')
  // Another column, or none, can be chosen for each.
  await summary.click()
  await page.getByRole('combobox', { name: 'Cast', exact: true }).selectOption('not used')
  await expect(summary).not.toContainText('cast in')
  await page.getByRole('combobox', { name: 'Cast', exact: true }).selectOption('found by itself')
  await expect(summary).toContainText('cast in “actors”')
  await learn(page)
  const sheet = page.getByRole('dialog')
  const open = async (/** @type {string} */ item) => {
    await page.goto(`./#films?item=${item}`)
    await expect(sheet.getByRole('heading', { name: item, level: 2 })).toBeVisible()
  }
  await open('north')
  await expect(page.locator('.synopsis')).toHaveText(['First.', 'Second <b>line</b>.'])
  await expect(detail(page, 'By')).toHaveText('Ana Sol and Bo Lind')
  await expect(detail(page, 'Cast')).toHaveText('Ida, Jo, and Kim')
  await expect(detail(page, 'Length')).toHaveText('2 h 3 min')
  const link = sheet.getByRole('link', { name: 'More about it at example.org' })
  await expect(link).toHaveAttribute('href', 'https://www.example.org/n?a=1')
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer')
  await expect(link).toHaveAccessibleDescription(/leaves this page/)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])

  await open('south')
  await expect(page.locator('.synopsis')).toHaveText('reversed')
  await expect(sheet.getByRole('link')).toHaveCount(0)
  await open('west')
  await expect(detail(page, 'Length')).toHaveText('1 h')
  await expect(sheet.getByRole('link', { name: 'More about it at example.com' })).toBeVisible()
  await open('east')
  await expect(page.locator('.item-details')).toHaveCount(0)
})

test('each catalogue has its own history, and switching loses nothing of it', async ({ page }) => {
  await openFilms(page)
  await rate(page, 'Fargo', 1996)
  await look(page, 'Catalogues')
  await chooseTables(page, { ratings: plays() })
  await learn(page)
  await expect(page.getByRole('heading', { name: 'Name three items you like' })).toBeVisible()
  await expect(historyTitles(page)).toHaveCount(0)
  await likeFirst(page)
  // The like may still be on its way to the disk: it is stored nevertheless.
  await look(page, 'Catalogues')
  await page.getByRole('button', { name: 'Use Films of MovieLens' }).click()
  await expect(historyTitles(page)).toHaveText(['Fargo'])
  // The first visit's question is not answered yet.
  await expect(page.getByRole('heading', { name: 'Name three films you like' })).toBeFocused()
  await expect(page.getByRole('heading', { name: 'Because you liked Fargo' })).toBeVisible()
  await expect(page.locator('#own-name')).toBeEmpty()
  await look(page, 'Catalogues')
  await page.getByRole('button', { name: 'Use plays' }).click()
  await expect(historyTitles(page)).toHaveText(['north'])
  await historyStored(page, 'own plays')
  await page.reload()
  await expect(historyTitles(page)).toHaveText(['north'])
})

test('where nothing can be stored, switching catalogues loses nothing of this visit', async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Not here.', 'InvalidStateError')
    }
  })
  await openFilms(page)
  await rate(page, 'Fargo', 1996)
  await look(page, 'Catalogues')
  await chooseTables(page, { ratings: plays() })
  await learn(page)
  await likeFirst(page)
  await look(page, 'Catalogues')
  await page.getByRole('button', { name: 'Use Films of MovieLens' }).click()
  await expect(historyTitles(page)).toHaveText(['Fargo'])
  await look(page, 'Catalogues')
  await page.getByRole('button', { name: 'Use plays' }).click()
  await expect(historyTitles(page)).toHaveText(['north'])
  await look(page, 'Catalogues')
  await page.getByRole('button', { name: 'Delete plays' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(historyTitles(page)).toHaveText(['Fargo'])
  await chooseTables(page, { ratings: plays() })
  await learn(page)
  await expect(historyTitles(page)).toHaveCount(0)
})

test('of several catalogues asked for in a row, the last one is shown, with its own history', async ({ page }) => {
  await openCatalogues(page)
  await chooseTables(page, { ratings: plays('first.csv') })
  await learn(page)
  await likeFirst(page)
  await look(page, 'Catalogues')
  await chooseTables(page, { ratings: plays('second.csv') })
  await learn(page)
  await look(page, 'Catalogues')
  await row(page, 'first').waitFor()
  await page.evaluate(() => {
    for (const label of ['Use Films of MovieLens', 'Use first', 'Use Films of MovieLens', 'Use first']) {
      const button = document.querySelector(`[aria-label="${label}"]`)
      if (button instanceof HTMLElement) button.click()
    }
  })
  await expect(page.locator('#own-name')).toHaveText('first')
  await expect(historyTitles(page)).toHaveText(['north'])
  await expect(picks(page).first()).toHaveText('south')
})

test('a table without ratings, titles, years or genres is shown without them', async ({ page }) => {
  await openCatalogues(page)
  await chooseTables(page, { ratings: plays() })
  await expect(page.getByLabel('A rating above this one is a like')).toHaveValue('0')
  await expect(found(page)).toHaveText('10 ratings by 6 people of 4 items. 10 of them count as likes.')
  await learn(page)
  await expect(picks(page)).toHaveText(['north', 'south', 'east', 'west'])
  await expect(page.locator('#rows > *')).toHaveCount(0)
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  await page.getByText('Adjust variety').click()
  await expect(page.getByLabel('Variety')).toBeVisible()
  await expect(page.getByLabel('Balance')).toBeHidden()
  await likeFirst(page)
  await rest(page)
  await expect(picks(page).first()).toHaveText('south')
  await look(page, 'All items')
  await expect(page.locator('#all .card')).toHaveCount(4)
  await expect(page.getByLabel('Genre', { exact: true })).toBeHidden()
  await expect(page.getByLabel('Decade')).toBeHidden()
  await expect(page.getByLabel('Order').getByRole('option')).toHaveText(['Most popular', 'Best for you', 'By title'])
  await look(page, 'Your taste')
  await expect(page.locator('#taste')).toHaveText(
    'This catalogue has no genres, and so there is no picture of your taste.',
  )
})

test('the model of a small catalogue is chosen by the likes of people, and the page says which', async ({ page }) => {
  const rows = Array.from({ length: 60 }, (_, user) =>
    // Each person likes eight of the twelve items of a group.
    Array.from({ length: 8 }, (_, like) => `u${user},${'abc'[user % 3]}${(user * 5 + like * 7) % 12}\n`).join(''),
  )
  await openCatalogues(page)
  await chooseTables(page, { ratings: table('clubs.csv', `user,item\n${rows.join('')}`) })
  await expect(page.getByLabel('What ranks best here')).toBeChecked()
  await learn(page)
  await expect(page.locator('#trained-on')).toContainText(
    'Its model ranked best for 60 people whose later likes it had to find: ease',
  )
  await page.getByLabel('Language').selectOption('zh')
  await expect(page.locator('#trained-on')).toContainText('所用模型最能猜中其中 60 人后来的喜好：ease')
})

test('too few people to choose a model by, and too large a catalogue, are said', async ({ page }) => {
  await openCatalogues(page)
  await chooseTables(page, { ratings: plays() })
  await expect(page.getByLabel('What ranks best here')).toBeChecked()
  await learn(page)
  await expect(page.locator('#trained-on')).toContainText('Too few people have likes enough to choose a model by')
  await look(page, 'Catalogues')
  await chooseTables(page, MOVIELENS)
  await expect(page.getByLabel('What ranks best here: not tried')).toBeDisabled()
  await expect(page.getByLabel('EASE')).toBeChecked()
  await chooseTables(page, { ratings: plays() })
  await expect(page.getByLabel('What ranks best here')).toBeChecked()
})

test('rows that cannot be used are listed with their lines and the reasons', async ({ page }) => {
  await openCatalogues(page)
  const ratings = 'user,item,rating\nu,a,5\nv,a,4\nv,b,nonsense\nw\nw,c,5\nw,c,4\nx,z,5\n'
  await chooseTables(page, {
    ratings: table('mine.csv', ratings),
    items: table('items.csv', 'id,title\na,First\nb,Second\nc,Third\na,Again\n'),
  })
  await expect(found(page)).toHaveText('4 ratings by 4 people of 3 items. 3 of them count as likes.')
  await expect(warnings(page)).toHaveText([
    '1 row was replaced by a later one of the same user and item.',
    '1 row is left out: the table of items does not have z.',
  ])
  await expect(page.locator('.skipped li')).toHaveText([
    'Line 4: "nonsense" is not a rating; expected a finite number',
    'Line 5: it has 1 cells instead of 3',
    'Line 5: the id "a" appears twice',
  ])
  await learn(page)
  await expect(picks(page)).toHaveText(['First', 'Third', 'Second'])
})

test('tables that cannot be learned from are refused with a reason, and their columns can be chosen', async ({
  page,
}) => {
  await openCatalogues(page)
  const alert = page.locator('#learn-form [role=alert]')
  const button = page.getByRole('button', { name: 'Learn it' })
  await chooseTables(page, { ratings: table('empty.csv', '') })
  await expect(alert).toContainText('the table is empty')
  await expect(button).toBeDisabled()
  const damaged = Array.from({ length: 101 }, (_, line) => `u${line},a,five\n`)
  await chooseTables(page, { ratings: table('damaged.csv', `user,item,rating\n${damaged.join('')}`) })
  await expect(alert).toContainText('more than 100 rows cannot be used')
  await expect(alert).toContainText('line 2: "five" is not a rating')
  await chooseTables(page, { ratings: table('unlucky.csv', 'user,item,rating\nu,a,1\nv,a,-2\n') })
  await expect(found(page)).toContainText('1 of them count as likes')

  const odd = 'who,what,when,how\nu,a,2001-01-01,9\nv,a,2001-01-02,2\nv,b,2001-01-03,8\nw,b,2001-01-04,1\n'
  await chooseTables(page, { ratings: table('odd.csv', odd) })
  await expect(alert).toContainText('no column for the user')
  await expect(alert).toContainText('choose “User”')
  await roleOf(page, 'who').selectOption('User')
  await expect(alert).toContainText('no column for the item')
  await expect(roleOf(page, 'who')).toHaveValue('user')
  await roleOf(page, 'what').selectOption('Item')
  await expect(alert).toBeHidden()
  await roleOf(page, 'how').selectOption('Rating')
  await page.getByLabel('A rating above this one is a like').fill('7')
  await page.getByLabel('A rating above this one is a like').press('Tab')
  await expect(found(page)).toHaveText('4 ratings by 3 people of 2 items. 2 of them count as likes.')
  await roleOf(page, 'when').selectOption('not used')
  await expect(found(page)).toContainText('2 of them count as likes')
  await learn(page)
  await expect(picks(page)).toHaveText(['a', 'b'])
})

test('columns without names are shown by their numbers, and change places', async ({ page }) => {
  await openCatalogues(page)
  await chooseTables(page, { ratings: table('u.data', '9\tx\t196\t5\n9\ty\t186\t4\n9\ty\t22\t4\n') })
  await roleOf(page, 'column 3').selectOption('User')
  await roleOf(page, 'column 2').selectOption('Item')
  await roleOf(page, 'column 4').selectOption('Rating')
  await expect(found(page)).toHaveText('3 ratings by 3 people of 2 items. 3 of them count as likes.')
  await expect(roleOf(page, 'column 1')).not.toHaveValue('user')
  await roleOf(page, 'column 2').selectOption('User')
  await expect(roleOf(page, 'column 3')).toHaveValue('item')
  await expect(found(page)).toHaveText('3 ratings by 2 people of 3 items. 3 of them count as likes.')
})

test('what was understood of a table is shown: its first rows, what the columns are, and how it was read', async ({
  page,
}) => {
  await openCatalogues(page)
  await chooseTables(page, MOVIELENS)
  const preview = page.getByRole('region', { name: 'The first 10 rows' })
  await expect(preview.getByRole('columnheader')).toHaveText(['userId', 'movieId', 'rating', 'timestamp'])
  await expect(preview.locator('tbody tr')).toHaveCount(10)
  await expect(preview.locator('tbody tr').first().getByRole('cell')).toHaveText(['1', '31', '2.5', '1260759144'])
  for (const [column, role] of [
    ['userId', 'user'],
    ['movieId', 'item'],
    ['rating', 'rating'],
    ['timestamp', 'time'],
  ]) {
    await expect(roleOf(page, column)).toHaveValue(role)
  }
  await expect(preview.getByText('by its name')).toHaveCount(4)
  await expect(page.locator('.how-read summary')).toHaveText(
    'Read as CSV · UTF-8 · separated by commas · the first row has names of columns · ratings from 0.5 to 5 · ' +
      'times are seconds since 1970, from 1995-01-09 to 2016-10-16',
  )
  await expect(warnings(page)).toHaveCount(0)
  await roleOf(page, 'rating').focus()
  await roleOf(page, 'rating').selectOption('not used')
  await expect(found(page)).toContainText('100,004 of them count as likes.')
  await expect(roleOf(page, 'rating')).toBeFocused()
})

test('what looks wrong in a table is said, and mended where it is chosen', async ({ page }) => {
  await openCatalogues(page)
  const rows = Array.from(
    { length: 40 },
    (_, i) => `${i % 7}.0,${i % 11}.0,${4 + (i % 2)},2017-01-0${1 + (i % 9)},${i % 5}\n`,
  )
  await chooseTables(page, { ratings: table('w.csv', `user_id,movie_id,rating,seen,score_of_mine\n${rows.join('')}`) })
  await expect(warnings(page)).toHaveText([
    /^“seen” has times such as 2017-01-01 and is not used/,
    /^All ids of users are written like 0\.0 and were read like 0/,
    /^All ids of items are written like 0\.0 and were read like 0/,
    /^40 of 40 rows are likes, because they are above 3\.5/,
  ])
  await openReading(page)
  await roleOf(page, 'seen').selectOption('Time')
  await expect(warnings(page)).toHaveCount(3)
  await page.getByLabel('Ids are').selectOption('texts: 7 and 07 differ')
  await expect(warnings(page)).toHaveCount(1)
  await page.getByLabel('A rating above this one is a like').fill('4')
  await page.getByLabel('A rating above this one is a like').press('Tab')
  await expect(warnings(page)).toHaveCount(0)
  await expect(page.locator('.how-read summary')).toContainText('times are dates, the year first, from 2017-01-01')
})

test('dates that may have the day or the month first are asked about', async ({ page }) => {
  await openCatalogues(page)
  const rows = Array.from({ length: 12 }, (_, i) => `u${i % 3},i${i % 4},5,0${1 + (i % 9)}/0${1 + (i % 7)}/2017\n`)
  await chooseTables(page, { ratings: table('d.csv', `user,item,rating,date\n${rows.join('')}`) })
  await expect(page.locator('#learn-form [role=alert]')).toContainText('may have the day or the month first')
  await page.getByLabel('Times are').selectOption('dates, the day first')
  await expect(page.locator('#learn-form [role=alert]')).toBeHidden()
  await expect(page.locator('.how-read summary')).toContainText('the day first, from 2017-01-01 to 2017-07-07')
})

test('another encoding is guessed aloud and can be chosen', async ({ page }) => {
  await openCatalogues(page)
  // 用户,物品,评分 in GB18030.
  const header = Buffer.from([0xd3, 0xc3, 0xbb, 0xa7, 44, 0xce, 0xef, 0xc6, 0xb7, 44, 0xc6, 0xc0, 0xb7, 0xd6, 10])
  const rows = Buffer.from('a,x,5\nb,y,4\nb,x,2\n')
  const buffer = Buffer.concat([header, rows])
  await chooseTables(page, { ratings: { name: 'g.csv', mimeType: '', buffer } })
  await expect(page.locator('.how-read summary')).toContainText('GB18030')
  await expect(roleOf(page, '物品')).toHaveValue('item')
  await openReading(page)
  await page.getByLabel('Encoding').selectOption('Big5 (繁體中文)')
  await expect(page.locator('#learn-form [role=alert]')).toBeVisible()
  await page.getByLabel('Encoding').selectOption('found by itself')
  await expect(found(page)).toContainText('3 ratings by 2 people of 2 items')
})

test('a beginning of a table that ends within a letter is shown', async ({ page }) => {
  await openCatalogues(page)
  await chooseTables(page, { ratings: table('long.csv', `who,what_\n${'é,a\n'.repeat(14_000)}`) })
  await roleOf(page, 'who').selectOption('User')
  await roleOf(page, 'what_').selectOption('Item')
  await expect(found(page)).toContainText('1 rating by 1 person of 1 item.')
})

test('cancelling ends the worker that learns and keeps nothing, and learning can be started again', async ({
  page,
}) => {
  await openCatalogues(page)
  await chooseTables(page, MOVIELENS)
  await expect(found(page)).toContainText('51,568')
  await page.getByLabel('Both added up').check()
  const closed = page.waitForEvent('worker').then((worker) => worker.waitForEvent('close'))
  await page.evaluate(() => {
    const stage = /** @type {HTMLElement} */ (document.getElementById('learn-stage'))
    // In the page itself, and at once: the learning may be done before a click arrives from here.
    const observer = new MutationObserver(() => {
      if (stage.textContent !== 'Learning…') return
      observer.disconnect()
      const focused = /** @type {HTMLElement} */ (document.activeElement)
      Object.assign(window, { pressed: focused.textContent })
      focused.click()
    })
    observer.observe(stage, { childList: true })
  })
  await page.getByRole('button', { name: 'Learn it' }).click()
  await closed
  expect(await page.evaluate(() => /** @type {any} */ (window).pressed)).toBe('Cancel')
  await expect(page.getByText('Stopped. Nothing was kept.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Learn it' })).toBeFocused()
  await expect(page.getByRole('progressbar')).toBeHidden()
  expect((await cachedUrls(page)).filter((url) => url.includes('own-catalogues'))).toEqual([])
  await chooseTables(page, { ratings: plays() })
  await page.getByLabel('EASE').check()
  await learn(page)
  await expect(picks(page)).toHaveCount(4)
})

test('a catalogue is not opened by itself if the visitor has gone elsewhere while it was learned', async ({ page }) => {
  await openCatalogues(page)
  await chooseTables(page, MOVIELENS)
  await expect(found(page)).toContainText('51,568')
  const release = await holdCaches(page)
  await page.getByRole('button', { name: 'Learn it' }).click()
  await look(page, 'For you')
  await release()
  await expect(page.getByText('ratings is learned, and kept')).toBeVisible()
  await expect(page.locator('#own-name')).toBeEmpty()
  await page.getByRole('button', { name: 'Open it' }).click()
  await expect(page.locator('#own-name')).toHaveText('ratings')
  await expect(picks(page).first()).toBeVisible()
})

test('if the name is taken, both catalogues are kept, or the new one replaces the other and its history stays', async ({
  page,
}) => {
  await openCatalogues(page)
  for (const name of ['plays', 'plays 2']) {
    await chooseTables(page, { ratings: plays() })
    await expect(page.getByText('You have a catalogue with this name')).toBeVisible({ visible: name === 'plays 2' })
    await learn(page)
    await expect(page.locator('#own-name')).toHaveText(name)
    await look(page, 'Catalogues')
  }
  await expect(page.locator('.catalogue .title')).toHaveText([...BUILT_IN, 'plays', 'plays 2'])
  await look(page, 'For you')
  await likeFirst(page)
  await look(page, 'Catalogues')
  await chooseTables(page, { ratings: table('plays 2.csv', 'user,song_id\na,north\nb,north\na,up\nb,up\n') })
  await page.getByLabel('Replace it with this one').check()
  await learn(page)
  await expect(historyTitles(page)).toHaveText(['north'])
  await expect(picks(page)).toHaveText(['up'])
  await look(page, 'Catalogues')
  await expect(page.locator('.catalogue')).toHaveCount(BUILT_IN.length + 2)
  await expect(row(page, 'plays 2')).toContainText('2 items')
})

test('a catalogue is renamed, exported, imported again, and deleted with its history', async ({ page }) => {
  await openCatalogues(page)
  await chooseTables(page, { ratings: plays() })
  await learn(page)
  await likeFirst(page)
  await look(page, 'Catalogues')
  await page.getByRole('button', { name: 'Rename plays' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Songs')
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await expect(page.locator('#own-name')).toHaveText('Songs')
  await historyStored(page, 'own plays')
  await page.reload()
  await expect(page.locator('#own-name')).toHaveText('Songs')
  await expect(historyTitles(page)).toHaveText(['north'])

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export Songs' }).click()
  expect((await download).suggestedFilename()).toBe('songs.pack')
  const buffer = readFileSync(await (await download).path())

  await page.getByRole('button', { name: 'Delete Songs' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(row(page, 'Songs')).toHaveCount(1)
  await page.getByRole('button', { name: 'Delete Songs' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(row(page, 'Songs')).toHaveCount(0)
  await expect(page.getByText('Songs was deleted')).toBeVisible()
  await expect(row(page, 'Films of MovieLens')).toContainText('In use')
  expect((await cachedUrls(page)).filter((url) => url.includes('own-catalogues'))).toEqual([])
  const databases = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
  expect(databases.filter((name) => name?.includes('history'))).toEqual(['penchant-history-movies'])
  await page.reload()
  await expect(page.getByLabel('Find a film')).toBeVisible()

  await chooseTables(page, { ratings: { name: 'songs.pack', mimeType: '', buffer } })
  await expect(page.locator('#own-name')).toHaveText('plays')
  await expect(picks(page)).toHaveText(['north', 'south', 'east', 'west'])
  await expect(historyTitles(page)).toHaveCount(0)
})

test('files are dropped anywhere on the view, in any order', async ({ page }) => {
  await openCatalogues(page)
  await page.locator('#learn-form').waitFor()
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['id,title\na,First\nb,Second\n'], 'some.csv'))
    dataTransfer.items.add(new File(['user,item,rating\nu,a,5\nv,a,4\nv,b,5\n'], 'others.csv'))
    const where = /** @type {Element} */ (document.querySelector('#catalogues-heading'))
    where.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }))
  })
  await expect(found(page)).toHaveText('3 ratings by 2 people of 2 items. 3 of them count as likes.')
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('others')
  await learn(page)
  await expect(picks(page)).toHaveText(['First', 'Second'])
})

test('without room to keep it, a catalogue can be used in this visit, and the page says so', async ({
  page,
  baseURL,
}) => {
  await openCatalogues(page)
  const session = await page.context().newCDPSession(page)
  const origin = new URL(String(baseURL)).origin
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 100_000 })
  await chooseTables(page, MOVIELENS)
  await learn(page)
  await expect(page.getByText('there is no room to keep it: it lasts until this page is closed')).toBeVisible()
  await expect(picks(page).first()).toBeVisible()
  await look(page, 'Catalogues')
  await expect(row(page, 'ratings')).toContainText('There was no room to keep it')
  await page.getByRole('button', { name: 'Use Films of MovieLens' }).click()
  await expect(page.getByLabel('Find a film')).toBeVisible()
  await look(page, 'Catalogues')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export ratings' }).click()
  expect(readFileSync(await (await download).path()).length).toBeGreaterThan(1_000_000)
  await page.getByRole('button', { name: 'Use ratings' }).click()
  await expect(page.locator('#own-name')).toHaveText('ratings')
  await expect(picks(page).first()).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('Find a film')).toBeVisible()
})

test('if a catalogue cannot be opened any more, the page’s films are shown, and the reason', async ({ page }) => {
  await openCatalogues(page)
  await chooseTables(page, { ratings: plays() })
  await learn(page)
  await page.evaluate(async () => {
    const name = String((await caches.keys()).find((name) => name.includes('own-catalogues')))
    const cache = await caches.open(name)
    const [request] = await cache.keys()
    const { headers } = /** @type {Response} */ (await cache.match(request))
    await cache.put(request, new Response('damaged', { headers }))
  })
  await page.reload()
  await expect(page.getByRole('alert').filter({ hasText: 'plays cannot be opened' })).toBeVisible()
  await expect(page.getByLabel('Find a film')).toBeVisible()
  await expect(picks(page).first()).toHaveText('The Shawshank Redemption')
  await look(page, 'Catalogues')
  await expect(row(page, 'plays')).toHaveCount(1)
})

test('a catalogue whose entry is damaged is listed as such and can be deleted, and hides no other', async ({
  page,
}) => {
  await openCatalogues(page)
  for (const name of ['first', 'second', 'third']) {
    await chooseTables(page, { ratings: plays(`${name}.csv`) })
    await learn(page)
    await look(page, 'Catalogues')
  }
  await page.evaluate(async () => {
    const name = String((await caches.keys()).find((name) => name.includes('own-catalogues')))
    const cache = await caches.open(name)
    for (const [id, description] of Object.entries({ first: '%7B"name":', 'no description': '' })) {
      const headers = new Headers(description === '' ? [] : [['Penchant-Catalogue', description]])
      await cache.put(`own-catalogues/${encodeURIComponent(id)}.pack`, new Response('', { headers }))
    }
  })
  await page.reload()
  const names = page.locator('.catalogue .title')
  await expect(names).toHaveText([...BUILT_IN, 'first', 'no description', 'second', 'third'])
  for (const name of ['first', 'no description']) {
    await expect(row(page, name)).toContainText('Damaged')
    await expect(row(page, name).getByRole('button')).toHaveText(['Export', 'Delete'])
    await row(page, name).getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(row(page, name)).toHaveCount(0)
  }
  await expect(names).toHaveText([...BUILT_IN, 'second', 'third'])
  expect((await cachedUrls(page)).filter((url) => url.includes('own-catalogues'))).toHaveLength(2)
  await page.getByRole('button', { name: 'Use second' }).click()
  await expect(page.locator('#own-name')).toHaveText('second')
  await expect(picks(page)).toHaveCount(4)
})

test('a hostile table does no harm', async ({ page }) => {
  const script = '<img src=x onerror="window.harmed = 1"><script>window.harmed = 1</script>'
  const titles = [script, 'Harmless \u202Egnp.exe', 'Longword'.repeat(1280), '"><svg onload=window.harmed=1>']
  const quoted = (/** @type {string} */ text) => `"${text.replaceAll('"', '""')}"`
  const items = titles.map((title, item) => `i${item},${quoted(title)},${quoted(`${script}|${titles[1]}`)}`)
  const ratings = titles.flatMap((_, item) => [`${quoted(script)},i${item},5`, `u${item},i${item},5`])
  const bad = `u,i0,${quoted(script)}`
  await page.setViewportSize({ width: 360, height: 780 })
  await openCatalogues(page)
  await chooseTables(page, {
    ratings: table(`${script}.csv`, `user,item,rating\n${[...ratings, bad].join('\n')}\n`),
    items: table('items.csv', `id,title,genres\n${items.join('\n')}\n`),
  })
  await expect(page.locator('.skipped li')).toContainText('onerror')
  await page.getByLabel('Name', { exact: true }).fill(`\u202E${script}`)
  await learn(page)
  await expect(picks(page)).toHaveCount(4)
  await look(page, 'Catalogues')
  await expect(page.locator('.catalogue')).toHaveCount(BUILT_IN.length + 1)
  expect(await page.evaluate(() => 'harmed' in window)).toBe(false)
  expect(await page.locator('main script, main img[onerror], main svg[onload]').count()).toBe(0)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  expect(await page.locator('#own-name').textContent()).not.toContain('\u202E')
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
})

/**
 * Has the page learn, and not be done.
 * @param {Page} page
 */
async function beginLearning(page) {
  await openCatalogues(page)
  await chooseTables(page, { ratings: plays() })
  await page.getByLabel('It is a catalogue of').selectOption('songs')
  const release = await holdCaches(page, 'own-catalogues')
  await page.getByRole('button', { name: 'Learn it' }).click()
  await expect.poll(() => unfinished(page)).toBe(1)
  return release
}

test('a learning that a reload stops is said to be stopped, and gone on with from where the visitor is', async ({
  page,
}) => {
  await beginLearning(page)
  await page.reload()
  const stopped = page.locator('.stopped')
  await expect(stopped).toContainText('Learning “plays” was stopped.')
  await look(page, 'For you')
  await page.reload()
  await expect(page.locator('#notice-message')).toContainText('Learning “plays” was stopped.')
  await page.locator('#notice-message').getByRole('button', { name: 'Go on' }).click()
  await expect(page.locator('#own-name')).toHaveText('plays')
  await expect(page).toHaveTitle('Songs · Penchant')
  await expect(picks(page)).toHaveText(['north', 'south', 'east', 'west'])
  await expect(page.getByRole('heading', { name: 'Name three songs you like' })).toBeFocused()
  await expect.poll(() => unfinished(page)).toBe(0)
  await look(page, 'Catalogues')
  await expect(stopped).toBeHidden()
  await expect(row(page, 'plays')).toContainText('4 songs')
})

test('a learning that was stopped is discarded, there or under Privacy', async ({ page }) => {
  await beginLearning(page)
  await page.reload()
  await page.getByRole('button', { name: 'Discard: plays' }).click()
  await expect(page.locator('.stopped')).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Catalogues' })).toBeFocused()
  expect(await unfinished(page)).toBe(0)
  await page.reload()
  await beginLearning(page)
  await page.reload()
  await expect(page.locator('.stopped')).toBeVisible()
  await page.getByRole('link', { name: 'Privacy' }).click()
  const part = page.locator('[data-part=unfinished]')
  await expect.poll(() => part.locator('data').getAttribute('value').then(Number)).toBeGreaterThan(50)
  await part.getByRole('button').click()
  await expect(part.locator('data')).toHaveText('nothing')
  await page.getByRole('link', { name: 'Films' }).click()
  await look(page, 'Catalogues')
  await expect(page.locator('#learn-form')).toBeVisible()
  await expect(page.locator('.stopped')).toBeHidden()
})

test('what another tab still learns is not called stopped, and is once that tab is closed', async ({
  page,
  context,
}) => {
  await beginLearning(page)
  const other = await context.newPage()
  await openCatalogues(other)
  await expect(other.locator('#learn-form')).toBeVisible()
  await expect(other.locator('.stopped')).toBeHidden()
  await page.close()
  await expect(other.locator('.stopped')).toContainText('Learning “plays” was stopped.')
  await other.getByRole('button', { name: 'Go on: plays' }).click()
  await expect(other.locator('#own-name')).toHaveText('plays')
})

test('nothing is kept of a learning that is done or was cancelled', async ({ page }) => {
  const release = await beginLearning(page)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Stopped. Nothing was kept.')).toBeVisible()
  await release()
  await expect.poll(() => unfinished(page)).toBe(0)
  await expect(page.locator('.catalogue')).toHaveCount(BUILT_IN.length)
  await page.getByRole('button', { name: 'Learn it' }).click()
  await expect(page.locator('#own-name')).toHaveText('plays')
  await expect.poll(() => unfinished(page)).toBe(0)
  await page.reload()
  await look(page, 'Catalogues')
  await expect(page.locator('#learn-form')).toBeVisible()
  await expect(page.locator('.stopped')).toBeHidden()
})

test('a catalogue says what it is of, and can say so later', async ({ page }) => {
  await openCatalogues(page)
  await chooseTables(page, { ratings: plays() })
  await learn(page)
  await expect(page).toHaveTitle('Items · Penchant')
  await look(page, 'Catalogues')
  await page.getByRole('button', { name: 'Rename plays' }).click()
  await page.getByRole('dialog').getByLabel('It is a catalogue of').selectOption('books')
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await expect(page).toHaveTitle('Books · Penchant')
  await expect(row(page, 'plays')).toContainText('4 books')
  await page.reload()
  await expect(page).toHaveTitle('Books · Penchant')
  await expect(page.getByLabel('Find a book')).toBeVisible()
  await look(page, 'For you')
  await expect(page.getByRole('heading', { name: 'Name three books you like' })).toBeVisible()
})

test.describe('with a service worker', () => {
  test.use({ serviceWorkers: 'allow' })

  test('nothing for learning is fetched before it is used; from then on all of it works without a network', async ({
    page,
    context,
  }) => {
    /** @type {string[]} */
    const fetched = []
    context.on('request', (request) => fetched.push(new URL(request.url()).pathname))
    await openFilms(page)
    await expect(page.getByText('Films work offline')).toBeVisible()
    const wasm = () => fetched.filter((path) => /train.*\.wasm/.test(path))
    expect(wasm()).toEqual([])
    await look(page, 'Catalogues')
    await page.locator('#learn-form').waitFor()
    expect(wasm()).toEqual([])
    await chooseTables(page, { ratings: plays() })
    await learn(page)
    await likeFirst(page)
    expect(wasm().length).toBeGreaterThan(0)
    await expect.poll(async () => (await cachedUrls(page)).filter((url) => /train.*\.wasm/.test(url)).length).toBe(1)

    await historyStored(page, 'own plays')
    await context.setOffline(true)
    await page.goto('./#films')
    await page.reload()
    await expect(page.locator('#own-name')).toHaveText('plays')
    await expect(historyTitles(page)).toHaveText(['north'])
    await look(page, 'Catalogues')
    await chooseTables(page, { ratings: plays('others.csv') })
    await learn(page)
    await expect(page.locator('#own-name')).toHaveText('others')
    await page.getByRole('link', { name: 'Privacy' }).click()
    const part = (/** @type {string} */ name) => page.locator(`[data-part=${name}]`)
    const bytes = (/** @type {string} */ name) => part(name).locator('data').getAttribute('value').then(Number)
    await expect.poll(() => bytes('ownCatalogues')).toBeGreaterThan(1_000)
    expect(await bytes('trainer')).toBeGreaterThan(500_000)
    // What was said of the other one is counted too.
    expect(await bytes('history')).toBeGreaterThan(20)
    await part('ownCatalogues').getByRole('button').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => bytes('ownCatalogues')).toBe(0)
    expect(await bytes('history')).toBe(0)
    await page.getByRole('link', { name: 'Films' }).click()
    await expect(page.getByLabel('Find a film')).toBeVisible()
  })
})
