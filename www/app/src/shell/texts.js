// What the shell says, in the page's language.

import { inLanguage } from './language.js'
import { en } from './texts/en.js'
import { zh } from './texts/zh.js'

export const t = inLanguage({ en, zh })

/**
 * @param {unknown} error
 * @returns {string} what the page says of it
 */
export function messageOf(error) {
  return t.error(error instanceof Error ? error : { message: String(error) })
}
