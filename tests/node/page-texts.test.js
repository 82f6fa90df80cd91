// The page says the same in each language: the same keys, each a text or a function of as many things.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roomTexts } from '../../www/app/room-texts.js'
import { formats } from '../../www/app/src/shell/formats.js'
import { textOf, withTexts } from '../../www/app/src/shell/markup-texts.js'

const [en, zh] = [await roomTexts('en', 'films'), await roomTexts('zh', 'films')]

/**
 * @param {object} group of texts
 * @returns {string[]} such as `history.count(1)`
 */
function shapeOf(group, path = '') {
  return Object.entries(group).flatMap(([key, value]) => {
    if (typeof value === 'object') return shapeOf(value, `${path}${key}.`)
    return `${path}${key}` + (typeof value === 'function' ? `(${value.length})` : '')
  })
}

/**
 * @param {object} group
 * @returns {string[]}
 */
function textsOf(group) {
  return Object.values(group).flatMap((value) =>
    typeof value === 'object' ? textsOf(value) : typeof value === 'string' ? [value] : [],
  )
}

test('every room has texts', () => {
  const rooms = ['catalogues', 'catalogues/own', 'items', 'items/import', 'pictures', 'privacy', 'shell']
  assert.deepEqual(Object.keys(en).sort(), rooms)
})

test('English and Chinese have the same keys', () => {
  assert.deepEqual(shapeOf(zh), shapeOf(en))
})

test('no text is empty, and no Chinese text is still in English', () => {
  for (const text of [...textsOf(en), ...textsOf(zh)]) assert.notEqual(text.trim(), '')
  const same = textsOf(zh).filter((text) => textsOf(en).includes(text))
  assert.deepEqual(same, [])
})

test('a catalogue of something else is not spoken of as films', async () => {
  const [english, chinese] = [await roomTexts('en', 'items'), await roomTexts('zh', 'items')]
  assert.deepEqual(
    textsOf(english.items).filter((text) => /film/i.test(text)),
    [],
  )
  assert.deepEqual(
    textsOf(chinese.items).filter((text) => /影片|片名|片库/.test(text)),
    [],
  )
  assert.ok(textsOf(chinese.items).includes('全部条目'))
  assert.equal(english.items.search.count(2), '2 items')
  assert.equal(chinese.items.search.count(2), '2 个条目')
})

test('numbers, lists and plurals are those of the language', () => {
  assert.equal(en.items.search.count(1), '1 film')
  assert.equal(en.items.search.count(9125), '9,125 films')
  assert.equal(zh.items.search.count(1), '1 部影片')
  assert.equal(formats('en').list(['Alien', 'Fargo', 'Titanic']), 'Alien, Fargo, and Titanic')
  assert.equal(formats('zh-CN').list(['Alien', 'Fargo', 'Titanic']), 'Alien、Fargo和Titanic')
  assert.equal(formats('en').bytes(2_912_345), '2.9 MB')
})

test('the markup is filled with texts, as texts', () => {
  const texts = { a: { b: '"1 < 2" & more' } }
  assert.equal(
    withTexts('<p class="c" data-text="a.b"></p><input data-text-attributes="title:a.b" />', texts),
    '<p class="c" data-text="a.b">&quot;1 &lt; 2&quot; &amp; more</p>' +
      '<input data-text-attributes="title:a.b" title="&quot;1 &lt; 2&quot; &amp; more" />',
  )
  assert.throws(() => textOf(en, 'no.such.text'), /no\.such\.text/)
})
