// The example catalogues: songs and games, in words of their own, with addresses and histories of their own, and offline.

import {
  cachedUrls,
  chooseTables,
  expect,
  fromMenu,
  historyStored,
  historyTitles,
  learn,
  look,
  openFilms,
  picks,
  rest,
  table,
  test,
} from './fixtures.js'
import { rate } from './site.js'

/** @import { Page } from '@playwright/test' */

const hash = (/** @type {Page} */ page) => page.evaluate(() => location.hash)
const likeFirst = (/** @type {Page} */ page) => page.locator('#picks [data-action=like]').first().click()

test('an example is opened under Catalogues, and the page speaks of its kind, with a history of its own', async ({
  page,
}) => {
  await openFilms(page)
  await rate(page, 'Fargo', 1996)
  await look(page, 'Catalogues')
  await page.getByRole('button', { name: 'Use Songs, invented' }).click()
  await expect(page.getByRole('heading', { name: 'Name three songs you like' })).toBeFocused()
  await expect(page).toHaveTitle('Songs · Penchant')
  await expect(page.getByText('These songs and their listeners are invented').first()).toBeVisible()
  await expect(page.locator('#trained-on')).toContainText('listeners')
  await expect(historyTitles(page)).toHaveCount(0)
  await expect(picks(page)).toHaveCount(24)
  const title = String(await picks(page).first().textContent())
  await likeFirst(page)
  await expect(historyTitles(page)).toHaveText([title])
  await rest(page)
  await expect(page.getByText('From the song you like')).toBeVisible()
  await page.locator('#picks .menu-button').first().click()
  await expect(page.locator('#item-menu')).toContainText('Heard')
  await page.keyboard.press('Escape')
  await historyStored(page, 'example music')

  await look(page, 'Catalogues')
  await page.getByRole('button', { name: 'Use Games, invented' }).click()
  await expect(page.getByRole('heading', { name: 'Name three games you like' })).toBeVisible()
  await expect(page.locator('#trained-on')).toContainText('players')
  await expect(historyTitles(page)).toHaveCount(0)
  await look(page, 'Catalogues')
  await page.getByRole('button', { name: 'Use Films of MovieLens' }).click()
  await expect(historyTitles(page)).toHaveText(['Fargo'])
  await expect(page.locator('#invented')).toBeHidden()
  await look(page, 'Catalogues')
  await page.getByRole('button', { name: 'Use Songs, invented' }).click()
  await expect(historyTitles(page)).toHaveText([title])
})

test('an example has an address: Back leaves it, a reload does not, and others open it cold', async ({
  page,
  context,
}) => {
  await openFilms(page)
  await look(page, 'Catalogues')
  await page.getByRole('button', { name: 'Use Games, invented' }).click()
  await expect.poll(() => hash(page)).toBe('#films?catalogue=games')
  await expect(picks(page).first()).toBeVisible()
  await page.goBack()
  await expect(page.locator('#learn-form')).toBeVisible()
  await expect(page).toHaveTitle('Films · Penchant')
  expect(await hash(page)).toBe('#films/catalogues')
  await page.goForward()
  await expect(page).toHaveTitle('Games · Penchant')
  await look(page, 'All games')
  await page.getByLabel('Genre', { exact: true }).selectOption('Puzzle')
  await expect.poll(() => hash(page)).toBe('#films/all?catalogue=games&genre=Puzzle')
  const count = String(await page.locator('#all-count').textContent())
  expect(count).toMatch(/^\d+ games$/)
  await page.locator('#all .open').first().click()
  const title = String(await page.getByRole('dialog').getByRole('heading', { level: 2 }).textContent())
  await page.reload()
  const shared = await context.newPage()
  await shared.goto(page.url())
  for (const tab of [page, shared]) {
    await expect(tab.getByRole('dialog').getByRole('heading', { level: 2 })).toHaveText(title)
    await tab.keyboard.press('Escape')
    await expect(tab.locator('#all-count')).toHaveText(count)
    await expect(tab.getByLabel('Find a game')).toBeVisible()
  }
  await look(page, 'For you')
  await fromMenu(page, page.locator('#picks .card').first(), 'Share…')
  expect(await page.getByLabel('Link', { exact: true }).inputValue()).toContain('#films?catalogue=games&item=')
  await page.keyboard.press('Escape')
  // Other rooms have nothing to do with it, and it is still there on the way back.
  await page.getByRole('link', { name: 'Pictures' }).click()
  await expect.poll(() => hash(page)).toBe('#pictures')
  await page.getByRole('link', { name: 'Games', exact: true }).click()
  await expect.poll(() => hash(page)).toBe('#films?catalogue=games')
  // It is for trying: the next visit begins with what is the visitor's.
  await page.goto('about:blank')
  await page.goto('./')
  await expect(page).toHaveTitle('Films · Penchant')
})

