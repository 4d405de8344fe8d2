// What an item of the inbox is, and what it is called.
import type { OutputFor } from 'errand/client'

export type InboxItem = OutputFor<'agent.run.listApprovals'>['items'][number]

/** What every form of the inbox is given. */
export interface DecisionForm {
  readonly item: InboxItem
  readonly onDecided: () => void
}

export const titles: Readonly<Record<InboxItem['kind'], (item: InboxItem) => string>> = {
  approval: ({ toolName }) => `Run ${toolName}?`,
  question: (item) => readQuestion(item).question,
  unknown: ({ toolName }) => `What became of ${toolName}?`,
}

/** Of an item that is a question. */
export function readQuestion({ input }: InboxItem): { question: string; choices: readonly string[] } {
  const { question, choices } = (input ?? {}) as { question?: unknown; choices?: unknown }
  return {
    question: typeof question === 'string' ? question : 'A question without words',
    choices: Array.isArray(choices) ? choices.filter((choice) => typeof choice === 'string') : [],
  }
}
