// The READMEs' examples: they compile under strict, and the first one runs.

import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { root } from '../browser/site.js'
import { expect, test } from './fixtures.js'

/** @param {string} path */
function blocks(path) {
  const found = readFileSync(root(path), 'utf8').matchAll(/^```(js|jsx)\n(.*?)^```$/gms)
  return [...found].map(([, language, code]) => ({ language, code }))
}

const READMES = ['README.md', 'www/penchant/README.md']
const [[first], [same]] = READMES.map(blocks)

test('every example compiles under strict', ({ install }) => {
  const project = install('tests/packaging/projects/types')
  const all = READMES.flatMap(blocks)
  expect(all.length).toBeGreaterThan(8)
  for (const [place, { language, code }] of all.entries()) {
    project.write(`example-${place}.${language.replace('js', 'ts')}`, code)
  }
  // As a bundler's types declare it.
  project.write('wasm.d.ts', "declare module '*.wasm' {\n  const url: string\n  export default url\n}\n")
  project.run('tsc', '-p', '.')
})

test('wrong uses of the package do not compile', ({ install }) => {
  const project = install('tests/packaging/projects/types')
  const lines = [
    "import { History, Recommender, type ErrorCode } from 'penchant'",
    "import 'penchant/no-such-entry'",
    'const history = await History.open()',
    "await history.add({ item: '1', action: 'adore' })",
    "const code: ErrorCode = 'no.such'",
    'new Recommender()',
    '(await Recommender.load(1)).recommend(history, { diversty: 1 })',
  ]
  project.write('wrong.ts', lines.join('\n'))
  let said = ''
  try {
    project.run('tsc', '-p', '.')
  } catch (error) {
    said = String(error)
  }
  const wrong = [...said.matchAll(/wrong\.ts\((\d+),/g)].map(([, line]) => Number(line))
  expect(wrong).toEqual([2, 4, 5, 6, 7])
})

test('recommending takes at most ten lines, and the README’s example runs', async ({ page, install, serveBuilt }) => {
  expect(same).toEqual(first)
  const lines = first.code.split('\n').filter((line) => line.trim() !== '')
  console.log(`    recommendations take ${lines.length} lines`)
  expect(lines.length).toBeLessThanOrEqual(10)

  const project = install('www/examples/plain')
  project.write('main.js', first.code)
  mkdirSync(project.at('packs'))
  cpSync(root('build/packs/movies.pack'), project.at('packs/movies.pack'))
  /** @type {{ item: string, score: number, reasons: { item: string | null, contribution: number }[] }[]} */
  const logged = []
  page.on('console', async (message) => {
    const [item, score, reasons] = await Promise.all(message.args().map((argument) => argument.jsonValue()))
    logged.push({ item, score, reasons })
  })
  await page.goto(await serveBuilt(project.folder, { scripts: "'unsafe-inline'" }))
  await expect.poll(() => logged.length).toBe(10)
  for (const { score, reasons } of logged) {
    expect(reasons.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(score, 5)
  }
  expect(logged.some(({ reasons }) => reasons.some(({ item }) => item === '1'))).toBe(true)
})
