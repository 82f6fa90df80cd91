// What the page says of this device: working offline, what is stored, whose work it is. See ../en.js.

/** @param {import('../formats.js').Formats} format */
export const device = ({ number, percent }) => ({
  offline: {
    ready: 'Ready to work offline',
    working: 'Offline, and working',
    offline: 'Offline',
    arriving: (/** @type {number | null} */ share) =>
      share === null ? 'Fetching all films' : `Fetching all films: ${percent(share)}`,
    onlySome: (/** @type {string} */ why) => `Only the most popular films are here. ${why}`,
    details: {
      starting: 'The page is being saved so that it works without a network.',
      unsupported: 'This browser cannot keep the page for offline use.',
      ready: 'The page and all films are saved on this device: they work without a network.',
      full: 'There is no room left on this device to save all of the page for offline use.',
      failed: 'The page could not be saved for offline use. It tries again at the next visit.',
    },
  },

  colophon: {
    nothingSent: 'Nothing is sent',
    promise:
      'What you like, and every picture you show, stays on this device. The page talks to no other server, counts no ' +
      'visits and has no account; its security policy forbids the browser to do otherwise.',
    heading: 'Whose work this is',
    trainedOn: (/** @type {number} */ ratings, /** @type {number} */ people) =>
      `The recommender learned from ${number(ratings)} good ratings by ${number(people)} people.`,
    terms: 'The terms of MovieLens in full',
    credits:
      'Image recognition: EfficientNet-Lite0 by the TensorFlow authors, Apache-2.0, trained on ImageNet; names of its ' +
      'classes, MIT. Penchant’s own code: MIT or Apache-2.0.',
  },
})
