// The visitor's taste as a picture, drawn by code, and the same in words and in tables.

import { byId, el, svg } from '../../dom.js'
import { t } from '../../language.js'
import { tasteOf } from '../../taste.js'

/**
 * @import { Films } from '../../films.js'
 * @import { PageStore } from '../../state.js'
 * @import { Column, Taste } from '../../taste.js'
 */

/** What is named in the summary. */
const NAMED = 4
const COMPARED = 8
const WIDTH = 720
const HEIGHT = 280
const GAP = 4

/**
 * @param {PageStore} store
 * @param {Films} films
 */
export function showTaste(store, films) {
  const element = byId('taste')
  let time = /** @type {'said' | 'made'} */ ('said')

  const draw = () => {
    const { view, events, catalogue } = store.state
    if (view !== 'taste' || !catalogue) return
    if (!catalogue.hasGenres) return element.replaceChildren(el('p', { class: 'empty' }, t.taste.noGenres))
    // Of what is liked it may be known of nothing when it was made.
    const dated = tasteOf(events, catalogue, 'made') !== null
    if (!dated) time = 'said'
    const taste = tasteOf(events, catalogue, time)
    if (!taste) return element.replaceChildren(el('p', { class: 'empty' }, t.taste.empty))
    const choose = (/** @type {'said' | 'made'} */ other) =>
      el(
        'button',
        {
          type: 'button',
          'aria-pressed': String(time === other),
          onclick: () => {
            time = other
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
        pictureOf(taste, time),
        legendOf(taste),
        tableOf(taste, time),
      ),
      comparison(films.profile().slice(0, COMPARED)),
    )
  }
  store.watch(['view', 'events', 'catalogue'], draw)
}

/**
 * A column for each stretch of time, its genres on top of each other.
 * @param {Taste} taste
 * @param {'said' | 'made'} time
 */
function pictureOf({ films, genres, shares, columns }, time) {
  const named = shares.slice(0, -1).map((share, place) => t.taste.share(t.genre(genres[place]), share))
  const picture = svg('svg', {
    class: 'taste-picture',
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: 'img',
    'aria-label': t.taste.summary(t.format.list(named.slice(0, NAMED)), films),
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
  const labels = columns.map((column) => el('span', {}, shortOf(column, time)))
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
 * @param {'said' | 'made'} time
 */
function tableOf({ genres, columns }, time) {
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
              el('th', { scope: 'row' }, labelOf(column, time)),
              ...column.shares.map((share) => el('td', {}, t.format.percent(share))),
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
    return el('td', {}, element, el('span', { class: 'share' }, t.format.percent(share)))
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
 * @param {'said' | 'made'} time
 */
function labelOf({ from, to }, time) {
  return time === 'made' ? t.taste.decade(from) : t.taste.column(from, to)
}

/**
 * @param {Column} column
 * @param {'said' | 'made'} time
 */
function shortOf({ from, to }, time) {
  if (time === 'made') return String(from)
  return from === to ? t.format.number(from) : `${t.format.number(from)}–${t.format.number(to)}`
}
