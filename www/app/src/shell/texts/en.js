// What the shell says, in English. Each room's zh.js has the same keys; what is not a mere text is a function of what it
// is about.

/** @import { Formats } from '../formats.js' */

/**
 * What the package tells a developer, for a visitor.
 * @type {Record<string, string>}
 */
const ERRORS = {
  'engine.file': 'The engine came damaged. Check your connection and try again.',
  'engine.version': 'The page and its engine are of different versions: reload the page.',
}

/** @param {Formats} format */
export const en = ({ percent }) => ({
  title: (/** @type {string} */ room) => `${room} · Penchant`,
  description: 'Films recommended and pictures recognised on your own device. Nothing you like is sent anywhere.',
  skip: 'Skip to the content',
  rooms: 'Parts of this page',
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

  offline: {
    films: 'Films work offline',
    ready: 'Ready to work offline',
    working: 'Offline, and working',
    offline: 'Offline',
    arriving: (/** @type {number | null} */ share) =>
      share === null ? 'Fetching all films' : `Fetching all films: ${percent(share)}`,
    details: {
      starting: 'The page is being saved so that it works without a network.',
      unsupported: 'This browser cannot keep the page for offline use.',
      films:
        'The page and all films are saved on this device: they work without a network. Recognising pictures, the ' +
        'example catalogues and learning others work without one once they were used, or saved under Privacy.',
      ready: 'All of the page is saved on this device: films, examples, pictures and learning work without a network.',
      full: 'There is no room left on this device to save all of the page for offline use.',
      removed: 'What was saved was deleted. It is saved again at the next visit.',
      failed: 'The page could not be saved for offline use. It tries again at the next visit.',
    },
  },

  colophon: {
    nothingSent: 'Nothing is sent',
    promise:
      'What you like, and every picture you show, stays on this device. The page talks to no other server, counts no ' +
      'visits and has no account; its security policy forbids the browser to do otherwise.',
    heading: 'Whose work this is',
    credits:
      'Image recognition: EfficientNet-Lite0 by the TensorFlow authors, Apache-2.0, trained on ImageNet; names of its ' +
      'classes, MIT. Penchant’s own code: MIT or Apache-2.0.',
  },

  /** What an error says, in this language where its code is known. */
  error: (/** @type {{ code?: string, message: string }} */ { code = '', message }) => ERRORS[code] ?? message,
})
