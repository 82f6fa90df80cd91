// One visit to every room of the page, in any engine: what a visitor does, and what the page then shows.

import { rejects } from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { cachedUrls, click, storedEvents, texts, until } from './tab.js'

/**
 * @import { Tab } from './tab.js'
 *
 * @typedef {object} Files paths of what the visitor has
 * @property {string} picture
 * @property {string} plays a small table, plays.csv
 *
 * @typedef {object} Seen what is the same in every engine
 * @property {string[]} picks the titles of the first ones
 * @property {string[]} picksAfterLike after the first of them was liked
 * @property {string} films how many there are
 * @property {string} answer the likeliest class of the picture, with its probability
 * @property {string[]} ownPicks of the catalogue that was learned from the table, after the first of them was liked
 * @property {string} verdict of the privacy panel
 * @property {string} answerOffline
 * @property {string[]} picksOffline among the films, after another one was liked
 */

/** What must be kept before the server may end: the page, all films, the image engine, its model, and the own catalogue. */
const KEPT = [/index\.html/, /movies\.pack/, /infer.*\.wasm/, /\.onnx/, /own-catalogues\//]

/**
 * @param {Tab} tab
 * @param {{ url: string, close: () => Promise<unknown> }} site which is closed before the last part
 * @param {Files} files
 * @returns {Promise<Seen>}
 */
export async function visit(tab, site, { picture, plays }) {
  await tab.goto(site.url)
  await until(tab, 'all films', async () => (await texts(tab, '#room-films[data-catalogue=complete]')).length > 0)
  const picks = await picksOtherThan(tab, [])

  const picksAfterLike = await likeFirst(tab, picks)
  await until(tab, 'the like on the disk', async () => (await storedEvents(tab, 'movies')) === 1)
  await tab.reload()
  await picksAre(tab, picksAfterLike)
  await until(tab, 'the history of before', async () => (await texts(tab, '#history .title'))[0] === picks[0])

  await click(tab, '[data-view=all]')
  const [films] = await until(tab, 'all films', () => shown(tab, '#all-count'))
  await until(tab, 'cards of films', () => shown(tab, '#all .card'))
  await click(tab, '[data-view=taste]')
  await until(tab, 'the picture of the taste', () => shown(tab, '#taste svg'))

  await click(tab, '.tabs [href="#pictures"]')
  const answer = await classify(tab, picture)

  await click(tab, '.tabs [href="#films"]')
  await click(tab, '[data-view=catalogues]')
  await until(tab, 'the form of an own catalogue', () => shown(tab, '#learn-form'))
  await tab.chooseFile('#learn-ratings', plays)
  await until(tab, 'what was found in the table', () => shown(tab, '.read-note'))
  await click(tab, '#learn-form .button.primary:enabled')
  await until(tab, 'the own catalogue', async () => (await texts(tab, '#own-name'))[0] === 'plays')
  const ownPicks = await likeFirst(tab, await picksOtherThan(tab, picksAfterLike))
  await until(tab, 'the like on the disk', async () => (await storedEvents(tab, 'own plays')) === 1)

  await click(tab, '.tabs [href="#privacy"]')
  const [verdict] = await until(tab, 'the verdict', () => shown(tab, '#sent'))

  await until(tab, 'all of it in the caches', async () => {
    const urls = await cachedUrls(tab)
    return KEPT.every((file) => urls.some((url) => file.test(url)))
  })
  await site.close()
  await rejects(fetch(site.url), 'the server still answers')
  await tab.goto(`${site.url}#films`)
  await tab.reload()
  await picksAre(tab, ownPicks)
  await click(tab, '.tabs [href="#pictures"]')
  const answerOffline = await classify(tab, picture)
  await click(tab, '.tabs [href="#films"]')
  await click(tab, '[data-view=catalogues]')
  await click(tab, '.catalogue:not([aria-current]) button')
  await picksAre(tab, picksAfterLike)
  const picksOffline = await likeFirst(tab, picksAfterLike)
  return { picks, picksAfterLike, films, answer, ownPicks, verdict, answerOffline, picksOffline }
}

/**
 * The texts of what is shown, or nothing.
 * @param {Tab} tab
 * @param {string} selector
 */
async function shown(tab, selector) {
  const found = await texts(tab, selector)
  return found.length > 0 && found
}

/**
 * @param {Tab} tab
 * @param {string[]} before
 */
function picksOtherThan(tab, before) {
  return until(tab, 'picks', async () => {
    const picks = await shown(tab, '#picks h3')
    return !isDeepStrictEqual(picks, before) && picks
  })
}

/**
 * @param {Tab} tab
 * @param {string[]} expected
 */
async function picksAre(tab, expected) {
  await until(tab, `the picks ${expected.join(', ')}`, async () =>
    isDeepStrictEqual(await texts(tab, '#picks h3'), expected),
  )
}

/**
 * Likes the first pick, and gives those that follow.
 * @param {Tab} tab
 * @param {string[]} picks
 */
async function likeFirst(tab, picks) {
  await click(tab, '#picks [data-action=like]')
  return picksOtherThan(tab, picks)
}

/**
 * @param {Tab} tab
 * @param {string} picture
 */
async function classify(tab, picture) {
  await tab.chooseFile('#picture-file', picture)
  const [answer] = await until(tab, 'the likeliest class', () => shown(tab, '#classes .class'))
  return answer
}
