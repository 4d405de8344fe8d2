// askHuman: the tool with which an agent asks the person it works for. A person answers it; no code runs.
import { z } from 'zod'
import { defineTool, type Tool } from './define-tool.ts'

const tool = defineTool({
  name: 'ask_human',
  description: 'Asks the person you work for a question and waits for the answer. Use it when only they can know.',
  input: z.object({
    question: z.string().min(1).describe('One clear question'),
    choices: z.array(z.string().min(1)).optional().describe('Answers to choose from'),
  }),
  output: z.object({ answer: z.string() }),
  effect: 'pure',
  execute: () => Promise.reject(new Error('a person answers this')),
})

/** Give it to an agent as a tool: `tools: [askHuman]`. The run waits for `agent.run.resolveApproval` with an `answer`. */
export const askHuman: Tool = {
  ...tool,
  definition: { ...tool.definition, approval: 'question' },
  needsApproval: () => true,
}
