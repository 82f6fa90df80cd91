// What the page says of this device: working offline, what is stored, whose work it is. See ../en.js.

/** @param {import('../formats.js').Formats} format */
export const device = ({ bytes, number, percent, plural }) => ({
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
      removed: 'What was saved was deleted. It is saved again at the next visit.',
      failed: 'The page could not be saved for offline use. It tries again at the next visit.',
    },
  },

  privacy: {
    title: 'Privacy',
    heading: 'What leaves this device: nothing',
    nothingSent: 'Nothing was sent since you opened this page.',
    somethingSent: (/** @type {number} */ count) =>
      plural(count, { one: '# request was none of this page’s.', other: '# requests were none of this page’s.' }),
    asked: (/** @type {number} */ count) =>
      plural(count, { one: '# file of this site was asked for', other: '# files of this site were asked for' }) +
      ', all of them the same for everybody.',
    foreign: (/** @type {number} */ count) => `Requests to other servers: ${number(count)}`,
    forbidden: (/** @type {number} */ count) => `Attempts that the security policy stopped: ${number(count)}`,
    list: 'Every request',
    listHelp:
      'As the browser recorded them, counted as they happen. Those that were answered on this device are among them.',
    storedHeading: 'What is stored on this device',
    total: (/** @type {number} */ usage, /** @type {number} */ quota) =>
      `${bytes(usage)} in all, of ${bytes(quota)} that the browser allows.`,
    unknownTotal: 'This browser does not say how much is stored in all.',
    persisted: 'The browser keeps it even when space is short.',
    notPersisted: 'The browser may delete it when space is short.',
    persist: 'Ask it to keep it',
    saveModel: 'Save image recognition for offline use',
    saving: (/** @type {number} */ share) => `Saving image recognition: ${percent(share)}`,
    parts: {
      history: {
        name: 'Your history',
        about:
          'What you said of films, and of your own catalogues. It is nowhere else: export it before you delete it.',
      },
      ownCatalogues: {
        name: 'Your own catalogues',
        about: 'Learned here from your tables. They are nowhere else either.',
      },
      page: { name: 'The page', about: 'So that it opens without a network.' },
      films: { name: 'All films', about: 'Titles, and what recommends them.' },
      trainer: { name: 'Learning engine', about: 'Learns from your tables; fetched when it is first needed.' },
      engine: { name: 'Image engine', about: 'Runs networks that look at pictures.' },
      model: { name: 'Image model', about: 'EfficientNet-Lite0, fetched when a picture is first looked at.' },
      ownModel: { name: 'Your own model', about: 'Never sent anywhere either.' },
      examples: { name: 'Examples', about: 'Pictures to try.' },
    },
    delete: 'Delete',
    deletePart: (/** @type {string} */ name) => `Delete: ${name}`,
    nothing: 'nothing',
    forget: {
      history: {
        heading: 'Delete your history?',
        text: 'All that you said will be forgotten, of films and of your own catalogues. This cannot be undone.',
      },
      ownCatalogues: {
        heading: 'Delete your own catalogues?',
        text: 'All of them will be gone, and what you said of what is in them. This cannot be undone.',
      },
    },
  },

  colophon: {
    nothingSent: 'Nothing is sent',
    promise:
      'What you like, and every picture you show, stays on this device. The page talks to no other server, counts no ' +
      'visits and has no account; its security policy forbids the browser to do otherwise.',
    heading: 'Whose work this is',
    own: (/** @type {string} */ name) => `“${name}” was brought by you: its titles and ratings were sent nowhere.`,
    trainedOn: (/** @type {number} */ ratings, /** @type {number} */ people) =>
      `The recommender learned from ${number(ratings)} good ratings by ${number(people)} people.`,
    terms: 'The terms of MovieLens in full',
    credits:
      'Image recognition: EfficientNet-Lite0 by the TensorFlow authors, Apache-2.0, trained on ImageNet; names of its ' +
      'classes, MIT. Penchant’s own code: MIT or Apache-2.0.',
  },
})
