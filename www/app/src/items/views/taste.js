// The visitor's taste as a picture, and the same in words and in tables.

import { byId, el, svg } from '../../shell/dom.js'
import { format } from '../../shell/language.js'
import { tasteOf } from '../taste-over-time.js'
import { t } from '../texts.js'

/**
 * @import { PageStore } from '../../main.js'
 * @import { Items } from '../controller.js'
 * @import { Column, Taste, TimeAxis } from '../taste-over-time.js'
 */

/** Genres that are named in the summary. */
const MAX_NAMED = 4
/** Genres that the history and the models are compared by. */
const MAX_COMPARED = 8
const WIDTH = 720
const HEIGHT = 280
const GAP = 4

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showTaste(store, items) {
  const element = byId('taste')
  let axis = /** @type {TimeAxis} */ ('said')

  const draw = () => {
    const { view, events, catalogue } = store.state.items
    if (view !== 'taste' || !catalogue) return
    if (!catalogue.hasGenres) return element.replaceChildren(el('p', { class: 'empty' }, t.taste.noGenres))
    // The years of what is liked may be unknown.
    const dated = tasteOf(events, catalogue, 'made') !== null
    if (!dated) axis = 'said'
    const taste = tasteOf(events, catalogue, axis)
    if (!taste) return element.replaceChildren(el('p', { class: 'empty' }, t.taste.empty))
    const choose = (/** @type {TimeAxis} */ other) =>
      el(
        'button',
        {
          type: 'button',
          'aria-pressed': String(axis === other),
          onclick: () => {
            axis = other
            draw()
            const chosen = element.querySelector('.choice [aria-pressed=true]')
            if (chosen instanceof HTMLElement) chosen.focus()
          },
        },
        t.taste[other],
      )
    element.replaceChildren(
      el(
        'section',
        { class: 'panel', 'aria-labelledby': 'over-time' },
        el(
          'header',
          { class: 'heading' },
          el('h3', { id: 'over-time' }, t.taste.overTime),
          el('p', { class: 'quiet' }, t.taste.overTimeText),
          dated &&
            el(
              'div',
              { class: 'choice', role: 'group', 'aria-label': t.taste.overTime },
              choose('said'),
              choose('made'),
            ),
        ),
        pictureOf(taste, axis),
        legendOf(taste),
        tableOf(taste, axis),
      ),
      comparison(items.profile().slice(0, MAX_COMPARED)),
    )
  }
  store.watch({ items: ['view', 'events', 'catalogue'] }, draw)
}

/**
 * A column for each stretch of time, its genres on top of each other.
 * @param {Taste} taste
 * @param {TimeAxis} axis
 */
function pictureOf({ items, genres, shares, columns }, axis) {
  const named = shares.slice(0, -1).map((share, place) => t.taste.share(t.genre(genres[place]), share))
  const picture = svg('svg', {
    class: 'taste-picture',
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: 'img',
    'aria-label': t.taste.summary(format.list(named.slice(0, MAX_NAMED)), items),
    preserveAspectRatio: 'none',
  })
  const width = (WIDTH + GAP) / columns.length
  columns.forEach((column, place) => {
    let top = 0
    column.shares.forEach((share, genre) => {
      if (share <= 0) return
      const height = share * HEIGHT
      const box = { x: place * width, y: top, width: Math.max(width - GAP, 1), height: Math.max(height - 1, 0.5) }
      picture.append(svg('rect', { ...box, class: 'genre', 'data-rank': rankOf(genre, genres) }))
      top += height
    })
  })
  const labels = columns.map((column) => el('span', {}, shortOf(column, axis)))
  // A label for each column where there is room, and otherwise for the first and the last.
  return el(
    'figure',
    { class: 'taste-figure' },
    picture,
    el('div', { class: 'axis', 'aria-hidden': 'true' }, ...labels),
  )
}

/** @param {Taste} taste */
function legendOf({ genres, shares }) {
  const entry = (/** @type {number} */ place, /** @type {string} */ name, /** @type {number} */ share) =>
    el('li', {}, el('span', { class: 'swatch', 'data-rank': rankOf(place, genres) }), t.taste.share(name, share))
  return el(
    'ul',
    { class: 'legend' },
    ...genres.map((genre, place) => entry(place, t.genre(genre), shares[place])),
    shares[genres.length] > 0.005 && entry(genres.length, t.taste.others, shares[genres.length]),
  )
}

/**
 * The colour of a share: each genre's own, and one for what is left.
 * @param {number} place
 * @param {string[]} genres
 */
function rankOf(place, genres) {
  return place < genres.length ? place : 'rest'
}

/**
 * @param {Taste} taste
 * @param {TimeAxis} axis
 */
function tableOf({ genres, columns }, axis) {
  const names = [...genres.map((genre) => t.genre(genre)), t.taste.others]
  return el(
    'details',
    { class: 'as-table' },
    el('summary', {}, t.taste.table),
    el(
      'div',
      { class: 'wide', tabindex: 0, role: 'region', 'aria-label': t.taste.table },
      el(
        'table',
        {},
        el('thead', {}, el('tr', {}, ...[t.taste.period, ...names].map((name) => el('th', { scope: 'col' }, name)))),
        el(
          'tbody',
          {},
          ...columns.map((column) =>
            el(
              'tr',
              {},
              el('th', { scope: 'row' }, labelOf(column, axis)),
              ...column.shares.map((share) => el('td', {}, format.percent(share))),
            ),
          ),
        ),
      ),
    ),
  )
}

/** @param {{ genre: string, history: number, recommended: number }[]} genres */
function comparison(genres) {
  const largest = Math.max(...genres.flatMap(({ history, recommended }) => [history, recommended]), 0.01)
  const bar = (/** @type {string} */ kind, /** @type {number} */ share) => {
    const element = el('span', { class: `bar ${kind}` })
    element.style.setProperty('--share', String(share / largest))
    return el('td', {}, element, el('span', { class: 'share' }, format.percent(share)))
  }
  return el(
    'section',
    { class: 'panel', 'aria-labelledby': 'compared' },
    el(
      'header',
      { class: 'heading' },
      el('h3', { id: 'compared' }, t.taste.compared),
      el('p', { class: 'quiet' }, t.taste.comparedText),
    ),
    el(
      'table',
      { class: 'compared' },
      el(
        'thead',
        {},
        el('tr', {}, ...[t.taste.genre, t.taste.yours, t.taste.models].map((name) => el('th', { scope: 'col' }, name))),
      ),
      el(
        'tbody',
        {},
        ...genres.map(({ genre, history, recommended }) =>
          el('tr', {}, el('th', { scope: 'row' }, t.genre(genre)), bar('yours', history), bar('models', recommended)),
        ),
      ),
    ),
  )
}

/**
 * @param {Column} column
 * @param {TimeAxis} axis
 */
function labelOf({ from, to }, axis) {
  return axis === 'made' ? t.taste.decade(from) : t.taste.column(from, to)
}

/**
 * @param {Column} column
 * @param {TimeAxis} axis
 */
function shortOf({ from, to }, axis) {
  if (axis === 'made') return String(from)
  return from === to ? format.number(from) : `${format.number(from)}–${format.number(to)}`
}
