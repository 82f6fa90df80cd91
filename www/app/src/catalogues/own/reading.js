// How a table of ratings is read: what the visitor can choose instead of what was found in it.

/**
 * @import { Columns, UnderstoodTable } from 'penchant/train'
 *
 * @typedef {object} Reading what the visitor chose; the rest is found
 * @property {Columns} [columns]
 * @property {string} [encoding]
 * @property {string} [separator]
 * @property {boolean} [header]
 * @property {string} [timeUnit]
 * @property {'explicit' | 'implicit'} [feedback]
 * @property {'text' | 'numbers'} [ids]
 *
 * @typedef {'user' | 'item' | 'rating' | 'time'} Role
 *
 * @typedef {object} Column
 * @property {string} name the engine's for it
 * @property {number} place from 0
 * @property {Role} [role]
 * @property {UnderstoodTable['columns'][number]['by']} [by] why it has the role
 */

export const ROLES = /** @type {const} */ (['user', 'item', 'rating', 'time'])

/** What is shown of items besides title, year and genres, and a table of items may have. */
export const DETAILS = /** @type {const} */ (['creators', 'cast', 'synopsis', 'minutes', 'link'])

/** Those that a table may be without. */
export const OPTIONAL_ROLES = /** @type {Role[]} */ (['rating', 'time'])

/** What the engine calls separators that are not visible. */
export const SEPARATOR_WORDS = { tab: '\t', space: ' ' }

/** The engine's names of them, where it asks for columns. */
const OPTIONS = /** @type {const} */ ({ user: 'user', item: 'item', rating: 'rating', time: 'timestamp' })

/**
 * Gives a column another role. Where another column has it, the two change places, so that a mistake of two columns is
 * mended by one choice.
 * @param {Column[]} columns
 * @param {number} place of the column
 * @param {Role | undefined} role
 * @returns {Column[]}
 */
export function withRole(columns, place, role) {
  const before = columns[place].role
  return columns.map((column) => {
    if (column.place === place) return { ...column, role, by: 'option' }
    return role && column.role === role ? { ...column, role: before, by: 'option' } : column
  })
}

/**
 * The columns of these roles, as the engine is told them.
 * @param {Column[]} columns
 * @param {Set<Role>} chosen
 * @returns {Columns}
 */
export function columnsOf(columns, chosen) {
  const told = [...chosen].map((role) => [OPTIONS[role], columns.find((column) => column.role === role)?.name, role])
  // An empty name says that the table has no such column. A table always has users and items: the engine looks for them.
  const known = told.filter(
    ([, name, role]) => name !== undefined || OPTIONAL_ROLES.includes(/** @type {Role} */ (role)),
  )
  return Object.fromEntries(known.map(([option, name]) => [option, name ?? '']))
}
