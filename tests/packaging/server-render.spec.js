// Server-side rendering: importing the package loads nothing, uses no window, and does not keep the process alive.

import { expect, test } from './fixtures.js'

test('a server renders components with the hooks', ({ install }) => {
  const project = install('tests/packaging/projects/server-render')
  expect(project.run('node', 'render.js')).toBe('<p>[[],false,[],null,false]</p>\n')
})
