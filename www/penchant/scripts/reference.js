// Writes the reference, docs/reference/, from the package's types and their comments. `--check` writes nothing, and fails
// if it is out of date.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application, Converter } from 'typedoc'
import ts from 'typescript'

const isCheck = process.argv.includes('--check')
const reference = fileURLToPath(new URL('../../../docs/reference', import.meta.url))
const out = isCheck ? mkdtempSync(join(tmpdir(), 'penchant-reference-')) : reference

const options = fileURLToPath(new URL('../typedoc.json', import.meta.url))
const app = await Application.bootstrapWithPlugins({ options, out, logLevel: 'Warn' })
app.converter.on(Converter.EVENT_CREATE_DECLARATION, ownText)
const project = await app.convert()
if (!project || app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1)
await app.generateOutputs(project)
for (const path of pages(out)) writeFileSync(join(out, path), tidy(readFileSync(join(out, path), 'utf8')))

if (isCheck) {
  const [is, shouldBe] = [reference, out].map((folder) => pages(folder).map((path) => [path, read(folder, path)]))
  rmSync(out, { recursive: true })
  if (JSON.stringify(is) !== JSON.stringify(shouldBe)) {
    console.error('error: docs/reference/ is out of date: run npm run reference')
    process.exitCode = 1
  }
}

/**
 * TypeDoc gives properties with the same name in one comment the text of the first: this gives each its own.
 * @param {import('typedoc').Context} context
 * @param {import('typedoc').DeclarationReflection} property
 */
function ownText(context, property) {
  const [declaration] = context.getSymbolFromReflection(property)?.declarations ?? []
  if (!declaration || !ts.isJSDocPropertyTag(declaration) || !property.comment) return
  const text = (ts.getTextOfJSDocComment(declaration.comment) ?? '').replaceAll(/\s+/g, ' ')
  property.comment.summary = [{ kind: 'text', text }]
}

/** @param {string} folder */
function pages(folder) {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return paths.filter((path) => path.endsWith('.md')).sort()
}

/**
 * @param {string} folder
 * @param {string} path
 */
function read(folder, path) {
  return readFileSync(join(folder, path), 'utf8')
}

/**
 * Removes what TypeDoc makes of JSDoc without text: empty tables, and dashes for missing descriptions.
 * @param {string} page
 */
function tidy(page) {
  return page
    .replaceAll(/#+ Type Parameters\n\n\| Type Parameter \|\n\| -+ \|\n\n/g, '')
    .replaceAll(/ \| - \|$/gm, ' | |')
    .replaceAll(/[ \t]+$/gm, '')
}
