// One film, and all that can be said of it: its reasons to the last digit, what it is like, and what the picks would be
// without it.

import { byId, el } from '../../dom.js'
import { t } from '../../language.js'
import { inParts } from './card.js'
import { contributions } from './contributions.js'
import { openButton, opinion, showOpinion, titleAndYear, yearAndGenres } from './film.js'
import { poster } from './poster.js'
import { whyOf } from '../../reasons.js'

/**
 * @import { HistoryEvent } from 'penchant'
 * @import { Catalogue, Film } from '../../catalogue.js'
 * @import { Films } from '../../films.js'
 * @import { PageStore } from '../../state.js'
 *
 * @typedef {NonNullable<ReturnType<Films['about']>>} About
 */

const MOVES = 6

/**
 * @param {PageStore} store
 * @param {Films} films
 */
export function showSheet(store, films) {
  const dialog = byId('sheet', HTMLDialogElement)
  const body = byId('sheet-body')
  byId('close-sheet').addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => store.set({ sheet: null }))
  // A click beside it closes it.
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close())

  let shown = /** @type {string | null} */ (null)
  store.watch(['sheet', 'events', 'rows'], ({ sheet, catalogue, events }) => {
    const about = sheet === null ? null : films.about(sheet)
    if (sheet === null || !catalogue || !about) {
      if (dialog.open) dialog.close()
      shown = null
      return
    }
    const film = catalogue.filmOrId(sheet)
    const event = events.find(({ item }) => item === sheet)
    const former = document.activeElement?.getAttribute('aria-label')
    body.replaceChildren(...contentOf(film, about, event, catalogue, films))
    showOpinion(body, event?.action)
    if (!dialog.open) dialog.showModal()
    if (shown !== sheet) {
      dialog.scrollTop = 0
      byId('sheet-heading').focus()
    } else {
      // What was under the finger was made anew.
      for (const button of body.querySelectorAll('button')) {
        if (former && button.getAttribute('aria-label') === former) button.focus({ preventScroll: true })
      }
    }
    shown = sheet
  })
}

/**
 * @param {Film} film
 * @param {About} about
 * @param {HistoryEvent | undefined} event
 * @param {Catalogue} catalogue
 * @param {Films} films
 */
function contentOf(film, { pick, similar, changes }, event, catalogue, films) {
  const why = t.reasons.why(whyOf(pick.reasons, (item) => catalogue.filmOrId(item).title))
  return [
    el(
      'header',
      { class: 'sheet-head' },
      el('div', { class: 'sheet-poster', 'aria-hidden': 'true' }, poster(film, film.title, 'p')),
      el(
        'div',
        {},
        el('h2', { id: 'sheet-heading', tabindex: -1, dir: 'auto' }, film.title),
        el('p', { class: 'quiet' }, yearAndGenres(film)),
        film.otherTitles !== '' && el('p', { class: 'quiet', dir: 'auto' }, t.sheet.also(film.otherTitles)),
      ),
      opinion(film, films, { labels: true }),
    ),
    event && inHistory(film, event, changes, catalogue, films),
    el(
      'section',
      {},
      el('h3', {}, t.sheet.why),
      el('p', { class: 'why' }, ...inParts(why)),
      pick.shift && pick.shift.from > 0 && el('p', { class: 'quiet' }, t.reasons.shifted(pick.shift.from + 1)),
      contributions(pick, catalogue),
    ),
    similar.length > 0 &&
      el(
        'section',
        {},
        el('h3', {}, t.sheet.similar),
        el('ol', { class: 'similar' }, ...similar.map((item) => filmLine(catalogue.filmOrId(item), films))),
      ),
  ].filter((child) => child !== false && child !== undefined)
}

/**
 * @param {Film} film
 * @param {HistoryEvent} event
 * @param {About['changes']} changes
 * @param {Catalogue} catalogue
 * @param {Films} films
 */
function inHistory(film, event, changes, catalogue, films) {
  const name = titleAndYear(film)
  const moves = (/** @type {string} */ heading, /** @type {NonNullable<About['changes']>['rise']} */ list) =>
    list.length > 0 &&
    el(
      'div',
      {},
      el('h4', {}, heading),
      el(
        'ol',
        { class: 'moves' },
        ...list
          .slice(0, MOVES)
          .map(({ item, before, after }) =>
            el(
              'li',
              {},
              el('cite', { dir: 'auto' }, catalogue.filmOrId(item).title),
              ' ',
              el('span', { class: 'quiet' }, t.sheet.move(before, after)),
            ),
          ),
      ),
    )
  const same = !changes || changes.rise.length + changes.fall.length === 0
  return el(
    'section',
    { class: 'in-history' },
    el('h3', {}, t.sheet.inHistory),
    el('p', { class: 'quiet' }, t.history.on(t.history.actions[event.action], event.atMs)),
    el(
      'div',
      { class: 'toolbar' },
      el(
        'button',
        {
          class: 'button',
          type: 'button',
          'aria-pressed': String(event.excluded === true),
          'aria-label': t.history.excludeOf(name),
          onclick: () => void films.opinions.toggleExcluded(film.item),
        },
        t.history.exclude,
      ),
      el(
        'button',
        {
          class: 'button',
          type: 'button',
          'aria-label': t.history.takeOutOf(name),
          onclick: () => void films.opinions.takeOut(film.item),
        },
        t.history.takeOut,
      ),
    ),
    el(
      'details',
      { class: 'what-if', open: true },
      el('summary', {}, t.sheet.whatIf),
      el('p', { class: 'quiet' }, same ? t.sheet.noChange : t.sheet.whatIfText),
      !same && el('div', { class: 'changes' }, moves(t.sheet.rises, changes.rise), moves(t.sheet.falls, changes.fall)),
    ),
  )
}

/**
 * @param {Film} film
 * @param {Films} films
 */
function filmLine(film, films) {
  return el('li', {}, openButton(film, films), ' ', el('span', { class: 'quiet' }, film.year ? String(film.year) : ''))
}
