// A world of its own for each acceptance call: an app with agents of every kind, on a database in a folder of its own.
import { join } from 'node:path'
import { type Listener, listenTcp } from '../../app/listen.ts'
import { createApprovingAgent, createPayTool } from '../approving-agent.ts'
import { createTestApp, type TestApp, type TestAppOptions } from '../create-test-app.ts'
import { createGatedTool } from '../gated-tool.ts'
import { createScriptedAgent } from '../scripted-agent.ts'
import { storedAgent } from '../stored-agent.ts'
import { createTempDir } from '../temp-dir.ts'

export interface World extends AsyncDisposable {
  readonly test: TestApp
  /** An empty folder. */
  readonly dir: string
  /** Address of the app over TCP, from the first time it is asked for. */
  url(): Promise<string>
}

export async function createWorld(options: Pick<TestAppOptions, 'limits'> = {}): Promise<World> {
  const dir = createTempDir()
  const databasePath = join(dir.path, 'errand.db')
  const gate = createGatedTool()
  const waiting = [{ toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }]
  const agents = [
    createScriptedAgent([{ text: 'Hi.' }], { id: 'echo' }),
    createScriptedAgent(waiting, { id: 'busy', tools: [gate.tool] }),
    createApprovingAgent([{ name: 'pay', input: { amount: 7 } }], [createPayTool().tool], { id: 'asking' }),
  ]
  const test = await createTestApp({ databasePath, agents, contextRoots: [dir.path], ...options })
  for (const status of ['draft', 'paused', 'archived'] as const) {
    await test.client.call('agent.create', storedAgent({ slug: status }))
    await test.client.call('agent.update', { agentId: status, status })
  }
  let listener: Promise<Listener> | null = null
  return {
    test,
    dir: dir.path,
    async url() {
      listener ??= listenTcp(test.app.http, { host: '127.0.0.1', port: 0 })
      return (await listener).address
    },
    async [Symbol.asyncDispose]() {
      await (await listener)?.[Symbol.asyncDispose]()
      await test[Symbol.asyncDispose]()
      dir[Symbol.dispose]()
    },
  }
}
