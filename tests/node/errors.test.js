// Every code is listed, and has a class with a name that survives minifiers.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { errorOf } from '../../www/penchant/src/runtime/error-mapping.js'
import * as penchant from 'penchant'

/** Codes of the command line only. */
const NATIVE = /^(data\.|label\.|io$)/

test('all codes of the engine are listed', () => {
  const source = readFileSync(fileURLToPath(new URL('../../src/base/error.rs', import.meta.url)), 'utf8')
  const codes = [...source.matchAll(/Self::\w+ => "(.+?)"/g)].map(([, code]) => code)
  assert.ok(codes.length > 20)
  const listed = new Set(/** @type {string[]} */ (Object.values(penchant.ERROR_CODES)))
  assert.deepEqual(
    codes.filter((code) => !NATIVE.test(code) && !listed.has(code)),
    [],
  )
})

test('each code has an exported class', () => {
  for (const code of Object.values(penchant.ERROR_CODES)) {
    const error = errorOf(code, 'What to do.')
    assert.ok(error instanceof Error && error instanceof penchant.PenchantError)
    assert.notEqual(error.constructor, penchant.PenchantError, code)
    assert.equal(error.name, error.constructor.name)
    assert.equal(/** @type {any} */ (penchant)[error.name], error.constructor)
    assert.equal(error.code, code)
  }
})

test('everything that is thrown is a PenchantError', async () => {
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
