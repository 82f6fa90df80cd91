// Every code that an error can have is listed, has a class of its own kind, and a name that minifiers leave alone.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { errorOf } from '../../www/penchant/src/runtime/error-mapping.js'
import * as penchant from 'penchant'

/** What only the command line gives. */
const NATIVE = /^(data\.|label\.|io$)/

test('the codes of the engine are listed', () => {
  const source = readFileSync(fileURLToPath(new URL('../../src/base/error.rs', import.meta.url)), 'utf8')
  const codes = [...source.matchAll(/Self::\w+ => "(.+?)"/g)].map(([, code]) => code)
  assert.ok(codes.length > 20)
  const listed = new Set(/** @type {string[]} */ (Object.values(penchant.ERROR_CODES)))
  assert.deepEqual(
    codes.filter((code) => !NATIVE.test(code) && !listed.has(code)),
    [],
  )
})

test('each is of a class of its own kind, by which it can be told', () => {
  for (const code of Object.values(penchant.ERROR_CODES)) {
    const error = errorOf(code, 'What to do.')
    assert.ok(error instanceof Error && error instanceof penchant.PenchantError)
    assert.notEqual(error.constructor, penchant.PenchantError, code)
    assert.equal(error.name, error.constructor.name)
    assert.equal(/** @type {any} */ (penchant)[error.name], error.constructor)
    assert.equal(error.code, code)
  }
})

test('what is thrown is never anything else than an error', async () => {
  const { History, Recommender, Session, ImageClassifier } = penchant
  const history = await History.open()
  const calls = /** @type {(() => unknown)[]} */ ([
    () => Recommender.load('no-such.pack'),
    () => Recommender.load(/** @type {any} */ (null)),
    () => Recommender.load(new Blob(['no pack'])),
    () => Session.load('no-such.onnx'),
    () => Session.load(/** @type {any} */ (7)),
    () => ImageClassifier.load('no-such.json'),
    () => ImageClassifier.load(/** @type {any} */ (undefined)),
    () => history.add(/** @type {any} */ (null)),
    () => history.import('no history'),
    () => history.import(/** @type {any} */ ({})),
    () => history.exclude('unknown'),
  ])
  for (const call of calls) {
    await assert.rejects(
      async () => call(),
      (error) => error instanceof penchant.PenchantError && error.message.length > 10,
      String(call),
    )
  }
})
