import { createConfig, lintFromString, type NormalizedProblem } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'
import { contracts } from '../../contracts/index.ts'
import { createTestApp } from '../../testing/create-test-app.ts'

type Json = Record<string, unknown>
interface Document {
  readonly paths: Record<string, Record<string, { operationId: string; parameters?: Json[]; responses: Json }>>
  readonly components: { readonly schemas: Record<string, { properties: Json; required?: string[] }> }
}

async function readDocument(): Promise<{ text: string; document: Document }> {
  await using test = await createTestApp()
  const text = await (await test.send('/openapi.json')).text()
  return { text, document: JSON.parse(text) as Document }
}

async function lint(source: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'], telemetry: 'off' } as never)
  const problems: NormalizedProblem[] = await lintFromString({ source, config })
  return problems.map(({ severity, ruleId, message, location }) => {
    return `${severity} ${ruleId}: ${message} at ${location[0]?.pointer ?? ''}`
  })
}

describe('/openapi.json', () => {
  it("has no errors and no warnings under Redocly's recommended rules", async () => {
    const { text } = await readDocument()
    expect(await lint(text)).toEqual([])
  })

  it('is linted by rules that find a fault when there is one', async () => {
    const { document } = await readDocument()
    const broken = { ...document, paths: { ...document.paths, '/v1/extra/{id}': { get: { responses: {} } } } }
    expect((await lint(JSON.stringify(broken))).length).toBeGreaterThan(0)
  })

  it('describes every operation once, at its route, under its key', async () => {
    const { document } = await readDocument()
    const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`),
    )
    const expected = Object.values(contracts).map(({ meta, http }) => `${meta.key} ${http.method} ${http.path}`)
    expect(listed.sort()).toEqual(expected.sort())
  })

  it('names every error code of a contract under its status', async () => {
    const { document } = await readDocument()
    for (const { http, io } of Object.values(contracts)) {
      const responses = document.paths[http.path]?.[http.method.toLowerCase()]?.responses ?? {}
      for (const [code, { http: status }] of Object.entries(io.errors)) {
        expect(responses[String(status)]).toMatchObject({ description: expect.stringContaining(code) })
      }
    }
  })

  it('asks for path parameters in the path alone', async () => {
    const { document } = await readDocument()
    const parameters = document.paths['/v1/runs/{runId}/events']?.['get']?.parameters ?? []
    expect(parameters.map((parameter) => `${String(parameter['in'])} ${String(parameter['name'])}`)).toEqual([
      'path runId',
      'query after',
      'query types',
      'query limit',
      'header Last-Event-ID',
    ])
    expect(Object.keys(document.components.schemas['CancelRunInput']?.properties ?? {})).toEqual(['reason'])
  })
})
