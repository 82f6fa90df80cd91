// Every published call that returns a promise takes a signal.

import ts from 'typescript'
import { expect, test } from './fixtures.js'
import { STAGED } from './project.js'

test('every call that returns a promise takes a signal', () => {
  const entries = ['index', 'train', 'react', 'slim'].map((name) => `${STAGED}/types/entry/${name}.d.ts`)
  const program = ts.createProgram(entries, {
    strict: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  })
  const waiting = entries.flatMap((entry) => [...callsOf(program, entry)].filter(({ waits }) => waits))
  expect(waiting.length).toBeGreaterThan(20)
  expect(waiting.filter(({ takesSignal }) => !takesSignal).map(({ name }) => name)).toEqual([])
})

/**
 * The functions that an entry point exports, and those of its classes.
 * @param {ts.Program} program
 * @param {string} entry
 */
function* callsOf(program, entry) {
  const checker = program.getTypeChecker()
  const module = checker.getSymbolAtLocation(/** @type {ts.SourceFile} */ (program.getSourceFile(entry)))
  for (const exported of checker.getExportsOfModule(/** @type {ts.Symbol} */ (module))) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
    const type = checker.getTypeOfSymbol(symbol)
    const instance = checker.getDeclaredTypeOfSymbol(symbol)
    const members = symbol.flags & ts.SymbolFlags.Class ? [...type.getProperties(), ...instance.getProperties()] : []
    for (const member of [symbol, ...members]) {
      for (const signature of checker.getTypeOfSymbol(member).getCallSignatures()) {
        const parameters = signature.getParameters().map((parameter) => checker.getTypeOfSymbol(parameter))
        yield {
          name: member === symbol ? symbol.name : `${symbol.name}.${member.name}`,
          waits: signature.getReturnType().symbol?.name === 'Promise',
          takesSignal: parameters.some((options) => checker.getNonNullableType(options).getProperty('signal')),
        }
      }
    }
  }
}
