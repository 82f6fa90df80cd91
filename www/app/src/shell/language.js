// The language of the page: what the visitor chose, or else the browser's; and everything the page says in it.
// The texts of index.html are in English from the start (vite.config.js) and are changed here.

import { english } from './messages/en.js'
import { attributesOf, textOf } from './messages/texts.js'
import { chinese } from './messages/zh.js'
import { keepSetting, setting } from './settings.js'

const MESSAGES = { en: english, zh: chinese }

/**
 * @import { Kind } from './messages/formats.js'
 *
 * @typedef {keyof typeof MESSAGES} Language
 */

/** Each in its own name, by the code that `lang` has for it. */
export const LANGUAGES = /** @type {Record<Language, string>} */ ({ en: 'English', zh: '中文' })
const CODES = /** @type {Record<Language, string>} */ ({ en: 'en', zh: 'zh-Hans' })

/** @type {Language} */
export const language =
  [setting('language'), ...navigator.languages.map((tag) => tag.split('-')[0])].find(isLanguage) ?? 'en'

/** @type {Kind} */
let spokenOf = setting('catalogue') ? 'items' : 'films'

/** Everything the page says, of films or of what the visitor's own catalogue has. */
export let t = MESSAGES[language](spokenOf)

/**
 * Says everything of films from now on, or of items. What stands in lists is made anew with the catalogue.
 * @param {Kind} kind
 */
export function speakOf(kind) {
  if (kind === spokenOf) return
  spokenOf = kind
  t = MESSAGES[language](kind)
  translateDocument()
}

/** Puts the language into the document and the texts of index.html into the language. */
export function translateDocument() {
  document.documentElement.lang = CODES[language]
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = textOf(t, element.getAttribute('data-text') ?? '')
  }
  for (const element of document.querySelectorAll('[data-text-attributes]')) {
    for (const [name, key] of attributesOf(element.getAttribute('data-text-attributes') ?? '')) {
      element.setAttribute(name, textOf(t, key))
    }
  }
}

/**
 * Keeps the choice, and opens the page anew in that language: all that matters is stored, and is there again.
 * @param {string} choice
 */
export function chooseLanguage(choice) {
  keepSetting({ language: choice })
  location.reload()
}

/**
 * @param {unknown} code
 * @returns {code is Language}
 */
function isLanguage(code) {
  return typeof code === 'string' && Object.hasOwn(MESSAGES, code)
}
