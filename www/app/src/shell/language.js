// The language of the page: the visitor's choice, or else the browser's. Each room has its texts in texts.js; those of
// the page's markup are in English from the start (vite.config.js) and are changed here.

import { formats } from './formats.js'
import { attributesOf, textOf } from './markup-texts.js'
import { keepSetting, setting } from './settings.js'

/**
 * @import { Formats } from './formats.js'
 * @import { Texts } from './markup-texts.js'
 *
 * @typedef {keyof typeof LANGUAGES} Language
 */

/** Each with its own name, the code for the document's `lang`, and the locale of its numbers and dates. */
const LANGUAGES = {
  en: { name: 'English', code: 'en', locale: 'en' },
  zh: { name: '中文', code: 'zh-Hans', locale: 'zh-CN' },
}

/** The languages to choose from: their names by their keys. */
export const languageNames = Object.entries(LANGUAGES).map(([key, { name }]) => ({ key, name }))

/** @type {Language} */
export const language =
  [setting('language'), ...navigator.languages.map((tag) => tag.split('-')[0])].find(isLanguage) ?? 'en'

const { code, locale } = LANGUAGES[language]

/** How the page's language writes numbers, dates and lists. */
export const format = formats(locale)

document.documentElement.lang = code

/**
 * A room's texts in the page's language.
 * @template T
 * @template {unknown[]} Rest
 * @param {Record<Language, (format: Formats, ...rest: Rest) => T>} texts
 * @param {Rest} rest
 */
export function inLanguage(texts, ...rest) {
  return texts[language](format, ...rest)
}

/**
 * Puts a room's texts into the page's markup: see markup-texts.js.
 * @param {string} room
 * @param {Texts} texts
 */
export function fillTexts(room, texts) {
  const all = { [room]: texts }
  for (const element of document.querySelectorAll(`[data-text^="${room}."]`)) {
    element.textContent = textOf(all, element.getAttribute('data-text') ?? '')
  }
  for (const element of document.querySelectorAll(`[data-text-attributes*=":${room}."]`)) {
    for (const [name, key] of attributesOf(element.getAttribute('data-text-attributes') ?? '')) {
      element.setAttribute(name, textOf(all, key))
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
 * @param {unknown} key
 * @returns {key is Language}
 */
function isLanguage(key) {
  return typeof key === 'string' && Object.hasOwn(LANGUAGES, key)
}