test('an example is left for the catalogue of one’s own, and for the films once that is deleted', async ({ page }) => {
  await openFilms(page)
  await look(page, 'Catalogues')
  await chooseTables(page, { ratings: table('small.csv', 'user,item\nu,a\nv,a\nv,b\n') })
  await learn(page)
  await look(page, 'Catalogues')
  await page.getByRole('button', { name: 'Use Songs, invented' }).click()
  await expect(page).toHaveTitle('Songs · Penchant')
  await page.goBack()
  await expect(page.locator('#own-name')).toHaveText('small')
  await page.goForward()
  await expect(page).toHaveTitle('Songs · Penchant')
  await look(page, 'Catalogues')
  await page.getByRole('button', { name: 'Delete small' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('small was deleted')).toBeVisible()
  await expect(page).toHaveTitle('Songs · Penchant')
  await page.goto('about:blank')
  await page.goto('./')
  await expect(page).toHaveTitle('Films · Penchant')
  await expect(page.locator('#error-message')).toBeEmpty()
})

test('an address of an unknown catalogue is that of the films', async ({ page }) => {
  await openFilms(page, './#films?catalogue=operas')
  await expect(page).toHaveTitle('Films · Penchant')
  await expect.poll(() => hash(page)).toBe('#films')
})

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN' })

  test('songs and games have their own words', async ({ page }) => {
    await page.goto('./#films?catalogue=music')
    await expect(page.getByRole('heading', { name: '说出三首您喜欢的歌曲' })).toBeVisible()
    await expect(page.locator('#trained-on')).toContainText('位听众')
    await page.goto('about:blank')
    await page.goto('./#films/all?catalogue=games')
    await expect(page.locator('#all-count')).toHaveText(/^\d+ 款游戏$/)
    await expect(page.getByText('这些游戏和它们的玩家都是虚构的').first()).toBeVisible()
  })
})

test.describe('with a service worker', () => {
  test.use({ serviceWorkers: 'allow' })

  const kept = async (/** @type {Page} */ page) =>
    (await cachedUrls(page)).filter((url) => url.includes('/examples/') && url.includes('.pack')).length

  test('an example is fetched when it is first opened, and from then on opens cold without a network', async ({
    page,
    context,
  }) => {
    /** @type {string[]} */
    const fetched = []
    context.on('request', (request) => fetched.push(request.url()))
    await openFilms(page)
    await expect(page.getByText('Films work offline')).toBeVisible()
    await look(page, 'Catalogues')
    await page.locator('#learn-form').waitFor()
    expect(fetched.filter((url) => /examples\//.test(url))).toEqual([])
    await page.getByRole('button', { name: 'Use Songs, invented' }).click()
    await expect(picks(page).first()).toBeVisible()
    await expect.poll(() => kept(page)).toBe(1)

    await context.setOffline(true)
    const cold = await context.newPage()
    await cold.goto(page.url())
    await expect(cold.getByRole('heading', { name: 'Name three songs you like' })).toBeVisible()
    await expect(picks(cold).first()).toBeVisible()
    await look(cold, 'Catalogues')
    await cold.getByRole('button', { name: 'Use Games, invented' }).click()
    await expect(cold.getByRole('alert').filter({ hasText: 'Games, invented cannot be opened' })).toBeVisible()
    await expect(cold).toHaveTitle('Films · Penchant')
    await expect(picks(cold).first()).toBeVisible()
  })

  test('an example that is opened cold on the first visit is kept too', async ({ page, context }) => {
    await page.goto('./#films?catalogue=games')
    await expect(picks(page).first()).toBeVisible()
    await expect(page.getByText('Films work offline')).toBeVisible()
    await expect.poll(() => kept(page)).toBe(1)
    await context.setOffline(true)
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Name three games you like' })).toBeVisible()
    await expect(picks(page).first()).toBeVisible()
  })

  test('the page is ready to work offline once all that it offers is kept, the examples too', async ({ page }) => {
    await openFilms(page)
    await expect(page.getByText('Films work offline')).toBeVisible()
    await page.getByRole('link', { name: 'Privacy' }).click()
    await page.getByRole('button', { name: 'Save the rest' }).click()
    await expect(page.getByText('Ready to work offline')).toBeVisible()
    expect(await kept(page)).toBe(2)
    expect((await cachedUrls(page)).filter((url) => /train.*\.wasm/.test(url))).toHaveLength(1)
    for (const part of ['examples', 'trainer']) {
      await page.locator(`[data-part=${part}]`).getByRole('button').click()
      await expect(page.getByText('Films work offline')).toBeVisible()
      await page.getByRole('button', { name: 'Save the rest' }).click()
      await expect(page.getByText('Ready to work offline')).toBeVisible()
    }
  })
})
