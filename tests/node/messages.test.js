// The page's languages say the same things: the same keys, each a text or a function of as many things.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { english } from '../../www/app/src/messages/en.js'
import { catalogues as englishCatalogues } from '../../www/app/src/messages/en/catalogues.js'
import { formats } from '../../www/app/src/messages/formats.js'
import { textOf, withTexts } from '../../www/app/src/messages/texts.js'
import { chinese } from '../../www/app/src/messages/zh.js'
import { catalogues as chineseCatalogues } from '../../www/app/src/messages/zh/catalogues.js'

/** All that is said, what is loaded late too: of films, and of what a visitor's own catalogue has. */
const [[en, zh], ofItems] = /** @type {const} */ (['films', 'items']).map((kind) => [
  { ...english(kind), late: englishCatalogues(formats('en')) },
  { ...chinese(kind), late: chineseCatalogues(formats('zh-CN')) },
])

/**
 * @param {object} messages
 * @returns {string[]} such as `history.count(1)`
 */
function shape(messages, path = '') {
  return Object.entries(messages).flatMap(([key, value]) => {
    if (typeof value === 'object') return shape(value, `${path}${key}.`)
    return `${path}${key}` + (typeof value === 'function' ? `(${value.length})` : '')
  })
}

/**
 * @param {object} messages
 * @returns {string[]}
 */
function texts(messages) {
  return Object.values(messages).flatMap((value) =>
    typeof value === 'object' ? texts(value) : typeof value === 'string' ? [value] : [],
  )
}

test('English and Chinese have the same keys', () => {
  assert.deepEqual(shape(zh), shape(en))
})

test('no text is empty, and none of the Chinese ones was left in English', () => {
  for (const text of [...texts(en), ...texts(zh)]) assert.notEqual(text.trim(), '')
  const same = texts(zh).filter((text) => texts(en).includes(text))
  assert.deepEqual(same, [])
})

test('of what is no film nothing is said as of films', () => {
  const [english, chinese] = ofItems.map((said) => ({ ...said, late: {}, privacy: {} }))
  const apart = /^(Films recommended|The page comes with films|.*Fetching all films|.*most popular films|.*all films are)/
  assert.deepEqual(texts(english).filter((text) => /film/i.test(text) && !apart.test(text)), []) // prettier-ignore
  assert.ok(texts(chinese).includes('全部条目'))
  assert.equal(english.search.count(2), '2 items')
  assert.equal(chinese.search.count(2), '2 个条目')
})

test('numbers, lists and plurals are those of the language', () => {
  assert.equal(en.search.count(1), '1 film')
  assert.equal(en.search.count(9125), '9,125 films')
  assert.equal(zh.search.count(1), '1 部影片')
  assert.equal(formats('en').list(['Alien', 'Fargo', 'Titanic']), 'Alien, Fargo, and Titanic')
  assert.equal(formats('zh-CN').list(['Alien', 'Fargo', 'Titanic']), 'Alien、Fargo和Titanic')
  assert.equal(en.format.bytes(2_912_345), '2.9 MB')
})

test('the page comes with its texts, as texts', () => {
  const messages = /** @type {any} */ ({ a: { b: '"1 < 2" & more' } })
  assert.equal(
    withTexts('<p class="c" data-text="a.b"></p><input data-text-attributes="title:a.b" />', messages),
    '<p class="c" data-text="a.b">&quot;1 &lt; 2&quot; &amp; more</p>' +
      '<input data-text-attributes="title:a.b" title="&quot;1 &lt; 2&quot; &amp; more" />',
  )
  assert.throws(() => textOf(en, 'no.such.text'), /no\.such\.text/)
})
