// The version, which only Cargo.toml has.

import { readFileSync } from 'node:fs'

const [, version] =
  /^version = "(.+)"$/m.exec(readFileSync(new URL('../../../Cargo.toml', import.meta.url), 'utf8')) ?? []
if (!version) throw new Error('Cargo.toml has no version')

export const VERSION = version
