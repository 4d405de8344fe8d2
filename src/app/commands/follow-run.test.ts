// Ctrl-C while a run is shown: asks, cancels, leaves.
import { expect, test } from 'vitest'
import { createClient } from '../../client/client.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import type { Terminal } from '../terminal.ts'
import { followToEnd } from './follow-run.ts'

/** A terminal whose Ctrl-C is pressed by the test; `press` comes as soon as somebody listens. */
function createPressed(press: (interrupt: () => void) => void) {
  const notes: string[] = []
  const terminal: Terminal = {
    stdin: process.stdin,
    env: {},
    isJson: true,
    write: () => undefined,
    writeJson: () => undefined,
    note: (text) => void notes.push(text.trim()),
    style: (_style, text) => text,
    columns: 80,
    showStatus: () => undefined,
    onInterrupt(listener) {
      setImmediate(() => press(listener))
      return () => undefined
    },
  }
  return { terminal, notes }
}

async function startRun() {
  const app = await createTestApp({ agents: [createScriptedAgent([{ text: 'Hi' }])], isWorking: false })
  const { runId } = await app.client.agent.run.execute({ agentId: 'scripted', input: { message: 'Hello' } })
  return { app, runId, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() }
}

test('the second Ctrl-C cancels the run, and its end is shown', async () => {
  await using started = await startRun()
  const { terminal, notes } = createPressed((interrupt) => {
    interrupt()
    interrupt()
  })
  expect(await followToEnd(started.app.client, terminal, started.runId)).toBe(4)
  expect(notes).toEqual([
    'Press Ctrl-C again within 5 s to cancel this run; otherwise it goes on.',
    'Cancelling; one more Ctrl-C leaves at once.',
  ])
})

test('the third Ctrl-C leaves, also when the server does not answer', async () => {
  await using started = await startRun()
  const client = createClient({
    url: 'http://localhost',
    token: 'test-token-of-root',
    fetch: async (request) =>
      request.url.endsWith('/cancel') ? new Promise<Response>(() => undefined) : started.app.app.http.fetch(request),
  })
  const { terminal, notes } = createPressed((interrupt) => [1, 2, 3].forEach(interrupt))
  expect(await followToEnd(client, terminal, started.runId)).toBe(130)
  expect(notes.at(-1)).toBe(`Left before the run had ended; see what became of it with: errand follow ${started.runId}`)
})
