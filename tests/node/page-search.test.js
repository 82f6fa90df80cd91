// The page's search: what is found, in which order, and what is only guessed. `./build.sh build` makes the pack.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoItems, typos } from '../../tools/bench/search/typos.js'
import { distanceToBeginning } from '../../www/app/src/items/search/edit-distance.js'
import { fold, searchForms } from '../../www/app/src/items/search/fold.js'
import { MATCHES, Searcher } from '../../www/app/src/items/search/searcher.js'
import { WordIndex } from '../../www/app/src/items/search/word-index.js'

/**
 * @import { Item } from '../../www/app/src/items/catalogue.js'
 * @import { Found } from '../../www/app/src/items/search/searcher.js'
 */

const demo = await demoItems()
const films = new Searcher([new WordIndex(demo)])

/** @param {Found['hits']} hits */
const titles = (hits) => hits.map(({ item }) => item.title)

/**
 * @param {string[]} names the most popular first
 * @returns {Item[]}
 */
const called = (...names) =>
  names.map((title, place) => ({ id: String(place), title, otherTitles: '', year: null, genres: [] }))

/** @param {Item[]} items */
const searcherOf = (items) => new Searcher([new WordIndex(items)])

test('exact titles come first, then beginnings, words, prefixes, details and initials', () => {
  const items = [
    ...called('A War of the Stars', 'The Warship', 'Seastar', 'Men at War', 'New Wars', 'Wonder And Rage', 'War'),
    { id: 'genre', title: 'Trenches', otherTitles: '', year: 1917, genres: ['War'] },
  ]
  const { hits, guesses } = searcherOf(items).search('war')
  assert.deepEqual(
    hits.map(({ item, match }) => [match, item.title]),
    [
      ['title', 'War'],
      ['beginning', 'A War of the Stars'],
      ['beginning', 'The Warship'],
      ['words', 'Men at War'],
      ['prefixes', 'New Wars'],
      ['details', 'Trenches'],
      ['initials', 'Wonder And Rage'],
    ],
  )
  assert.deepEqual(guesses, [])
})

test('hits of the demo are in the order of their matches, and of popularity within one', () => {
  const popularity = new Map(demo.map(({ id }, place) => [id, place]))
  for (const query of ['s', 'star', 'the man', 'drama 1994', 'love', 'king', 'tdk', 'of the']) {
    const { hits } = films.search(query)
    assert.ok(hits.length > 0, query)
    const ranks = hits.map(({ item, match }) => [MATCHES.indexOf(match), Number(popularity.get(item.id))])
    assert.deepEqual(
      ranks,
      ranks.toSorted(([a, b], [c, d]) => a - c || b - d),
      query,
    )
    assert.equal(new Set(hits.map(({ item }) => item)).size, hits.length)
  }
})

test('a slip is forgiven, and what it finds is a guess', () => {
  for (const [query, title] of [
    ['godfahter', 'The Godfather'],
    ['shawshenk', 'The Shawshank Redemption'],
    ['2001 oddysey', '2001: A Space Odyssey'],
    ['star wras', 'Star Wars: Episode IV - A New Hope'],
    ['teh matrix', 'The Matrix'],
    ['the seven samuari', 'Seven Samurai'],
    ['matrx', 'The Matrix'],
  ]) {
    const { hits, guesses } = films.search(query)
    assert.deepEqual(hits, [], query)
    assert.equal(guesses[0].item.title, title)
    assert.equal(guesses[0].match, 'spelling')
  }
})

test('initials find films by what people call them', () => {
  assert.deepEqual(titles(films.search('LOTR').hits).slice(0, 3), [
    'The Lord of the Rings: The Fellowship of the Ring',
    'The Lord of the Rings: The Two Towers',
    'The Lord of the Rings: The Return of the King',
  ])
  assert.equal(titles(films.search('bttf').hits)[0], 'Back to the Future')
  // Of a part after a colon too.
  assert.ok(titles(films.search('rotk').hits).includes('The Lord of the Rings: The Return of the King'))
})

test('dots, hyphens, accents, other titles and spaces make no difference', () => {
  for (const [query, title] of [
    ['et', 'E.T. the Extra-Terrestrial'],
    ['E.T.', 'E.T. the Extra-Terrestrial'],
    ['se7en', 'Seven'],
    ['amélie', 'Amelie'],
    ['AMELIE', 'Amelie'],
    ['spiderman', 'Spider-Man'],
    ['spider man', 'Spider-Man'],
    ['mash', 'M*A*S*H'],
    ['starwars', 'Star Wars: Episode IV - A New Hope'],
    ['schindlers list', 'Schindler\u2019s List'],
    ['fast and furious', 'Fast & Furious'],
    ['the godfather', 'The Godfather'],
    ['alien 1979', 'Alien'],
  ]) {
    assert.equal(fold(titles(films.search(query).hits)[0]), fold(title), query)
  }
})

