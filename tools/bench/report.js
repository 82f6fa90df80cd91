// What people see of a bench: tables.

/** @param {string[][]} cells the first row is the header */
export function table(cells) {
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)))
  return cells.map((row) => row.map((cell, column) => cell.padStart(widths[column])).join('  ')).join('\n')
}
