// What the privacy room says, in English.

/** @param {import('../../shell/formats.js').Formats} format */
export const en = ({ bytes, number, percent, plural }) => ({
  title: 'Privacy',
  heading: 'What leaves this device: nothing',
  nothingSent: 'Nothing was sent since you opened this page.',
  somethingSent: (/** @type {number} */ count) =>
    plural(count, {
      one: '# request sent something, or went to another server.',
      other: '# requests sent something, or went to another server.',
    }),
  asked: (/** @type {number} */ count) =>
    plural(count, { one: '# file of this site was requested', other: '# files of this site were requested' }) +
    ', all of them the same for everybody.',
  foreign: (/** @type {number} */ count) => `Requests to other servers: ${number(count)}`,
  blocked: (/** @type {number} */ count) => `Requests that the security policy blocked: ${number(count)}`,
  list: 'Every request',
  listHelp:
    'As the browser recorded them, counted as they happen. Those that were answered on this device are among them.',
  storedHeading: 'What is stored on this device',
  total: (/** @type {number} */ usage, /** @type {number} */ quota) =>
    `${bytes(usage)} in all, of ${bytes(quota)} that the browser allows.`,
  unknownTotal: 'This browser does not say how much is stored in all.',
  persisted: 'The browser keeps it even when space is short.',
  notPersisted: 'The browser may delete it when space is short.',
  persist: 'Ask the browser to keep it',
  saveModel: 'Save the rest for offline use',
  saving: (/** @type {number} */ share) => `Saving image recognition: ${percent(share)}`,
  savingBegins: 'Loading image recognition…',
  parts: {
    history: {
      name: 'Your history',
      about:
        'Your opinions, on films and in all other catalogues. Stored nowhere else: export it before you delete it.',
    },
    lists: {
      name: 'Your lists',
      about: 'What you want to see, and the lists you made. Stored nowhere else either.',
    },
    ownCatalogues: {
      name: 'Your own catalogues',
      about: 'Learned here from your tables. They are stored nowhere else either.',
    },
    unfinished: {
      name: 'Unfinished learning',
      about: 'The tables of a catalogue, until it is learned. You have them elsewhere.',
    },
    page: { name: 'The page', about: 'So that it opens without a network.' },
    films: { name: 'All films', about: 'Titles, and what recommends them.' },
    trainer: { name: 'Learning engine', about: 'Learns from your tables; fetched when it is first used.' },
    engine: { name: 'Image engine', about: 'Runs the models that recognise pictures.' },
    model: { name: 'Image model', about: 'EfficientNet-Lite0; fetched when it is first used.' },
    ownModel: { name: 'Your own model', about: 'Never sent anywhere either.' },
    examples: { name: 'Examples', about: 'Pictures and small catalogues to try; fetched when they are first used.' },
  },
  delete: 'Delete',
  deletePart: (/** @type {string} */ name) => `Delete: ${name}`,
  keep: 'Keep it',
  nothing: 'nothing',
  forget: {
    history: {
      heading: 'Delete your history?',
      text: 'All your opinions will be deleted, on films and in all other catalogues. This cannot be undone.',
    },
    lists: {
      heading: 'Delete your lists?',
      text: 'All of them will be deleted, in all catalogues. This cannot be undone.',
    },
    ownCatalogues: {
      heading: 'Delete your own catalogues?',
      text: 'All of them will be deleted, with your opinions on their items. This cannot be undone.',
    },
  },
})
