// What the page says, in English. zh.js has the same keys; what is not a mere text is a function of what it is about.

import { device } from './en/device.js'
import { films } from './en/films.js'
import { pictures } from './en/pictures.js'
import { formats } from './formats.js'

const format = formats('en')

/**
 * What the package tells a developer, for a visitor.
 * @type {Record<string, string>}
 */
const ERRORS = {
  'engine.file': 'The engine came damaged. Check your connection and try again.',
  'engine.version': 'The page and its engine are of different versions: reload the page.',
}

/** @param {import('./formats.js').Kind} kind of what the catalogue in use is */
export const english = (kind) => ({
  format,

  page: {
    title: (/** @type {string} */ part) => `${part} · Penchant`,
    description: 'Films recommended and pictures recognised on your own device. Nothing you like is sent anywhere.',
    skip: 'Skip to the content',
    parts: 'Parts of this page',
    films: { films: 'Films', items: 'Items' }[kind],
    pictures: 'Pictures',
    language: 'Language',
    noScript: 'Penchant computes everything in this page, so it needs JavaScript.',
    update: 'An update is available.',
    reload: 'Reload',
    later: 'Later',
    dismiss: 'Dismiss',
    cancel: 'Cancel',
    undo: 'Undo',
    undone: 'Undone.',
    tryAgain: 'Try again',
  },

  ...films(format, kind),
  ...pictures(format),
  ...device(format),

  /** A genre of the catalogue in this language, or as the catalogue has it. */
  genre: (/** @type {string} */ name) => name,

  /** What an error says, in this language where its code is known. */
  error: (/** @type {{ code?: string, message: string }} */ { code = '', message }) => ERRORS[code] ?? message,
})

export const en = english('films')

/** @typedef {typeof en} Messages */
