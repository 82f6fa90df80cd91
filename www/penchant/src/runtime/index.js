// What every entry point exports: the errors, and the version.

export * from './errors.js'
export { VERSION } from '../wasm/version.js'
