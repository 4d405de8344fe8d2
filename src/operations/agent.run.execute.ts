// Starts a run on a message.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import { executeAgent } from '../contracts/agent.run.execute.ts'
import { listContextIssues } from './context-issues.ts'
import { implement } from './operation.ts'
import { startRun } from './start-run.ts'
import { streamRun } from './stream-run.ts'

export const execute = implement(executeAgent, {
  run({ input, ...rest }, deps, fail) {
    const asked = {
      ...rest,
      readInput(definition: AgentDefinition) {
        const issues = listContextIssues(definition, input)
        if (issues.length > 0) fail('INPUT_INVALID', { detail: `${issues[0]?.pointer}: ${issues[0]?.message}`, issues })
        return { input }
      },
    }
    return startRun(asked, deps, fail)
  },

  stream: (_input, { runId }, deps, signal) => streamRun({ runId, after: 0, deps, signal }),
})
