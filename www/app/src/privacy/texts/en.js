// What the privacy room says, in English.

/** @param {import('../../shell/formats.js').Formats} format */
export const en = ({ bytes, number, percent, plural }) => ({
  title: 'Privacy',
  heading: 'What leaves this device: nothing',
  nothingSent: 'Nothing was sent since you opened this page.',
  somethingSent: (/** @type {number} */ count) =>
    plural(count, { one: '# request was none of this page’s.', other: '# requests were none of this page’s.' }),
  asked: (/** @type {number} */ count) =>
    plural(count, { one: '# file of this site was asked for', other: '# files of this site were asked for' }) +
    ', all of them the same for everybody.',
  foreign: (/** @type {number} */ count) => `Requests to other servers: ${number(count)}`,
  blocked: (/** @type {number} */ count) => `Attempts that the security policy stopped: ${number(count)}`,
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
  savingBegins: 'Loading image recognition…',
  parts: {
    history: {
      name: 'Your history',
      about: 'What you said of films, and of your own catalogues. It is nowhere else: export it before you delete it.',
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
  keep: 'Keep it',
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
})
