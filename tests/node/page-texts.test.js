// The page says the same in each language: the same keys, each a text or a function of as many things.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roomTexts } from '../../www/app/room-texts.js'
import { NOUNS } from '../../www/app/src/items/texts/en.js'
import { formats } from '../../www/app/src/shell/formats.js'
import { textOf, withTexts } from '../../www/app/src/shell/markup-texts.js'

const [en, zh] = [await roomTexts('en', 'films'), await roomTexts('zh', 'films')]

const KINDS = /** @type {(keyof typeof NOUNS)[]} */ (Object.keys(NOUNS))

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
  const rooms = ['catalogues', 'catalogues/own', 'items', 'items/import', 'items/lists', 'pictures', 'privacy', 'shell']
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

/** Words for what a catalogue is of, in both languages; those of other kinds must not be said of one. */
const WORDS = {
  films: [/\bfilms?\b|\bseen\b|\bwatched\b/i, /影片|片名|片库|看过|已看完/],
  songs: [/\bsongs?\b|\blisteners?\b|\bheard\b/i, /歌曲|歌名|曲库|听众|听过/],
  games: [/\bgames?\b|\bplayers?\b|\bplayed\b/i, /游戏|玩家|玩过|通关/],
  books: [/\bbooks?\b|\breaders?\b/i, /图书|书名|书库|读者|读过/],
}

for (const kind of KINDS) {
  test(`a catalogue of ${kind} is spoken of as such`, async () => {
    const texts = [await roomTexts('en', kind), await roomTexts('zh', kind)]
    for (const [name, words] of Object.entries(WORDS)) {
      texts.forEach(({ items }, language) => {
        const said = textsOf(items).filter((text) => words[language].test(text))
        if (name === kind) assert.ok(said.length > 10, `${kind}: ${said.length}`)
        else assert.deepEqual(said, [])
      })
    }
    assert.deepEqual(shapeOf(texts[1]), shapeOf(texts[0]))
  })
}

test('things are counted with their own measure words', async () => {
  const counted = await Promise.all(KINDS.map(async (kind) => (await roomTexts('zh', kind)).items.search.count(3)))
  assert.deepEqual(counted, ['3 部影片', '3 首歌曲', '3 款游戏', '3 本图书', '3 个条目'])
})

test('a catalogue of anything has words too', async () => {
  const [english, chinese] = [await roomTexts('en', 'items'), await roomTexts('zh', 'items')]
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
