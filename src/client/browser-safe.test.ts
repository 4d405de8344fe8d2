// What the client is made of, file by file: only what a browser has.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

/** Modules a file needs when it runs; imports of types alone are gone by then. */
function listImports(source: string): string[] {
  const statements = source.matchAll(/^(?:import|export) (?!type )(?:[^'"]*? from )?'([^']+)'/gm)
  return [...statements].map(([, name]) => name ?? '')
}

/** Every file that is loaded with this one, by path. */
function readGraph(path: string, graph = new Map<string, string>()): Map<string, string> {
  if (graph.has(path)) return graph
  const source = readFileSync(path, 'utf8')
  graph.set(path, source)
  for (const name of listImports(source)) if (name.startsWith('.')) readGraph(join(dirname(path), name), graph)
  return graph
}

test('the client loads nothing that a browser lacks', () => {
  const graph = readGraph(join(import.meta.dirname, '../client.ts'))
  const sources = [...graph.values()]
  expect(graph.size).toBeGreaterThan(20)
  const packages = new Set(sources.flatMap(listImports).filter((name) => !name.startsWith('.')))
  expect([...packages].sort()).toEqual(['eventsource-parser', 'zod'])
  const nodeOnly = /\b(?:process\.|Buffer\b|require\(|setImmediate\b|__dirname\b)/
  expect([...graph].filter(([, source]) => nodeOnly.test(source)).map(([path]) => path)).toEqual([])
})
