import { expect, test } from 'vitest'
import { isPathInside } from './check-path.ts'
import { findContentType } from './context-files.ts'
import { collectSkills } from './skill-set.ts'

test.each(['a.md', 'folder/a.md', '.', 'a..b.md', '100%.md', '50%25.md', 'a%20b.md'])('%j stays inside', (path) => {
  expect(isPathInside(path)).toBe(true)
})

test.each([
  '../x',
  'a/../../x',
  '..',
  '/etc/x',
  'C:/x',
  'C:\\x',
  'a\\..\\x',
  'a\0.md',
  '..%2fx',
  '%2e%2e/x',
  '%252e%252e%252fx',
  '%25252525252e',
  '%2fetc',
])('%j is refused', (path) => {
  expect(isPathInside(path)).toBe(false)
})

test.each([
  ['a.md', 'text/markdown'],
  ['A.HTML', 'text/html'],
  ['a.png', null],
  ['README', null],
  ['appsettings.Production.json', null],
  ['secrets.json', null],
  ['.env', null],
  ['.env.md', null],
])('%s is read as %s', (name, type) => {
  expect(findContentType(name)).toBe(type)
})

test('of two skills with one id the first counts, and the other is a problem', () => {
  const head = { skillId: 'tea', name: 'tea', description: 'Brews tea', tags: ['hot'] }
  const files = ['a', 'b'].map((folder) => ({ sourceId: 's', relativePath: `${folder}/SKILL.md`, head }))
  const { skills, problems } = collectSkills(files)
  expect(skills).toMatchObject([{ skillId: 'tea', relativePath: 'a/SKILL.md', tags: ['hot'] }])
  expect(problems).toMatchObject([{ path: 'b/SKILL.md', code: 'SKILL_DUPLICATE' }])
})
