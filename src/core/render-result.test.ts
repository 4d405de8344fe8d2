import { expect, it } from 'vitest'
import { renderOutput, renderResult } from './render-result.ts'

const sources = [{ url: 'https://a.example', title: 'A' }]

it('is the text with its sources, if it has any, or the object as it is', () => {
  const text = { resultType: 'document', resultData: { result: 'Hi' } } as const
  expect(renderOutput({ ...text, sources })).toEqual({ result: 'Hi', sources })
  expect(renderOutput({ ...text, sources: [] })).toEqual({ result: 'Hi' })
  expect(renderOutput({ resultType: 'json', resultData: { a: 1 }, sources })).toEqual({ a: 1 })
})

it('as one text is the text, or the object as JSON, also when it has a field of the same name', () => {
  expect(renderResult({ resultType: 'text', resultData: { result: 'Hi' } })).toBe('Hi')
  expect(renderResult({ resultType: 'json', resultData: { result: 'Hi' } })).toBe('{"result":"Hi"}')
})
