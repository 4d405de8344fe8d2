// `npm start`: serves the example agents, asks one of them a question, shows the answer and keeps serving.
// With --once it ends after the answer.
import { ProblemError } from '../src/client/problem-error.ts'
import { createContext, renderFault } from '../src/app/commands/command.ts'
import { followToEnd } from '../src/app/commands/follow-run.ts'
import { startServer, untilSignal } from '../src/app/commands/serve.ts'
import { ConfigError } from '../src/app/env.ts'
import { createTerminal } from '../src/app/terminal.ts'

const QUESTION = 'What happens to a run when its process is killed?'

const isOnce = process.argv.includes('--once')
const words = process.argv.slice(2).filter((word) => word !== '--once')
if (words.some((word) => word.startsWith('-'))) {
  console.error('usage: npm start [-- [--once] [QUESTION]]')
  process.exit(2)
}
const streams = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr }
// Shown as a person reads it even when it is not a terminal: this is a demonstration.
const terminal = {
  ...createTerminal({ streams, env: process.env, isJson: false, writeJson: () => undefined }),
  isJson: false,
}
const context = createContext(
  () => terminal,
  () => undefined,
)

try {
  const server = await startServer(
    context,
    { agents: ['examples/docs-agent.ts'], ...(isOnce && { port: '0' }) },
    terminal,
  )
  const { client } = server
  // A run that an earlier start left open has been taken up again: that one is worth watching.
  const open = await client.call('agent.run.list', { agentId: 'docs', status: 'IN_PROGRESS', limit: 1 })
  const input = { message: words.join(' ') || QUESTION }
  const interrupted = words.length === 0 ? open.items[0]?.id : undefined
  const runId = interrupted ?? (await client.call('agent.run.execute', { agentId: 'docs', input })).runId
  process.exitCode = await followToEnd(client, terminal, runId)
  if (!isOnce) {
    terminal.write(`\nAsk it yourself, in another terminal:\n  npm run -s errand -- run docs "How does cancel work?"\n`)
    terminal.write(`Still serving at ${server.url}; Ctrl-C stops it, and nothing is lost.\n`)
    await untilSignal()
  }
  await server.stop()
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof ProblemError)) terminal.note(renderFault(error, null))
  else terminal.note(`error: ${error.message}`)
  process.exitCode = 1
}
