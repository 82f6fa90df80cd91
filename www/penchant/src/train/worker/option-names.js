// The options that the engine's messages name, as they are called here: the engine calls them as its command line does.

/** @type {Record<string, string | undefined>} */
const NAMES = {
  '--user-column': 'columns.user',
  '--item-column': 'columns.item',
  '--rating-column': 'columns.rating',
  '--timestamp-column': 'columns.timestamp',
  '--creators-column': 'columns.creators',
  '--cast-column': 'columns.cast',
  '--synopsis-column': 'columns.synopsis',
  '--minutes-column': 'columns.minutes',
  '--link-column': 'columns.link',
  '--link': 'link',
  '--encoding': 'encoding',
  '--separator': 'separator',
  '--header': 'header: true',
  '--no-header': 'header: false',
  '--quote': 'quote',
  '--backslash': 'backslash',
  '--decimal-comma': 'decimalComma',
  '--comment': 'comment',
  '--genre-separator': 'genreSeparator',
  '--time-unit': 'timeUnit',
  '--feedback': 'feedback',
  '--positive-above': 'positiveAbove',
  '--ids': 'ids',
  '--max-bad-rows': 'maxBadRows',
}

/** @param {string} message */
export function withOptionNames(message) {
  return message.replace(/(--[a-z-]+[a-z])(?: NAME)?/g, (found, option) => NAMES[option] ?? found)
}