test('Chinese and Japanese are found by any of their characters in a row, and never by a guess', () => {
  const searcher = searcherOf(called('霸王别姬', '千与千寻', '卧虎藏龙', '千年女優', 'となりのトトロ'))
  const found = (/** @type {string} */ query) => searcher.search(query)
  assert.deepEqual(titles(found('千').hits), ['千与千寻', '千年女優'])
  assert.deepEqual(titles(found('藏龙').hits), ['卧虎藏龙'])
  assert.deepEqual(titles(found('千与千寻').hits), ['千与千寻'])
  assert.deepEqual(titles(found('トトロ').hits), ['となりのトトロ'])
  assert.deepEqual(found('千与千导'), { hits: [], guesses: [] })
})

test('a year is never taken for another one, and short words must be right', () => {
  assert.deepEqual(searcherOf(called('2001: A Space Odyssey')).search('2010'), { hits: [], guesses: [] })
  assert.deepEqual(searcherOf(called('It', 'Up')).search('iy'), { hits: [], guesses: [] })
})

test('nothing is found for nothing, and nothing for what no item has', () => {
  for (const query of ['', '  ', '…', 'xqzwvkjh', '\u{1F3AC}']) {
    assert.deepEqual(films.search(query), { hits: [], guesses: [] })
  }
  assert.deepEqual(searcherOf([]).search('alien'), { hits: [], guesses: [] })
  assert.ok(Array.isArray(films.search('long '.repeat(1000)).hits))
  assert.ok(Array.isArray(films.search('a'.repeat(1000)).guesses))
})

test('nobody is offered guesses who typed the beginning of a title, or found many', () => {
  assert.deepEqual(films.search('the godf').guesses, [])
  assert.deepEqual(films.search('comedy').guesses, [])
})

test('every title is found by itself, before all that is not called so', () => {
  for (const { title } of demo.filter((_, place) => place % 20 === 0)) {
    const { hits } = films.search(title)
    assert.equal(hits[0].match, 'title', title)
    const forms = searchForms(hits[0].item.title)
    assert.ok(hits.some(({ item, match }) => match === 'title' && item.title === title), `${title}: ${forms}`)
  }
})

test('of a thousand titles with one slip, 97 of a hundred are among the first three', () => {
  const missed = typos(demo, { count: 1000, seed: 3 }).filter(({ item, query }) => {
    const { hits, guesses } = films.search(query)
    return !titles([...hits, ...guesses])
      .slice(0, 3)
      .includes(item.title)
  })
  assert.ok(missed.length <= 30, missed.map(({ query }) => query).join(', '))
})

test('what several sources find is one list: by match, each item once with its best', () => {
  const [alien, aliens, fargo] = called('Alien', 'Aliens', 'Fargo')
  const byWords = { search: () => [{ item: aliens, match: /** @type {const} */ ('words') }] }
  const another = {
    search: () => [
      { item: alien, match: /** @type {const} */ ('title') },
      { item: aliens, match: /** @type {const} */ ('details') },
    ],
    guess: () => [alien, fargo].map((item) => ({ item, match: /** @type {const} */ ('spelling') })),
  }
  assert.deepEqual(new Searcher([byWords, another]).search('alien'), {
    hits: [
      { item: alien, match: 'title' },
      { item: aliens, match: 'words' },
    ],
    guesses: [],
  })
  assert.deepEqual(new Searcher([byWords, { search: () => [], guess: another.guess }]).search('x').guesses, [
    { item: alien, match: 'spelling' },
    { item: fargo, match: 'spelling' },
  ])
})

test('the distance is that of optimal string alignment, to a word or to its nearest beginning', () => {
  const words = ['', 'a', 'ab', 'ba', 'abc', 'acb', 'bac', 'cab', 'abcd', 'badc', 'bcda', 'caab', 'abcabc', 'cbacba']
  for (const typed of words) {
    for (const word of words) {
      const beginnings = Array.from({ length: word.length + 1 }, (_, length) => slips(typed, word.slice(0, length)))
      const distance = Math.min(...beginnings)
      for (const max of [0, 1, 2, 3]) {
        const found = distanceToBeginning(typed, word, max)
        if (distance > max) assert.equal(found, null, `${typed}, ${word}, ${max}`)
        else assert.deepEqual(found, { distance, whole: beginnings.at(-1) === distance }, `${typed}, ${word}, ${max}`)
      }
    }
  }
})

/**
 * The definition of optimal string alignment, by recursion.
 * @param {string} a
 * @param {string} b
 * @returns {number}
 */
function slips(a, b) {
  if (a === '' || b === '') return a.length + b.length
  const isSwapped = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)
  return Math.min(
    slips(a.slice(0, -1), b) + 1,
    slips(a, b.slice(0, -1)) + 1,
    slips(a.slice(0, -1), b.slice(0, -1)) + (a.at(-1) === b.at(-1) ? 0 : 1),
    isSwapped ? slips(a.slice(0, -2), b.slice(0, -2)) + 1 : Infinity,
  )
}
