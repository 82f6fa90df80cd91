// The details of one item: the reasons of its score to the last digit, similar items, and what the picks would be
// without it.

import { byId, el } from '../../shell/dom.js'
import { summarizeReasons } from '../reason-summary.js'
import { t } from '../texts.js'
import { markTitles } from './card.js'
import { contributionTable } from './contributions.js'
import { itemDetails } from './item-details.js'
import { openButton, opinionButtons, showOpinion, titleAndYear, yearAndGenres } from './item-parts.js'
import { listButtons } from './list-buttons.js'
import { wordlessPoster } from './poster.js'
import { starSlider } from './stars.js'

/**
 * @import { HistoryEvent } from 'penchant'
 * @import { Catalogue, Item } from '../catalogue.js'
 * @import { Items } from '../controller.js'
 * @import { PageStore } from '../../main.js'
 *
 * @typedef {NonNullable<ReturnType<Items['about']>>} About
 */

/** Of the picks that would rise, and of those that would fall. */
const MAX_CHANGES = 6

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showSheet(store, items) {
  const dialog = byId('sheet', HTMLDialogElement)
  const body = byId('sheet-body')
  byId('close-sheet').addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => store.set('items', { sheet: null }))
  // A click beside it closes it.
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close())

  let shown = /** @type {string | null} */ (null)
  store.watch(
    { items: ['sheet', 'events', 'lists', 'rows', 'catalogue'] },
    ({ items: { sheet, catalogue, events, complete } }) => {
      const about = sheet === null ? null : items.about(sheet)
      const item = sheet === null ? undefined : catalogue?.find(sheet)
      if (catalogue && complete && sheet !== null && !item) {
        // From an address: of another catalogue, or misspelt.
        store.set('shell', { notice: { text: t.sheet.notHere } })
        return store.set('items', { sheet: null })
      }
      if (!item || !catalogue || !about) {
        if (dialog.open) dialog.close()
        shown = null
        return
      }
      const event = events.find(({ item }) => item === sheet)
      const former = document.activeElement?.getAttribute('aria-label')
      body.replaceChildren(...contentOf(item, about, event, catalogue, items))
      showOpinion(body, event?.action)
      if (!dialog.open) dialog.showModal()
      if (shown !== sheet) {
        dialog.scrollTop = 0
        byId('sheet-heading').focus()
      } else {
        // The control that had the focus was made anew.
        for (const control of /** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll('button, input'))) {
          if (former && control.getAttribute('aria-label') === former) control.focus({ preventScroll: true })
        }
      }
      shown = sheet
    },
  )
}

/**
 * @param {Item} item
 * @param {About} about
 * @param {HistoryEvent | undefined} event
 * @param {Catalogue} catalogue
 * @param {Items} items
 */
function contentOf(item, { pick, similar, changes }, event, catalogue, items) {
  const why = t.reasons.why(summarizeReasons(pick, (id) => catalogue.findOrName(id).title))
  return [
    el(
      'header',
      { class: 'sheet-head' },
      el('div', { class: 'sheet-poster', 'aria-hidden': 'true' }, wordlessPoster(item)),
      el(
        'div',
        {},
        el('h2', { id: 'sheet-heading', tabindex: -1, dir: 'auto' }, item.title),
        el('p', { class: 'quiet' }, yearAndGenres(item)),
        item.otherTitles !== '' && el('p', { class: 'quiet', dir: 'auto' }, t.sheet.also(item.otherTitles)),
      ),
      opinionButtons(item, items, { labels: true }),
      listButtons(item, items),
      starSlider(item, event, items),
    ),
    itemDetails(catalogue.details(item.id)),
    event && inHistory(item, event, changes, catalogue, items),
    el(
      'section',
      {},
      el('h3', {}, t.sheet.why),
      el('p', { class: 'why' }, ...markTitles(why)),
      pick.shift && pick.shift.from > 0 && el('p', { class: 'quiet' }, t.reasons.shifted(pick.shift.from + 1)),
      contributionTable(pick, catalogue),
    ),
    similar.length > 0 &&
      el(
        'section',
        {},
        el('h3', {}, t.sheet.similar),
        el('ol', { class: 'similar' }, ...similar.map((id) => similarItem(catalogue.findOrName(id), items))),
      ),
  ].filter((child) => child !== false && child !== undefined)
}

/**
 * @param {Item} item
 * @param {HistoryEvent} event
 * @param {About['changes']} changes
 * @param {Catalogue} catalogue
 * @param {Items} items
 */
function inHistory(item, event, changes, catalogue, items) {
  const name = titleAndYear(item)
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
          .slice(0, MAX_CHANGES)
          .map(({ item, before, after }) =>
            el(
              'li',
              {},
              el('cite', { dir: 'auto' }, catalogue.findOrName(item).title),
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
    el('p', { class: 'quiet' }, t.history.on(t.history.said(event), event.atMs)),
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
          onclick: () => void items.opinions.toggleExcluded(item.id),
        },
        t.history.exclude,
      ),
      el(
        'button',
        {
          class: 'button',
          type: 'button',
          'aria-label': t.history.takeOutOf(name),
          onclick: () => void items.opinions.takeOut(item.id),
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
 * @param {Item} item
 * @param {Items} items
 */
function similarItem(item, items) {
  return el('li', {}, openButton(item, items), ' ', el('span', { class: 'quiet' }, item.year ? String(item.year) : ''))
}
