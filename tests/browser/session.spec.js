// Any ONNX model in a page: the same numbers as on the command line, errors with codes, and a new worker after each.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { npy, picture } from '../npy.js'
import { expect, test } from './package.js'
import { root } from './site.js'

const MODEL = '/models/efficientnet-lite0.onnx'
const SHAPE = [1, 3, 224, 224]

test('the same numbers as on the command line', async ({ page, vision }) => {
  const folder = mkdtempSync(join(tmpdir(), 'penchant-'))
  writeFileSync(join(folder, 'x.npy'), npy(picture(SHAPE), SHAPE))
  const words = ['run', root('build/models/efficientnet-lite0.onnx'), '--input', join(folder, 'x.npy'), '--json']
  const said = JSON.parse(execFileSync(root('build/penchant'), words, { encoding: 'utf8' }))
  rmSync(folder, { recursive: true })
  const found = await page.evaluate(
    async ({ vision, url, numbers, shape }) => {
      const session = await vision.Session.load(url)
      const [{ name, elementType }] = session.inputs
      await session.warmUp()
      const { outputs, nodes } = await session.profile({ [name]: { data: Float32Array.from(numbers), shape } })
      const [{ type, shape: given, data }] = Object.values(outputs)
      session.dispose()
      return { elementType, type, given, data: [...data].map(Number), nodes: nodes.length }
    },
    { vision, url: MODEL, numbers: [...picture(SHAPE)], shape: SHAPE },
  )
  const { elementType, type, given, nodes } = found
  expect({ elementType, type, given }).toEqual({ elementType: 'f32', type: 'f32', given: [1, 1000] })
  expect(nodes).toBeGreaterThan(10)
  const [{ numbers }] = said.outputs
  for (const [place, number] of numbers.entries()) expect(Math.abs(found.data[place] - number)).toBeLessThan(1e-3)
})

test('errors have codes, and an abort ends the work', async ({ page, vision }) => {
  const found = await page.evaluate(
    async ({ vision, url, shape }) => {
      const { Session } = vision
      const code = (/** @type {Promise<unknown>} */ promise) =>
        promise.then(
          () => 'none',
          (error) => (error.name === 'AbortError' ? error.name : error.code),
        )
      const session = await Session.load(url)
      const [{ name }] = session.inputs
      const data = new Float32Array(shape.reduce((product, side) => product * side, 1))
      const aborting = new AbortController()
      const aborted = code(session.run({ [name]: { data, shape } }, { signal: aborting.signal }))
      aborting.abort()
      const given = { aborted: await aborted }
      const again = await code(session.run({ [name]: { data, shape } }))
      const shapeless = await code(session.run({ [name]: { data, shape: [1] } }))
      const unnamed = await code(session.run({ other: { data, shape } }))
      const late = await code(session.run({ [name]: { data, shape } }, { timeout: 1 }))
      session.dispose()
      return {
        ...given,
        again,
        shapeless,
        unnamed,
        late,
        disposed: await code(session.warmUp()),
        letter: await code(Session.load(new Blob(['a letter']))),
        hash: await code(Session.load(url, { sha256: '00' })),
      }
    },
    { vision, url: MODEL, shape: SHAPE },
  )
  expect(found).toEqual({
    aborted: 'AbortError',
    again: 'none',
    shapeless: 'model.shape',
    unnamed: 'argument',
    late: 'engine.timeout',
    disposed: 'engine.disposed',
    letter: 'model.format',
    hash: 'model.checksum',
  })
})
