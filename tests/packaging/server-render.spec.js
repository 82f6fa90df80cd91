// A server that renders pages only imports the package: nothing is loaded, no window is touched, and it ends by itself.

import { expect, test } from './fixtures.js'

test('a server renders components that use the package', ({ install }) => {
  const project = install('tests/packaging/projects/server-render')
  expect(project.run('node', 'render.js')).toBe('<p>[[],false,[],null,false]</p>\n')
})
