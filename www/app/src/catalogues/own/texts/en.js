// What is said of the visitor's own catalogues, in English: which there are, and how one is made of tables.

/** @param {import('../../../shell/formats.js').Formats} format */
export const en = ({ bytes, date, number, plural }) => ({
  builtIn: 'Films of MovieLens',
  builtInDetail: 'Comes with the page',
  detail: (/** @type {number} */ items, /** @type {number} */ size, /** @type {number} */ at) =>
    `${plural(items, { one: '# item', other: '# items' })}, ${bytes(size)}, learned on ${date(at)}`,
  unkept: 'There was no room to keep it: it is lost when this page is closed. Export it to save it.',
  damaged: 'Damaged: its name and size cannot be read. Export it to bring it back from the file, or delete it.',
  current: 'In use',
  use: 'Use',
  useOf: (/** @type {string} */ name) => `Use ${name}`,
  rename: 'Rename',
  renameOf: (/** @type {string} */ name) => `Rename ${name}`,
  notRenamed: 'It could not be renamed: there is no room left, or it was deleted.',
  export: 'Export',
  exportOf: (/** @type {string} */ name) => `Export ${name}`,
  delete: 'Delete',
  deleteOf: (/** @type {string} */ name) => `Delete ${name}`,
  deleteHeading: (/** @type {string} */ name) => `Delete ${name}?`,
  deleteText: 'What was learned will be deleted, with your opinions on its items. This cannot be undone.',
  deleted: (/** @type {string} */ name) => `${name} was deleted, with your opinions on its items.`,

  own: 'A catalogue of your own',
  ownText:
    'Drop files anywhere here, or choose them: CSV, TSV, JSON lines, or MovieLens’ own, up to 200,000 ratings. ' +
    'The first time, the learning engine is fetched (0.5 MB); after that it works without a network.',
  ratings: 'Ratings',
  ratingsHint: 'One on each line: user, item, and perhaps a rating and a time. Or a pack that was exported.',
  items: 'Items (optional)',
  itemsHint: 'One on each line: item, title, year, genres, tags, description. Without them only ids are shown.',
  columns: 'Which column is which',
  columnsHint: 'Columns are found by their names. Choose them here if that goes wrong.',
  columnNames: { user: 'User', item: 'Item', rating: 'Rating', timestamp: 'Time' },
  byName: 'found by its name',
  noColumn: 'there is none',
  column: (/** @type {number} */ place, /** @type {string} */ example) =>
    example ? `column ${number(place)}, such as ${example}` : `column ${number(place)}`,
  name: 'Name',
  defaultName: 'My catalogue',
  above: 'A rating above this one is a like',
  aboveHint: '3.5 for five stars, 7 for ten; 0 for plays, purchases and the like.',
  same: 'You have a catalogue with this name',
  sameBoth: (/** @type {string} */ name) => `Keep both: this one becomes ${name}`,
  sameReplace: 'Replace it with this one; your opinions stay',
  model: 'What is learned',
  models: {
    ease: 'EASE: which items go together. Exact, for up to a few thousand people or items',
    als: 'ALS: a few dozen directions of taste. Smaller, and fast with very many people and items',
    both: 'Both added up: the best picks, but the longest wait',
  },
  learn: 'Learn it',
  reading: 'Reading…',
  found: (/** @type {number} */ ratings, /** @type {number} */ people, /** @type {number} */ items) =>
    `${plural(ratings, { one: '# rating', other: '# ratings' })} by ` +
    `${plural(people, { one: '# person', other: '# people' })} of ` +
    `${plural(items, { one: '# item', other: '# items' })}.`,
  likes: (/** @type {number} */ likes) => `${number(likes)} of them count as likes.`,
  noLikes: 'None of them counts as a like: choose a lower rating above which one does.',
  duplicates: (/** @type {number} */ count) =>
    plural(count, {
      one: '# was replaced by a later one of the same person.',
      other: '# were replaced by later ones of the same person.',
    }),
  unknown: (/** @type {number} */ count) =>
    plural(count, {
      one: '# is of an item that the other table does not have.',
      other: '# are of items that the other table does not have.',
    }),
  skipped: {
    ratings: (/** @type {number} */ count) =>
      plural(count, {
        one: '# row of the ratings cannot be used, and is left out:',
        other: '# rows of the ratings cannot be used, and are left out:',
      }),
    items: (/** @type {number} */ count) =>
      plural(count, {
        one: '# row of the items cannot be used, and is left out:',
        other: '# rows of the items cannot be used, and are left out:',
      }),
  },
  line: (/** @type {number} */ line) => `Line ${number(line)}:`,
  more: (/** @type {number} */ count) => `and ${number(count)} more`,
  stages: {
    loading: 'Fetching the learning engine…',
    reading: 'Reading the tables…',
    training: 'Learning…',
    packing: 'Packing the catalogue…',
  },
  learned: (/** @type {string} */ name) => `${name} is learned, and kept on this device.`,
  notKept: (/** @type {string} */ name) =>
    `${name} is learned, but there is no room to keep it: it lasts until this page is closed.`,
  open: 'Open it',
  cancelled: 'Stopped. Nothing was kept.',
  failed: 'This did not work.',
  failedColumns: 'If the columns have other names, choose them below.',
})
