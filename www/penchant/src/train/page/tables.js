// What was understood of tables: types alone.

/**
 * @typedef {object} Read a summary of the tables
 * @property {number} ratings that are usable
 * @property {number} users
 * @property {number} items of the catalogue
 * @property {number} likes
 * @property {boolean} small whether `train` chooses the model if none is named
 * @property {number} duplicates ratings that were left out because a later one, in time or else in the table, has the
 *   same user and item
 * @property {number} unknown ratings that were left out because their item is not in the table of items
 * @property {Skipped[]} skipped
 * @property {UnderstoodTable} table what was understood of the table of ratings
 * @property {ItemsTable} [itemsTable] what was understood of the table of items, if there is one
 * @property {{ detail: Detail, items: number, bytes: number }[]} details to be shown: how many items have each, and what it
 *   takes of the pack
 * @property {TableWarning[]} warnings what looks wrong in the tables
 *
 * @typedef {object} Skipped unusable rows
 * @property {'ratings' | 'items'} table
 * @property {number} count
 * @property {[line: number, fault: string][]} examples the first of them, with their faults
 *
 * @typedef {'option' | 'name' | 'partofname' | 'place' | 'content'} By why something is taken to be so: it was told, by
 *   a column's name, by words in its name, by its place, or by what is in the table
 *
 * @typedef {object} UnderstoodTable
 * @property {TableLayout} layout
 * @property {{ name: string, role?: 'user' | 'item' | 'rating' | 'time', by?: By }[]} columns in their order; one
 *   without a name has its number from 1 as its name, and one that is not used has no role
 * @property {{ unit: string, unitBy: By, from: string, to: string }} [times] as `timeUnit` names the units; the first
 *   and the last day
 * @property {{ min: number, max: number, feedback: 'explicit' | 'implicit', positiveAbove: number, epsilon: number }} [scale]
 *   of its ratings; numbers above `positiveAbove` are likes, and a count weighs log(1 + count / `epsilon`)
 * @property {number} rows each user and item once
 * @property {number} users
 * @property {number} items
 * @property {number} positiveAbove the threshold that was used
 * @property {By} positiveAboveBy
 * @property {number} likes
 * @property {string[][]} preview the first ten rows as they are written
 * @property {TableWarning[]} warnings
 *
 * @typedef {'creators' | 'cast' | 'synopsis' | 'minutes' | 'link'} Detail
 *
 * @typedef {object} ItemsTable
 * @property {TableLayout} layout
 * @property {string[]} header the names of its columns
 * @property {(string | null)[]} columns those of ids, titles, years and genres
 * @property {string} [genres] how genres are written
 * @property {{ detail: Detail, column: string, by: By, lists?: string }[]} details the columns of what is shown besides; of
 *   names with how several of them are written. Made of several columns, the column of links is the option `link`
 * @property {TableWarning[]} warnings
 *
 * @typedef {object} TableLayout
 * @property {string} format such as CSV or JSON lines
 * @property {string} [packing]
 * @property {string} [encoding]
 * @property {By} encodingBy
 * @property {number} replaced places that the encoding does not have
 * @property {number} firstReplaced the line of the first of them
 * @property {string} [separator]
 * @property {By} separatorBy
 * @property {string} [quote] what encloses cells that have the separator in them
 * @property {boolean} backslash whether a backslash before a quote makes it part of a cell
 * @property {'names' | 'numbers' | 'none'} header
 * @property {By} headerBy
 * @property {number} comments lines that hold no rows
 * @property {number} parts
 *
 * @typedef {{ code: string, [detail: string]: any }} TableWarning by the code, with what its message in
 *   docs/tables.md has
 */

export {}
