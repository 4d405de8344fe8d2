// What the simulated assistant says when it has nothing to answer from: what it is, what it could use, and how to get a
// real model.
import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider'

import { providerRows } from './provider-table.ts'

const mostTools = 10

/** `hasPassages`: texts came with the question, but none of them is about it. */
export function introduceYourself(tools: readonly LanguageModelV4FunctionTool[], hasPassages: boolean): string {
  const about =
    'I am sim/assistant, a simulated model without knowledge of its own: I call tools and quote what they and the attached documents say.'
  const passages = hasPassages ? ' The documents that came with this message have nothing on it.' : ''
  return `${about}${passages} ${describeTools(tools)}\n\n${describeProviders()}`
}

function describeTools(tools: readonly LanguageModelV4FunctionTool[]): string {
  if (tools.length === 0) return 'No tools can be used here, so I cannot answer this.'
  const shown = tools.slice(0, mostTools).map(({ name, description }) => {
    const about = /^[^.!?\n]{1,120}/.exec(description?.trim() ?? '')?.[0]
    return `\`${name}\`${about ? ` (${about})` : ''}`
  })
  const rest = tools.length > mostTools ? ` and ${tools.length - mostTools} more` : ''
  return `None of the tools I could use fits this message: ${shown.join(', ')}${rest}.`
}

function describeProviders(): string {
  const rows = providerRows.filter(({ isKeyRequired }) => isKeyRequired)
  const keys = rows.map(({ keyName }) => keyName).join(', ')
  return `For real answers, set one of ${keys}, or OLLAMA_BASE_URL for a model on this machine, and choose a model such as ${rows[0]?.name}/${rows[0]?.defaultModel}.`
}
