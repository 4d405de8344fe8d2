import { ProblemError } from 'errand/client'
import { expect, it } from 'vitest'
import { describeError } from './describe-error.ts'

it.each([
  ['Chrome', new TypeError('Failed to fetch')],
  ['Firefox', new TypeError('NetworkError when attempting to fetch resource.')],
  ['Safari', new TypeError('Load failed')],
])('a server that cannot be reached is blamed in %s', (_browser, error) => {
  expect(describeError(error)).toMatchObject({ title: 'No answer', report: null })
})

it('a part of the page that did not come is to be loaded again', () => {
  const error = new TypeError('Failed to fetch dynamically imported module: http://localhost/errand/assets/runs.js')
  expect(describeError(error)).toMatchObject({ title: 'A part of the page did not load', report: null })
})

it('a problem is what the server said, with what to do', () => {
  const problem = {
    type: 'x',
    title: 'Forbidden',
    status: 403,
    code: 'FORBIDDEN',
    detail: 'no scope',
    retryable: false,
  }
  const described = { title: 'Forbidden', remedy: 'Sign in with a key that has the scope.', report: null }
  expect(describeError(new ProblemError(problem))).toEqual(described)
})

it('an error in the code of the page is not blamed on the server, and can be reported', () => {
  const error = new RangeError('Incorrect locale information provided')
  expect(describeError(error)).toMatchObject({ title: 'This page has a fault' })
  expect(describeError(error).report).toContain('describe-error.test.ts')
})
