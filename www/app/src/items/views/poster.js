// A poster for every film, made of its title, its year and its genres: the rarest gives colours and motif.

import { drawing, el } from '../../dom.js'
import { t } from '../../language.js'

/** @import { Film } from '../../catalogue.js' */

/** The rarer a genre, the more it says of a film. */
const RAREST_FIRST = [
  ...['film-noir', 'western', 'war', 'musical', 'documentary', 'horror', 'animation', 'sci-fi', 'fantasy', 'mystery'],
  ...['children', 'crime', 'romance', 'adventure', 'thriller', 'action', 'comedy', 'drama', 'imax'],
]

/** Whose drawings say the least of films: they are lent to what has no genre that is drawn. */
const LENT = ['drama', 'animation', 'sci-fi', 'documentary', 'musical', 'adventure', 'imax', 'romance', 'thriller']

/**
 * The genres that a film is drawn by, rarest first. All of another genre look alike, and what has none has something.
 * @param {Film} film
 * @returns {string[]}
 */
export function drawnGenres({ item, title, genres }) {
  const names = genres.map((genre) => genre.toLowerCase())
  const drawn = RAREST_FIRST.filter((genre) => names.includes(genre))
  return drawn.length > 0 ? drawn : [LENT[numberOf(names[0] ?? item + title) % LENT.length]]
}

/**
 * @param {Film} film
 * @param {Node | string} title as it stands on it
 * @param {'h2' | 'h3' | 'p'} [level]
 */
export function poster(film, title, level = 'h3') {
  const [genre, next] = drawnGenres(film)
  return el(
    'div',
    { class: 'poster', 'data-genre': genre, 'data-variant': variantOf(film) },
    drawing(`motif-${genre}`, 'motif'),
    el('span', { class: 'stripe', 'data-genre': next ?? genre }),
    el(level, { class: 'name', 'data-length': lengthOf(film.title), title: film.otherTitles || null }, title),
    el(
      'p',
      { class: 'credits' },
      el('span', { class: 'year' }, film.year === null ? '' : String(film.year)),
      genresOf(film),
    ),
  )
}

/**
 * A long title, or one with a long word in it, is set smaller.
 * @param {string} title
 */
function lengthOf(title) {
  const word = Math.max(
    ...title
      .slice(0, 200)
      .split(/[\s-]/)
      .map(({ length }) => length),
  )
  if (title.length > 40 || word > 12) return 'longest'
  return title.length > 18 || word > 8 ? 'long' : 'short'
}

/** @param {Film} film */
function genresOf({ genres }) {
  return el('span', { class: 'genres' }, genres.map(t.genre).join(' · ').replaceAll('-', '\u2011'))
}

/**
 * One of four, the same for a film every time.
 * @param {Film} film
 */
function variantOf({ item, title }) {
  return numberOf(item + title) % 4
}

/** @param {string} text */
function numberOf(text) {
  let sum = 0
  for (const character of text.slice(0, 200)) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973
  return sum
}
