// The page's languages say the same things: the same keys, each a text or a function of as many things.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { en } from '../../www/app/src/messages/en.js'
import { formats } from '../../www/app/src/messages/formats.js'
import { textOf, withTexts } from '../../www/app/src/messages/texts.js'
import { zh } from '../../www/app/src/messages/zh.js'

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
