// What is said of the visitor's own catalogues, in English: which there are, and how one is made of tables.

/**
 * @typedef {{ role: string, example: string }} Ids
 * @typedef {{ detail: keyof typeof unusable, column: string, count: number, line: number, example: string }} Unusable
 * @typedef {{ likes: number, rows: number, positiveAbove: number }} Likes
 */

/** What is wrong with a cell that cannot be shown. */
const unusable = {
  creators: 'is too long',
  cast: 'is too long',
  synopsis: 'is too long',
  minutes: 'is not a number of minutes',
  link: 'is not an address that begins with http:// or https://',
}

/** @param {string} role */
const who = (role) => (role === 'user' ? 'users' : 'items')

/** @param {import('../../../shell/formats.js').Formats} format */
export const en = ({ bytes, date, decimal, number, plural }) => ({
  builtIn: 'Films of MovieLens',
  builtInDetail: 'Comes with the page',
  detail: (/** @type {string} */ items, /** @type {number} */ size, /** @type {number} */ at) =>
    `${items}, ${bytes(size)}, learned on ${date(at)}`,
  unkept: 'There was no room to keep it: it is lost when this page is closed. Export it to save it.',
  damaged: 'Damaged: its name and size cannot be read. Export it to bring it back from the file, or delete it.',
  current: 'In use',
  use: 'Use',
  useOf: (/** @type {string} */ name) => `Use ${name}`,
  kind: 'It is a catalogue of',
  kinds: { films: 'films', songs: 'songs', games: 'games', books: 'books', items: 'something else' },
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

  stoppedHeading: 'Learning that was stopped',
  stopped: (/** @type {string} */ name) => `Learning “${name}” was stopped.`,
  stoppedText: 'The page was closed or reloaded before it was done. Its tables are still on this device.',
  stoppedGone: (/** @type {string} */ name) => `The tables of “${name}” are no longer kept: choose them again.`,
  goOn: 'Go on',
  discard: 'Discard',

  own: 'A catalogue of your own',
  ownText:
    'Drop files anywhere here, or choose them: CSV, TSV, JSON, or MovieLens’ own, up to 200,000 ratings. ' +
    'The first time, the learning engine is fetched (0.5 MB); after that it works without a network.',
  ratings: 'Ratings',
  ratingsHint: 'One on each line: user, item, and perhaps a rating and a time. Or a pack that was exported.',
  items: 'Items (optional)',
  itemsHint:
    'One on each line: item, title, year, genres, tags; to be shown also director or author, cast, description, minutes ' +
    'and link. Without them only ids are shown.',
  previewCaption: (/** @type {number} */ rows) =>
    plural(rows, {
      one: 'The first row. Above it: what each column is.',
      other: 'The first # rows. Above them: what each column is.',
    }),
  roles: { user: 'User', item: 'Item', rating: 'Rating', time: 'Time' },
  roleOf: (/** @type {string} */ column) => `What “${column}” is`,
  notUsed: 'not used',
  by: {
    option: 'as you chose',
    name: 'by its name',
    partofname: 'by part of its name',
    place: 'by its place',
    content: 'by what it holds',
  },
  column: (/** @type {number} */ place) => `column ${number(place)}`,
  moreColumns: (/** @type {number} */ count) =>
    plural(count, { one: '# more column is not shown.', other: '# more columns are not shown.' }),
  howRead: 'How the table is read',
  readAs: (/** @type {string[]} */ parts) => `Read as ${parts.join(' · ')}`,
  packed: (/** @type {string} */ format, /** @type {string} */ packing) => `${format} in ${packing}`,
  choices: {
    encoding: 'Encoding',
    separator: 'Cells are separated by',
    header: 'The first row has',
    timeUnit: 'Times are',
    feedback: 'Numbers are',
    ids: 'Ids are',
  },
  itemColumns: ['ids', 'titles', 'years', 'genres'],
  details: {
    creators: 'Directors, authors or artists',
    cast: 'Cast',
    synopsis: 'What it is about',
    minutes: 'Minutes',
    link: 'Link',
  },
  detailsText: 'Shown in the details of an item. Models read the words of the description, and nothing of the others.',
  inColumn: (/** @type {string} */ what, /** @type {string} */ column) =>
    `${what[0].toLowerCase()}${what.slice(1)} in “${column}”`,
  itemsReadAs: (/** @type {string[]} */ parts, /** @type {number} */ size) =>
    `Items: ${parts.length > 0 ? parts.join(' · ') : 'ids alone'}` + (size > 0 ? ` (details: ${bytes(size)})` : ''),
  findOut: 'found by itself',
  foundOut: (/** @type {string} */ what) => `found: ${what}`,
  separators: { ',': 'commas', ';': 'semicolons', tab: 'tabs', '|': 'bars', '::': 'two colons', space: 'spaces' },
  headers: { names: 'names of columns', none: 'a user and an item' },
  numberedHeader: 'numbers of columns',
  timeUnits: {
    dates: 'dates, the year first',
    'day-first': 'dates, the day first',
    'month-first': 'dates, the month first',
    seconds: 'seconds since 1970',
    milliseconds: 'milliseconds since 1970',
    microseconds: 'microseconds since 1970',
    nanoseconds: 'nanoseconds since 1970',
    'year-month-day': 'days such as 20170727',
    'year-month-day-clock': 'times such as 20170727091854',
    years: 'years',
    'excel-days': 'days as Excel counts them',
  },
  mixedUnits: 'in several units',
  feedbacks: { explicit: 'ratings', implicit: 'counts, such as plays' },
  idForms: { text: 'texts: 7 and 07 differ', numbers: 'numbers: 7 and 07 are one' },
  separatedBy: (/** @type {string} */ what) => `separated by ${what}`,
  firstRow: (/** @type {string} */ what) => `the first row has ${what}`,
  scale: (/** @type {string} */ what, /** @type {number} */ min, /** @type {number} */ max) =>
    `${what} from ${decimal(min)} to ${decimal(max)}`,
  times: (/** @type {string} */ unit, /** @type {string} */ from, /** @type {string} */ to) =>
    `times are ${unit}, from ${from} to ${to}`,
  warnings: {
    'unused-ratings': (/** @type {{ column: string, min: number, max: number }} */ { column, min, max }) =>
      `“${column}” has numbers from ${decimal(min)} to ${decimal(max)} and is not used. If these are the ratings, say so above it.`,
    'unused-times': (/** @type {{ column: string, example: string }} */ { column, example }) =>
      `“${column}” has times such as ${example} and is not used. If these are the times of the rows, say so above it.`,
    'ids-are-times': (/** @type {Ids & { column: string }} */ { role, column, example }) =>
      `“${column}”, taken for the ${who(role)}, has what looks like times, such as ${example}. Is it another column?`,
    'ids-are-fractions': (/** @type {Ids & { column: string }} */ { role, column, example }) =>
      `“${column}”, taken for the ${who(role)}, has numbers with a fraction, such as ${example}. Is it another column?`,
    'ids-were-floats': (/** @type {Ids & { readAs: string }} */ { role, example, readAs }) =>
      `All ids of ${who(role)} are written like ${example} and were read like ${readAs}. If they differ, choose that ids are texts.`,
    'items-never-repeat': (/** @type {{ items: number }} */ { items }) =>
      `Each of the ${number(items)} items is in one row only, so that nothing can be learned of them. Is it another column?`,
    'nearly-all-likes': (/** @type {Likes} */ { likes, rows, positiveAbove }) =>
      `${number(likes)} of ${number(rows)} rows are likes, because they are above ${decimal(positiveAbove)}. If that is too many, choose a higher rating.`,
    'nearly-no-likes': (/** @type {Likes} */ { likes, rows, positiveAbove }) =>
      `Only ${number(likes)} of ${number(rows)} rows are likes, because they are above ${decimal(positiveAbove)}. If that is too few, choose a lower rating.`,
    'odd-dates': (/** @type {{ from: string, to: string }} */ { from, to }) =>
      `The times are from ${from} to ${to}. If that is wrong, choose what times are, or another column.`,
    'unknown-times': (/** @type {{ count: number, rows: number }} */ { count, rows }) =>
      `${number(count)} of ${number(rows)} rows have no time. They count, but not where the order of time does.`,
    'replaced-bytes': (/** @type {{ count: number, line: number, encoding: string }} */ { count, line, encoding }) =>
      `${plural(count, { one: '# place is', other: '# places are' })} not ${encoding}, the first in line ${number(line)}. Choose another encoding.`,
    'unusable-details': (/** @type {Unusable} */ { detail, column, count, line, example }) =>
      plural(count, {
        one: `# cell of “${column}” is left out, in line ${number(line)}: “${example}” ${unusable[detail]}.`,
        other: `# cells of “${column}” are left out, the first in line ${number(line)}: “${example}” ${unusable[detail]}.`,
      }),
    'unused-minutes': (/** @type {{ column: string, example: string }} */ { column, example }) =>
      `“${column}” has numbers such as ${example}, many for minutes, and is not used. If they are minutes, choose it among the items.`,
    replaced: (/** @type {{ count: number }} */ { count }) =>
      plural(count, {
        one: '# row was replaced by a later one of the same user and item.',
        other: '# rows were replaced by later ones of the same user and item.',
      }),
    'unknown-items': (/** @type {{ count: number, example: string }} */ { count, example }) =>
      plural(count, {
        one: `# row is left out: the table of items does not have ${example}.`,
        other: `# rows are left out: the table of items does not have their items, such as ${example}.`,
      }),
    'zero-counts': (/** @type {{ count: number }} */ { count }) =>
      plural(count, {
        one: '# row has a count of 0 or less, and does not count as a like.',
        other: '# rows have a count of 0 or less, and do not count as likes.',
      }),
  },
  name: 'Name',
  defaultName: 'My catalogue',
  above: 'A rating above this one is a like',
  aboveHint: '3.5 for five stars, 7 for ten; 0 for plays, purchases and the like.',
  same: 'You have a catalogue with this name',
  sameBoth: (/** @type {string} */ name) => `Keep both: this one becomes ${name}`,
  sameReplace: 'Replace it with this one; your opinions stay',
  model: 'What is learned',
  models: {
    chosen: 'What ranks best here: several models are tried on people whose later likes they must find',
    ease: 'EASE: which items go together. Exact, for up to a few thousand people or items',
    als: 'ALS: a few dozen directions of taste. Smaller, and fast with very many people and items',
    both: 'Both added up: the best picks, but the longest wait',
  },
  tooLargeToChoose:
    'What ranks best here: not tried, because with so many items, people or likes it would take minutes',
  learn: 'Learn it',
  reading: 'Reading…',
  found: (/** @type {number} */ ratings, /** @type {number} */ people, /** @type {number} */ items) =>
    `${plural(ratings, { one: '# rating', other: '# ratings' })} by ` +
    `${plural(people, { one: '# person', other: '# people' })} of ` +
    `${plural(items, { one: '# item', other: '# items' })}.`,
  likes: (/** @type {number} */ likes) => `${number(likes)} of them count as likes.`,
  noLikes: 'None of them counts as a like: choose a lower rating above which one does.',
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
  failedColumns: 'Below you can say what the columns are, and how the table is written.',
})
